/** Time as the pure layers see it: an argument, never a clock. */

/** Milliseconds on a monotonic clock whose zero means nothing; `Infinity` is "never". */
export type Instant = number;

/** No deadline at all. */
export const NEVER: Instant = Infinity;

/** The earlier of two deadlines. */
export function earliest(a: Instant, b: Instant): Instant {
  return a < b ? a : b;
}
