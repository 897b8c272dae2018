/** Which stretch of time is shown: the last one while live, or one that was chosen. */
import type { TimeWindow } from "./lanes.ts";

/** Narrower than this nothing more is told apart, ms. */
const SPAN_MS_MIN = 1_000;

/** `endMs` undefined: the window ends now, and moves on with it. `spanMs` undefined: all that is kept. */
export interface Zoom {
  readonly spanMs: number | undefined;
  readonly endMs: number | undefined;
}

export const LIVE: Zoom = { spanMs: undefined, endMs: undefined };

/** The stretch that a zoom shows of what is kept. */
export function windowOf({ spanMs, endMs }: Zoom, all: TimeWindow): TimeWindow {
  const wholeMs = Math.max(SPAN_MS_MIN, all.toMs - all.fromMs);
  const span = Math.min(wholeMs, spanMs ?? wholeMs);
  const toMs = Math.max(all.fromMs + span, Math.min(all.toMs, endMs ?? all.toMs));
  return { fromMs: toMs - span, toMs };
}

/** Shows `factor` times the stretch around `atMs`, which stays where it is. */
export function zoomed(zoom: Zoom, all: TimeWindow, atMs: number, factor: number): Zoom {
  const window = windowOf(zoom, all);
  const wholeMs = Math.max(SPAN_MS_MIN, all.toMs - all.fromMs);
  const spanMs = Math.max(SPAN_MS_MIN, (window.toMs - window.fromMs) * factor);
  if (spanMs >= wholeMs) return LIVE;
  const share = (window.toMs - atMs) / (window.toMs - window.fromMs);
  return { spanMs, endMs: endOr(atMs + share * spanMs, all) };
}

/** Moves the stretch by a part of itself; at the end of what is kept it goes on with the time. */
export function moved(zoom: Zoom, all: TimeWindow, byPart: number): Zoom {
  const window = windowOf(zoom, all);
  const spanMs = window.toMs - window.fromMs;
  if (zoom.spanMs === undefined) return zoom;
  return { spanMs, endMs: endOr(Math.max(all.fromMs + spanMs, window.toMs + byPart * spanMs), all) };
}

/** The stretch between two moments. */
export function between(aMs: number, bMs: number, all: TimeWindow): Zoom {
  const spanMs = Math.max(SPAN_MS_MIN, Math.abs(bMs - aMs));
  return { spanMs, endMs: endOr(Math.max(aMs, bMs), all) };
}

function endOr(endMs: number, all: TimeWindow): number | undefined {
  return endMs >= all.toMs ? undefined : endMs;
}

/** Distances between ticks of a time axis, ms. */
const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * 1_000),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * 60_000),
  ...[1, 2, 6, 12, 24].map((hours) => hours * 3_600_000),
];

/** Moments of a time axis, at most about `most`, on round times. */
export function ticksOf({ fromMs, toMs }: TimeWindow, most: number): number[] {
  const wantedMs = (toMs - fromMs) / Math.max(1, most);
  const day = 86_400_000;
  const stepMs = STEPS.find((step) => step >= wantedMs) ?? Math.ceil(wantedMs / day) * day;
  const ticks: number[] = [];
  for (let atMs = Math.ceil(fromMs / stepMs) * stepMs; atMs <= toMs; atMs += stepMs) ticks.push(atMs);
  return ticks;
}
