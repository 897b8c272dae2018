/** Where a shown recording stands, for its time bar. */
import type { PoolEvent } from "./event.ts";

export interface Playback {
  /** First and last moment that can be shown, ms since 1970. */
  readonly fromMs: number;
  readonly toMs: number;
  /** The moment that is shown. */
  readonly atMs: number;
  /** Times real time; 0 while it is paused. */
  readonly speed: number;
  readonly isRedacted: boolean;
  /** What is wrong with the file though it can be shown, "" when nothing is. */
  readonly report: string;
  /** What happened last, at this moment or before it, at most `LATEST_MAX`. */
  readonly events: readonly PoolEvent[];
  /** Events before and after this moment. */
  readonly hasEarlier: boolean;
  readonly hasLater: boolean;
  /** Events in each of equal parts of the span, and how many of them are suspicions, failures or mixes. */
  readonly density: readonly number[];
  readonly trouble: readonly number[];
}

export const LATEST_MAX = 20;
/** Parts into which `density` divides the span. */
export const DENSITY_PARTS = 240;
/** Speeds to choose from, times real time. */
export const SPEEDS = [0.5, 1, 2, 5, 10, 60] as const;
