/** What an address that was typed can mean, the likeliest first. No VS Code here. */
import { parseApiUrl, parseHostPort } from "../engine/index.ts";
import { guessPool } from "./poolChoices.ts";

export type SourceKind = "gossip" | "consulHttp" | "serfRpc";

/** Where a pool can be seen from. */
export interface Source {
  readonly kind: SourceKind;
  readonly host: string;
  readonly port: number;
  /** Of an HTTP API only. */
  readonly url?: string;
}

export interface SourceChoice {
  readonly kind: SourceKind;
  readonly label: string;
  readonly detail: string;
  /** Undefined: the address is asked for in the next step. */
  readonly source: Source | undefined;
}

export const SOURCE_EXAMPLES: Readonly<Record<SourceKind, string>> = {
  gossip: "10.1.0.4:8301",
  consulHttp: "https://10.1.0.4:8501",
  serfRpc: "10.1.0.4:7373",
};

const NAMES: Readonly<Record<SourceKind, string>> = {
  gossip: "$(broadcast) Gossip address of a member",
  consulHttp: "$(globe) HTTP API of a Consul agent",
  serfRpc: "$(plug) RPC port of a Serf agent",
};

const DETAILS: Readonly<Record<SourceKind, string>> = {
  gossip: "Asks as a guest; joins nothing. Shows suspicion, incarnations and round trips.",
  consulHttp: "Reads one agent's list and Raft's peers, with an ACL token. No gossip key is needed.",
  serfRpc: "Reads one agent's list, with its auth key if it has one. No gossip key is needed.",
};

/** Choices for what was typed so far; without text, the three ways to see a pool. */
export function sourceChoices(text: string): readonly SourceChoice[] {
  const kinds = likelyKinds(text.trim());
  if (text.trim() === "") {
    return kinds.map((kind) => ({
      kind,
      label: NAMES[kind],
      detail: `${DETAILS[kind]} Such as ${SOURCE_EXAMPLES[kind]}.`,
      source: undefined,
    }));
  }
  return kinds.flatMap((kind) => {
    const source = readSource(kind, text);
    if (!source.ok) return [];
    const place = source.value.url ?? `${source.value.host}:${source.value.port}`;
    return [{ kind, label: `${NAMES[kind]}: ${place}`, detail: DETAILS[kind], source: source.value }];
  });
}

/** Reads an address of that kind. */
export function readSource(
  kind: SourceKind,
  text: string,
): { readonly ok: true; readonly value: Source } | { readonly ok: false; readonly error: string } {
  if (kind === "consulHttp") {
    const url = parseApiUrl(text);
    return url.ok ? { ok: true, value: { kind, ...url.value } } : url;
  }
  const place = parseHostPort(text, kind === "serfRpc" ? 7373 : 8301);
  return place.ok ? { ok: true, value: { kind, ...place.value } } : place;
}

/** By the scheme, then by upstream's default ports. */
function likelyKinds(text: string): readonly SourceKind[] {
  if (/^[a-z]+:\/\//i.test(text)) return ["consulHttp"];
  const port = Number(/:(\d+)$/.exec(text)?.[1] ?? 0);
  if (port === 8500 || port === 8501) return ["consulHttp", "gossip", "serfRpc"];
  if (port === 7373) return ["serfRpc", "gossip", "consulHttp"];
  return ["gossip", "consulHttp", "serfRpc"];
}

/** The pool that most likely stands behind a source. */
export function guessSource({ kind, port }: Source): ReturnType<typeof guessPool> {
  if (kind === "consulHttp") return guessPool(8301);
  return guessPool(kind === "serfRpc" ? 7946 : port);
}
