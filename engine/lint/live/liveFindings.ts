/** Live facts in the form of all findings, so that editor, terminal and CI show them alike. */
import type { Finding } from "../finding.ts";
import { DIFFERS_FROM_LIVE_POOL } from "../config/housekeeping.ts";
import type { Fleet } from "../model/fleet.ts";
import type { Source } from "../model/source.ts";
import { liveFacts } from "./liveFacts.ts";
import type { LivePool } from "./livePool.ts";

/** One finding a place, by path and place. */
export function liveFindings(
  fleet: Fleet,
  pools: readonly LivePool[],
  sourceOf: (path: string) => Source | undefined,
  nowMs: number,
): Finding[] {
  const found = new Map<string, Finding>();
  for (const { at, severity, message } of liveFacts(fleet, pools, nowMs)) {
    const place = sourceOf(at.path)?.place(at.span);
    const key = `${at.path}|${at.span.start}`;
    if (place === undefined || found.has(key)) continue;
    const { id: rule, code } = DIFFERS_FROM_LIVE_POOL;
    found.set(key, { ...place, rule, code, severity, message, related: [] });
  }
  return [...found.values()];
}
