import { expect, it } from "vitest";
import { parseGoDurationMs } from "../../../../engine/lint/model/goDuration.ts";

const HOUR = 3_600_000;

it.each([
  ["72h", 72 * HOUR],
  ["1h30m", 1.5 * HOUR],
  ["1.5h", 1.5 * HOUR],
  ["500ms", 500],
  ["-10s", -10_000],
  ["0", 0],
  ["2µs", 0.002],
])("%s is %d ms", (text, ms) => expect(parseGoDurationMs(text)).toBeCloseTo(ms, 9));

it.each(["", "72", "h", "3 days", "1h30", "1d"])("%j is no duration of Go's", (text) => {
  expect(parseGoDurationMs(text)).toBeUndefined();
});
