import { expect, it } from "vitest";
import { durationMs, reconnectTimeoutMs } from "../../../engine/consul/reconnectTimeout.ts";

it.each([
  ["15m", 900_000],
  ["1h30m0s", 5_400_000],
  ["1.5h", 5_400_000],
  ["250ms", 250],
  ["0", 0],
  ["", undefined],
  ["15", undefined],
  ["-1h", undefined],
  ["1h x", undefined],
  ["1..5h", undefined],
])("the Go duration %j is %s ms", (text, ms) => {
  expect(durationMs(text)).toBe(ms);
});

it("a member's tag decides how long it is remembered, if it can be read", () => {
  expect(reconnectTimeoutMs([["rc_tm", "15m"]], 5)).toBe(900_000);
  expect(reconnectTimeoutMs([["rc_tm", "soon"]], 5)).toBe(5);
  expect(reconnectTimeoutMs([], 5)).toBe(5);
});
