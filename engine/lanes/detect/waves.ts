/** Members that came at once: a pool that was joined comes whole, a new machine comes alone. */
import type { SeenMember } from "../../evidence/evidence.ts";
import { subnetOf } from "../words.ts";

/** What is seen so soon after the first answer was there before, ms. */
export const BEGINNING_MS = 20_000;
/** A push/pull brings a whole pool at once; its gossip is through within seconds, ms. */
const WAVE_MS = 10_000;

export interface Wave {
  readonly newcomers: readonly SeenMember[];
  /** Who was there before. */
  readonly earlier: readonly SeenMember[];
  /** No newcomer lies in a /24 or /64 of an earlier member. */
  readonly isElsewhere: boolean;
}

/** When watching began: the earliest that anybody was seen; -Infinity without times. */
export function beganAtMs(members: readonly SeenMember[]): number {
  let began = Infinity;
  for (const { firstSeenMs } of members) began = Math.min(began, firstSeenMs ?? Infinity);
  return began === Infinity ? -Infinity : began;
}

/** The largest group that was first seen within one wave, after the beginning; undefined when none came. */
export function largestWave(present: readonly SeenMember[], began: number): Wave | undefined {
  const late = present
    .filter(({ firstSeenMs }) => firstSeenMs !== undefined && firstSeenMs >= began + BEGINNING_MS)
    .sort((a, b) => (a.firstSeenMs ?? 0) - (b.firstSeenMs ?? 0));
  let best: readonly SeenMember[] = [];
  let from = 0;
  for (let to = 0; to < late.length; to += 1) {
    while ((late[to]?.firstSeenMs ?? 0) - (late[from]?.firstSeenMs ?? 0) > WAVE_MS) from += 1;
    if (to - from + 1 > best.length) best = late.slice(from, to + 1);
  }
  if (best.length === 0) return undefined;
  const start = best[0]?.firstSeenMs ?? 0;
  const earlier = present.filter(({ firstSeenMs }) => firstSeenMs !== undefined && firstSeenMs < start);
  const subnets = new Set(earlier.map(({ ip }) => subnetOf(ip)));
  return { newcomers: best, earlier, isElsewhere: best.every(({ ip }) => !subnets.has(subnetOf(ip))) };
}
