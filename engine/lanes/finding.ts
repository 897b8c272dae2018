/** What a detection gives: a sentence, how sure it is and why, and what to do first. */
import type { SeenMember } from "../evidence/evidence.ts";

/**
 * The accidents, as the runbooks tell them apart: plain pools (P), Raft merged (R), federation that should not be (W),
 * LAN and WAN of one datacenter mingled (M), half-mixed (H), a bridge that belongs to neither (B).
 */
const MIX_KINDS = ["P", "R", "W", "M", "H", "B"] as const;
export type MixKind = (typeof MIX_KINDS)[number];
/** The mixes, and findings that are no mix by themselves. */
export const FINDING_KINDS = [...MIX_KINDS, "nameConflict", "deadNameReturns"] as const;

/** The surest first. */
export const CERTAINTIES = ["certain", "likely", "possible"] as const;
export type Certainty = (typeof CERTAINTIES)[number];

export interface Finding {
  /** The same finding has the same id, whenever and from whatever evidence it is made. */
  readonly id: string;
  readonly kind: (typeof FINDING_KINDS)[number];
  readonly certainty: Certainty;
  readonly sentence: string;
  readonly evidence: readonly string[];
  /** Which command would make it certain; "" when it is. */
  readonly toBeCertain: string;
  readonly firstStep: string;
  /** Whom it is about: the foreign ones, the bridge, the doubled. */
  readonly members: readonly SeenMember[];
  /** ms since 1970; undefined when the evidence has no times. */
  readonly sinceMs: number | undefined;
}

export function isMix({ kind }: { readonly kind: string }): boolean {
  return MIX_KINDS.some((mix) => mix === kind);
}

/** The surest first; order of detection otherwise. */
export function bySureness(a: Finding, b: Finding): number {
  return CERTAINTIES.indexOf(a.certainty) - CERTAINTIES.indexOf(b.certainty);
}

/** When the first of them was seen. */
export function firstSeen(members: readonly SeenMember[]): number | undefined {
  const times = members.flatMap(({ firstSeenMs }) => (firstSeenMs === undefined ? [] : [firstSeenMs]));
  return times.length === 0 ? undefined : times.reduce((a, b) => Math.min(a, b));
}
