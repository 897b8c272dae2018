/** Questions that a person asks of a pool in so many words, and what became of them. */

export type MemberProbe =
  /** Does it answer? Asked over TCP, which costs the pool nothing. */
  | { readonly kind: "ping"; readonly member: string }
  /** Asks `helper` to ping `member` over UDP, and to say so when it stays silent. */
  | { readonly kind: "pingFrom"; readonly helper: string; readonly member: string };

export type ProbeAnswer =
  | { readonly kind: "reached"; readonly rttMs: number }
  /** The helper answered that the member did not: at least one way between them is closed. */
  | { readonly kind: "notReached" }
  /** Nobody answered in time: nothing is known. */
  | { readonly kind: "silent" }
  | { readonly kind: "notAsked"; readonly reason: string };
