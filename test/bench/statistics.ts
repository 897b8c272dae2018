/** The few statistics by which two sets of samples are compared. */
import type { Random } from "../../engine/base/random.ts";

export function median(values: readonly number[]): number {
  return quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
}

/** Of sorted values, between its neighbours where it falls between two. */
export function quantile(sorted: readonly number[], part: number): number {
  const place = part * (sorted.length - 1);
  const low = sorted[Math.floor(place)] ?? NaN;
  const high = sorted[Math.ceil(place)] ?? NaN;
  return low + (high - low) * (place - Math.floor(place));
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * The 95 % interval of the ratio of medians, ours by theirs. Runs are drawn, not samples: the samples of one run
 * depend on each other.
 */
export function ratioInterval(
  ours: readonly (readonly number[])[],
  theirs: readonly (readonly number[])[],
  random: Random,
  draws = 2_000,
): readonly [number, number] {
  const ratios: number[] = [];
  for (let draw = 0; draw < draws; draw += 1) {
    ratios.push(median(resampled(ours, random)) / median(resampled(theirs, random)));
  }
  ratios.sort((a, b) => a - b);
  return [quantile(ratios, 0.025), quantile(ratios, 0.975)];
}

/** Kolmogorov's and Smirnov's D: the largest distance of the two distribution functions. */
export function ksDistance(a: readonly number[], b: readonly number[]): number {
  const left = [...a].sort((x, y) => x - y);
  const right = [...b].sort((x, y) => x - y);
  let i = 0;
  let j = 0;
  let distance = 0;
  while (i < left.length && j < right.length) {
    const at = Math.min(left[i] ?? 0, right[j] ?? 0);
    while (i < left.length && (left[i] ?? 0) <= at) i += 1;
    while (j < right.length && (right[j] ?? 0) <= at) j += 1;
    distance = Math.max(distance, Math.abs(i / left.length - j / right.length));
  }
  return distance;
}

/** The chance of a D this large between samples of one distribution (asymptotic). */
export function ksProbability(distance: number, n: number, m: number): number {
  const size = Math.sqrt((n * m) / (n + m));
  const lambda = (size + 0.12 + 0.11 / size) * distance;
  if (lambda < 0.2) return 1;
  let sum = 0;
  for (let k = 1; k <= 100; k += 1) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * lambda * lambda);
  return Math.min(1, Math.max(0, sum));
}

/** Holm's adjustment: the values in their order, each as large as if all tests had been one. */
export function holm(probabilities: readonly number[]): number[] {
  const order = probabilities.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  const adjusted = new Array<number>(probabilities.length).fill(1);
  let largest = 0;
  for (const [rank, { p, index }] of order.entries()) {
    largest = Math.max(largest, Math.min(1, p * (order.length - rank)));
    adjusted[index] = largest;
  }
  return adjusted;
}

function resampled(runs: readonly (readonly number[])[], random: Random): number[] {
  const drawn: number[] = [];
  for (let i = 0; i < runs.length; i += 1) drawn.push(...(runs[random.below(runs.length)] ?? []));
  return drawn;
}
