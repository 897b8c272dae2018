/** A member as agents list it, by HTTP or RPC: Serf's own struct, whoever hands it out. */
import type { Tags } from "./tags.ts";

/** Source: serf serf.go, MemberStatus; the position is the number that Consul writes. */
export const SERF_STATUSES = ["none", "alive", "leaving", "left", "failed"] as const;
export type SerfStatus = (typeof SERF_STATUSES)[number];

/** Suspicion and incarnation are memberlist's: no agent lists them. */
export interface ListedMember {
  readonly name: string;
  /** Canonical, "" when the agent gave none that can be read. */
  readonly ip: string;
  readonly port: number;
  readonly status: SerfStatus;
  readonly tags: Tags;
  /** pMin pMax pCur dMin dMax dCur. */
  readonly versions: readonly number[];
}
