/** Why a join or a member was refused, by the words of memberlist and Consul. */
import type { Refusal } from "../logFact.ts";

/** Source: consul agent/consul/merge.go; memberlist net.go, state.go, config.go (IPAllowed). */
const REASONS: readonly (readonly [RegExp, Refusal])[] = [
  [/part of wrong datacenter|WAN federation is disabled/, "wrongDatacenter"],
  [/is not a server/, "notServer"],
  [/has conflicting node ID/, "conflictingId"],
  [/could decrypt the message|encryption is not configured|remote state is not encrypted/i, "encryption"],
  [/is not allowed/, "addressNotAllowed"],
  [/Must be a server to join WAN/, "notWanMember"],
  [
    /connection refused|i\/o timeout|no route to host|connection reset|unreachable|EOF|no such host/,
    "unreachable",
  ],
];

export function refusalOf(text: string): Refusal {
  return REASONS.find(([words]) => words.test(text))?.[1] ?? "other";
}

/** `s21` of `Member 's21' part of wrong datacenter 'dc2'`, or "". */
export function refusedMember(text: string): string {
  return /Member '([^']{1,256})'/.exec(text)?.[1] ?? "";
}
