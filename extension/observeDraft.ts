/** What the steps of *Observe Pool…* have gathered so far. */
import type { PreflightReport } from "../engine/index.ts";
import { poolId, seedText, type KnownApi, type KnownPool } from "./pool.ts";
import { POOL_CHOICES, poolName, type PoolChoice } from "./poolChoices.ts";
import type { StepFrame, StepResult } from "./quickInput.ts";
import type { PoolSecrets } from "./secrets.ts";
import type { Sessions } from "./sessions.ts";
import type { FoundSeed } from "./workspaceSeeds.ts";
import { guessSource, type Source, type SourceKind } from "./sourceChoices.ts";

export interface Draft {
  /** As typed. */
  address: string;
  sourceKind: SourceKind;
  /** The address that was read; undefined until there is one. */
  source: Source | undefined;
  choice: PoolChoice;
  /** Gossip key typed now; undefined keeps what is stored. */
  key: string | undefined;
  /** memberlist label, "" for none: asked for only where the answer suggests that there is one. */
  label: string;
  /** TLS files of an HTTPS address. */
  tls: Omit<Extract<KnownApi, { kind: "consulHttp" }>, "kind" | "url">;
  cidrs: string;
  /** The pool as it was known before: its name and environment stay while it is the same place. */
  known: KnownPool | undefined;
  report: PreflightReport | undefined;
}

export interface StepServices {
  readonly sessions: Sessions;
  readonly secrets: PoolSecrets;
  /** What the workspace's configs name. */
  readonly seeds: readonly FoundSeed[];
}

/** One question; it changes the draft only when it was answered. */
export type Step = (frame: StepFrame, draft: Draft, services: StepServices) => Promise<StepResult<unknown>>;

/** Empty, or as a remembered pool was. */
export function startDraft(known: KnownPool | undefined): Draft {
  const choice = POOL_CHOICES.find(({ kind, plane }) => kind === known?.kind && plane === known.plane);
  const sourceKind = known?.api?.kind ?? "gossip";
  const url = known?.api?.kind === "consulHttp" ? { url: known.api.url } : {};
  return {
    address: known === undefined ? "" : seedText(known),
    sourceKind,
    source:
      known === undefined ? undefined : { kind: sourceKind, host: known.host, port: known.port, ...url },
    choice: choice ?? POOL_CHOICES[0],
    key: undefined,
    label: known?.label ?? "",
    tls: tlsOf(known?.api),
    cidrs: known?.confirmedCidrs.join(", ") ?? "",
    known,
    report: undefined,
  };
}

function tlsOf(api: KnownApi | undefined): Draft["tls"] {
  if (api?.kind !== "consulHttp") return {};
  const { caFile, clientCertFile, clientKeyFile, serverName } = api;
  return {
    ...(caFile === undefined ? {} : { caFile }),
    ...(clientCertFile === undefined ? {} : { clientCertFile }),
    ...(clientKeyFile === undefined ? {} : { clientKeyFile }),
    ...(serverName === undefined ? {} : { serverName }),
  };
}

/** Another address forgets what was answered about the one before. */
export function setSource(draft: Draft, address: string, source: Source): void {
  const before = draft.source;
  const isSame = before?.kind === source.kind && before.host === source.host && before.port === source.port;
  if (!isSame || before.url !== source.url)
    Object.assign(draft, { choice: guessSource(source), label: "", cidrs: "", tls: {}, report: undefined });
  Object.assign(draft, { address, source, sourceKind: source.kind });
}

/** The pool as it will be remembered. */
export function poolOf(draft: Draft): KnownPool {
  const { choice, label } = draft;
  const { host, port } = draft.source ?? { host: "", port: 0 };
  const api = apiOf(draft);
  const place = { plane: choice.plane, host, port, label, ...(api === undefined ? {} : { api }) };
  const id = poolId(place);
  const known = draft.known?.id === id ? draft.known : undefined;
  return {
    ...place,
    ...(known?.environment === undefined ? {} : { environment: known.environment }),
    id,
    name: nameOf(draft, known, place),
    kind: choice.kind,
    confirmedCidrs: splitCidrs(draft.cidrs),
  };
}

/** The name that it had; one that was only its address gives way to what the answer says. */
function nameOf(
  { choice, report }: Draft,
  known: KnownPool | undefined,
  place: Parameters<typeof poolName>[2],
): string {
  const isNamed = known !== undefined && known.name !== poolName(choice, undefined, place);
  return isNamed ? known.name : poolName(choice, report, place);
}

function apiOf({ source, tls }: Draft): KnownApi | undefined {
  if (source?.kind === "consulHttp") return { kind: "consulHttp", url: source.url ?? "", ...tls };
  return source?.kind === "serfRpc" ? { kind: "serfRpc" } : undefined;
}

export function splitCidrs(text: string): string[] {
  return text.split(/[\s,]+/).filter((part) => part !== "");
}
