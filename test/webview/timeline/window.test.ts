import { expect, it } from "vitest";
import { between, LIVE, moved, ticksOf, windowOf, zoomed } from "../../../webview/timeline/window.ts";

const all = { fromMs: 1_000, toMs: 101_000 };

it("shows all that is kept, up to now, unless told otherwise", () => {
  expect(windowOf(LIVE, all)).toEqual(all);
  expect(windowOf(LIVE, { fromMs: 5, toMs: 5 })).toEqual({ fromMs: 5, toMs: 1_005 });
});

it("zooms in around a moment, which stays where it is on screen", () => {
  const { fromMs, toMs } = windowOf(zoomed(LIVE, all, 26_000, 0.5), all);
  expect([fromMs, toMs]).toEqual([13_500, 63_500]);
  expect((26_000 - fromMs) / (toMs - fromMs)).toBeCloseTo(0.25);
});

it("goes on with the time when it shows the newest, and stays where it is when it does not", () => {
  const newest = zoomed(LIVE, all, all.toMs, 0.5);
  const older = moved(newest, all, -0.5);
  const later = { ...all, toMs: 111_000 };
  expect(windowOf(newest, later)).toEqual({ fromMs: 61_000, toMs: 111_000 });
  expect(windowOf(older, later)).toEqual(windowOf(older, all));
  expect(moved(older, all, 9).endMs).toBeUndefined();
});

it("leaves neither end of what is kept", () => {
  expect(windowOf(moved(zoomed(LIVE, all, 50_000, 0.1), all, -99), all).fromMs).toBe(1_000);
  expect(zoomed(between(20_000, 30_000, all), all, 25_000, 1_000)).toBe(LIVE);
});

it("shows the stretch between two moments, whichever comes first", () => {
  expect(windowOf(between(30_000, 20_000, all), all)).toEqual({ fromMs: 20_000, toMs: 30_000 });
});

it("puts the ticks of an axis on round times", () => {
  expect(ticksOf({ fromMs: 1_500, toMs: 31_000 }, 6)).toEqual([
    5_000, 10_000, 15_000, 20_000, 25_000, 30_000,
  ]);
  expect(ticksOf({ fromMs: 0, toMs: 86_400_000 * 10 }, 5)).toHaveLength(6);
});
