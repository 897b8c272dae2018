/** How far a wait is, for a bar and for a sentence. Pure. */
import type { NowView } from "../../engine/view/remediation.ts";
import { durationText } from "../format.ts";

export interface Wait {
  /** Of 1; past the longest time it stays there. */
  readonly done: number;
  /** `31 s of 12 s to 63 s`. */
  readonly text: string;
}

/** undefined where nothing of it can be computed. */
export function waitOf(
  { sinceMs, untilMs, shortestMs, longestMs }: NowView,
  nowMs: number,
): Wait | undefined {
  const passedMs = Math.max(0, nowMs - sinceMs);
  if (untilMs > 0) {
    const leftMs = Math.max(0, untilMs - nowMs);
    return {
      done: leftMs === 0 ? 1 : passedMs / (passedMs + leftMs),
      text: leftMs === 0 ? "the wait is over" : `${durationText(leftMs)} more`,
    };
  }
  if (longestMs === 0) return undefined;
  const window =
    shortestMs === longestMs
      ? durationText(longestMs)
      : `${durationText(shortestMs)} to ${durationText(longestMs)}`;
  return { done: Math.min(1, passedMs / longestMs), text: `${durationText(passedMs)} of ${window}` };
}
