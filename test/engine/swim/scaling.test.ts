import { expect, it } from "vitest";
import { pushPullScaleMs, retransmitLimit, suspicionTimeoutMs } from "../../../engine/swim/scaling.ts";

it.each([
  [1, 4],
  [9, 4],
  [10, 8],
  [99, 8],
  [100, 12],
  [999, 12],
  [1_000, 16],
])("in a table of %i, news is sent %i times", (n, times) => {
  expect(retransmitLimit(4, n)).toBe(times);
});

it.each([
  [1, 4_000],
  [10, 4_000],
  [100, 8_000],
  [128, 8_428],
  [1_000, 12_000],
])("in a table of %i, the shortest suspicion lasts %i ms", (n, ms) => {
  expect(suspicionTimeoutMs(4, n, 1_000)).toBe(ms);
});

it.each([
  [32, 1],
  [33, 2],
  [64, 2],
  [65, 3],
  [1_000, 6],
])("in a table of %i, push/pull waits %i intervals", (n, intervals) => {
  expect(pushPullScaleMs(30_000, n)).toBe(30_000 * intervals);
});
