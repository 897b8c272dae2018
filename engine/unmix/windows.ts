/** How long the waits of a runbook take, computed from the size of the pool and memberlist's profile. */
import { lan, wan } from "../swim/config.ts";
import { suspicionTimeoutMs } from "../swim/scaling.ts";
import type { Plane } from "../view/view.ts";

/** Shortest and longest, ms. */
export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Rules stay for so long after the last verified `left`: a reconnect in flight retries its SYN for 10 s and wins. */
export const HOLD_MS = 20_000;
/** The last step watches for so long. */
export const WATCH_MS = 120_000;
/**
 * How old a reading may be when something is asked for because of it: two rounds of a guest that reads one agent every
 * five seconds, as the default is.
 */
export function freshMs(agents: number): number {
  return Math.max(30_000, 10_000 * agents);
}

/** For so long after the last failure gossip is partly spent on the dead: 5 of 8 runs left stragglers without it. */
export function settleMs(plane: Plane): number {
  return plane === "lan" ? 30_000 : 60_000;
}

/**
 * From the cut until an agent that keeps its pace marks a member of the other side failed.
 *
 *     from  one period and the shortest suspicion, when enough members confirm
 *     to    a whole round of probes over all n and the longest, when nobody confirms
 *
 * Source: memberlist state.go, probe and suspectNode; suspicion.go.
 */
export function failureWindow(n: number, plane: Plane): Window {
  const config = plane === "lan" ? lan() : wan();
  const shortestMs = suspicionTimeoutMs(config.suspicionMult, n, config.probeIntervalMs);
  return {
    fromMs: config.probeIntervalMs + shortestMs,
    toMs: n * config.probeIntervalMs + config.suspicionMaxTimeoutMult * shortestMs,
  };
}

/**
 * No failure takes longer, ms: an agent at its worst by Lifeguard's measure stretches each period, and one that was probed
 * first in a round may come last in the next. A cut makes agents look worse to themselves, since helpers on the other
 * side owe them nacks.
 *
 * Source: memberlist awareness.go ScaleTimeout; state.go probe, resetNodes.
 */
export function failureLimitMs(n: number, plane: Plane): number {
  const config = plane === "lan" ? lan() : wan();
  const periodMs = config.awarenessMaxMultiplier * config.probeIntervalMs;
  const shortestMs = suspicionTimeoutMs(config.suspicionMult, n, config.probeIntervalMs);
  return (2 * n - 1) * periodMs + config.suspicionMaxTimeoutMult * shortestMs;
}

/** `45 s`, `3 min 5 s`, `2 h 10 min`; never less than it is. */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  const parts = [
    [Math.floor(seconds / 3_600), "h"],
    [Math.floor(seconds / 60) % 60, "min"],
    [seconds % 60, "s"],
  ] as const;
  const shown = parts.filter(([count]) => count > 0).slice(0, 2);
  return shown.length === 0 ? "0 s" : shown.map(([count, unit]) => `${count} ${unit}`).join(" ");
}
