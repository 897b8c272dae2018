/** A cloud auto-join string of go-discover in a form that can be compared. Source: hashicorp/go-discover config.go. */
import { hasPlaceholder } from "./placeholder.ts";

export interface AutoJoin {
  /** `aws`, `gce`, `k8s`, …; as written, even if no such provider exists. Empty when it is missing. */
  readonly provider: string;
  /** In the order written, quotes removed; an old `retry_join_ec2` block gives the same. */
  readonly values: ReadonlyMap<string, string>;
  /** Keys that were given more than once. */
  readonly repeated: readonly string[];
  /** Whether a template hides some of it. */
  readonly hasPlaceholder: boolean;
  /** Provider and what selects instances: no credentials, no order. Equal selectors find the same machines. */
  readonly selector: string;
}

/** Whether a join entry is meant for go-discover. */
export function looksLikeAutoJoin(text: string): boolean {
  return /(?:^|[\s+])provider=/.test(text);
}

export function readAutoJoin(text: string): AutoJoin {
  const pairs = words(text).map(splitPair);
  return autoJoinOf(pairs, hasPlaceholder(text));
}

/** From pairs, as the old blocks `retry_join_ec2 { … }` have them. */
export function autoJoinOf(pairs: readonly (readonly [string, string])[], isTemplate: boolean): AutoJoin {
  const values = new Map<string, string>();
  const repeated: string[] = [];
  for (const [key, value] of pairs) {
    if (values.has(key)) repeated.push(key);
    values.set(key, value);
  }
  const provider = values.get("provider") ?? "";
  return { provider, values, repeated, hasPlaceholder: isTemplate, selector: selectorOf(provider, values) };
}

/** What says who asks, not whom it finds. */
const CREDENTIALS =
  /^(?:access_key_id|secret_access_key|access_key_secret|secret_id|secret_key|token|auth_token|password|user.*|credentials_file|api_.*|kubeconfig|client_id|tenant_id|endpoint|addr_type|address_type)$/;

function selectorOf(provider: string, values: ReadonlyMap<string, string>): string {
  const kept = [...values].filter(([key]) => key !== "provider" && !CREDENTIALS.test(key));
  const sorted = kept.map(([key, value]) => `${key}=${value}`).sort();
  return [`provider=${provider}`, ...sorted].join(" ");
}

/** Splits at blanks outside of quotes; Consul 0.9.1 to 0.9.3 wrote `+` for a blank. */
function words(text: string): string[] {
  const spaced = /\s/.test(text.trim()) ? text : text.replaceAll("+", " ");
  return spaced.match(/(?:\{\{.*?\}\}|\$\{.*?\}|"(?:[^"\\]|\\.)*"|[^\s"])+/g) ?? [];
}

function splitPair(word: string): readonly [string, string] {
  const at = word.indexOf("=");
  if (at === -1) return [word, ""];
  return [word.slice(0, at), unquoted(word.slice(at + 1))];
}

function unquoted(value: string): string {
  const isQuoted = value.length >= 2 && value.startsWith('"') && value.endsWith('"');
  return isQuoted ? value.slice(1, -1).replace(/\\(.)/g, "$1") : value;
}
