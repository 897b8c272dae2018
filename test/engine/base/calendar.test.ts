import fc from "fast-check";
import { expect, it } from "vitest";
import { isoMs, utcMs } from "../../../engine/base/calendar.ts";

it("agrees with the platform on every time of 4,000 years", () => {
  const range = {
    min: new Date("0400-01-01T00:00:00Z"),
    max: new Date("4400-01-01T00:00:00Z"),
    noInvalidDate: true,
  };
  fc.assert(
    fc.property(fc.date(range), (date) => {
      expect(isoMs(date.toISOString())).toBe(date.getTime());
    }),
    { numRuns: 2_000 },
  );
});

it("takes offsets off", () => {
  expect(isoMs("2022-06-01T17:31:24.719+0300")).toBe(Date.UTC(2022, 5, 1, 14, 31, 24, 719));
  expect(isoMs("2022-06-01T17:31:24-07:30")).toBe(Date.UTC(2022, 5, 2, 1, 1, 24));
});

it("refuses what no calendar has", () => {
  expect(utcMs([2026, 13, 1], [0, 0, 0])).toBeUndefined();
  expect(utcMs([2026, 1, 1], [24, 0, 0])).toBeUndefined();
  expect(isoMs("yesterday")).toBeUndefined();
});
