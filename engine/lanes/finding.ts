/** What a detection gives: a sentence, how sure it is and why, and what to do first. */
import type { SeenMember } from "../evidence/evidence.ts";

/**
 * The accidents, as the runbooks tell them apart: plain pools (P), Raft merged (R), federation that should not be (W),
 * LAN and WAN of one datacenter mingled (M), half-mixed (H), a bridge that belongs to neither (B).
 */
export type MixKind = "P" | "R" | "W" | "M" | "H" | "B";
/** Findings that are no mix by themselves. */
export type OtherKind = "nameConflict" | "deadNameReturns";

export type Certainty = "certain" | "likely" | "possible";

export interface Finding {
  /** The same finding has the same id, whenever and from whatever evidence it is made. */
  readonly id: string;
  readonly kind: MixKind | OtherKind;
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

const MIX_KINDS: readonly string[] = ["P", "R", "W", "M", "H", "B"];

export function isMix({ kind }: { readonly kind: string }): boolean {
  return MIX_KINDS.includes(kind);
}

const RANK: Readonly<Record<Certainty, number>> = { certain: 0, likely: 1, possible: 2 };

/** The surest first; order of detection otherwise. */
export function bySureness(a: Finding, b: Finding): number {
  return RANK[a.certainty] - RANK[b.certainty];
}

/** When the first of them was seen. */
export function firstSeen(members: readonly SeenMember[]): number | undefined {
  const times = members.flatMap(({ firstSeenMs }) => (firstSeenMs === undefined ? [] : [firstSeenMs]));
  return times.length === 0 ? undefined : times.reduce((a, b) => Math.min(a, b));
}
