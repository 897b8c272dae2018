import { expect, it } from "vitest";
import {
  addVitals,
  RTT_BUCKETS,
  rttBucket,
  rttBucketEnd,
  SAMPLES_MAX,
  stepBetween,
  type Vitals,
  type VitalsSample,
} from "../../../engine/view/vitals.ts";

function vitals(pings: number, rttMs = 1): Vitals {
  const rtts = new Array<number>(RTT_BUCKETS).fill(0);
  rtts[rttBucket(rttMs)] = pings;
  return { received: [0, 0, pings], sent: [pings], rtts };
}

it("puts a round trip into the bucket that ends above it, by at most a quarter", () => {
  for (const rttMs of [0.01, 0.05, 0.3, 1, 7.7, 100, 4_000, 9_900]) {
    const end = rttBucketEnd(rttBucket(rttMs));
    expect(end).toBeGreaterThanOrEqual(rttMs);
    if (rttMs > 0.05) expect(end).toBeLessThanOrEqual(rttMs * 1.25 * (1 + 1e-9));
  }
  expect([rttBucket(NaN), rttBucket(-1), rttBucket(1e9)]).toEqual([0, 0, RTT_BUCKETS - 1]);
});

it("tells what was between two samples", () => {
  const step = stepBetween({ atMs: 1_000, ...vitals(10) }, { atMs: 6_000, ...vitals(30) });
  expect(step).toMatchObject({
    atMs: 6_000,
    seconds: 5,
    received: [0, 0, 20],
    sent: [20],
    rtt: { pings: 20 },
  });
  expect(step?.rtt?.p50).toBeCloseTo(rttBucketEnd(rttBucket(1)));
});

it("finds the hundredth ping that was slow", () => {
  const before = vitals(0);
  const rtts = [...before.rtts];
  rtts[rttBucket(1)] = 98;
  rtts[rttBucket(500)] = 2;
  const step = stepBetween({ atMs: 0, ...before }, { atMs: 5_000, ...before, rtts });
  expect(step?.rtt?.p50).toBeLessThan(1.3);
  expect(step?.rtt?.p99).toBeGreaterThanOrEqual(500);
});

it("has no round trip where nothing was pinged, and no step where counting began anew", () => {
  expect(stepBetween({ atMs: 0, ...vitals(5) }, { atMs: 5_000, ...vitals(5) })?.rtt).toBeUndefined();
  expect(stepBetween({ atMs: 0, ...vitals(5) }, { atMs: 5_000, ...vitals(2) })).toBeUndefined();
});

it("keeps a sample every five seconds, a quarter of an hour of them", () => {
  let samples: readonly VitalsSample[] = [];
  for (let atMs = 0; atMs <= 2_000_000; atMs += 1_000) samples = addVitals(samples, atMs, vitals(atMs));
  expect(samples).toHaveLength(SAMPLES_MAX);
  expect([samples[0]?.atMs, samples.at(-1)?.atMs]).toEqual([1_100_000, 2_000_000]);
  expect(addVitals(samples, 2_000_001, undefined)).toBe(samples);
  expect(addVitals(samples, 5, vitals(1))).toHaveLength(1);
});
