/** The words of `cluster fault` as a fault. */
import { fail, ok, type Result } from "../../base/result.ts";
import { durationMs } from "../../consul/reconnectTimeout.ts";
import { unreachable } from "../../base/assert.ts";
import type { FaultKind, FaultRequest } from "../../view/cluster.ts";

export const FAULT_KINDS = [
  "kill",
  "pause",
  "slow",
  "leave",
  "partition",
  "loss",
  "delay",
  "duplicate",
  "reorder",
  "wrongKey",
  "rogueJoin",
] as const satisfies readonly FaultKind[];

export interface FaultFlags {
  readonly to?: readonly string[];
  readonly oneWay?: boolean;
  readonly for?: string;
  readonly percent?: string;
  readonly delay?: string;
  readonly jitter?: string;
  readonly stopped?: string;
  readonly running?: string;
}

export function faultOf(
  kind: FaultKind,
  targets: readonly string[],
  flags: FaultFlags,
): Result<FaultRequest, string> {
  const times = readTimes(flags);
  if (!times.ok) return times;
  const { forMs, delayMs = 100, jitterMs = 0, stoppedMs = 3_000, runningMs = 500 } = times.value;
  const percent = Number(flags.percent ?? "20");
  if (!(percent >= 0 && percent <= 100)) return fail(`--percent ${flags.percent} is not between 0 and 100`);
  const probability = percent / 100;
  const between = { from: targets, to: flags.to ?? ["all"], isOneWay: flags.oneWay === true };
  const lasting = forMs === undefined ? {} : { forMs };
  switch (kind) {
    case "kill":
    case "pause":
    case "leave":
    case "wrongKey":
    case "rogueJoin":
      return ok({ fault: { kind, targets }, ...lasting });
    case "slow":
      return ok({ fault: { kind, targets, stoppedMs, runningMs }, ...lasting });
    case "partition":
      return ok({ fault: { kind, ...between }, ...lasting });
    case "loss":
    case "duplicate":
      return ok({ fault: { kind, probability, ...between }, ...lasting });
    case "delay":
      return ok({ fault: { kind, delayMs, jitterMs, ...between }, ...lasting });
    case "reorder":
      return ok({ fault: { kind, probability, byMs: delayMs, ...between }, ...lasting });
    default:
      return unreachable(kind);
  }
}

interface Times {
  readonly forMs?: number;
  readonly delayMs?: number;
  readonly jitterMs?: number;
  readonly stoppedMs?: number;
  readonly runningMs?: number;
}

/** `30s`, `200ms`, `1m`. */
function readTimes({ for: lasts, delay, jitter, stopped, running }: FaultFlags): Result<Times, string> {
  const times: Record<string, number> = {};
  const given = { forMs: lasts, delayMs: delay, jitterMs: jitter, stoppedMs: stopped, runningMs: running };
  for (const [name, text] of Object.entries(given)) {
    if (text === undefined) continue;
    const ms = durationMs(text);
    if (ms === undefined) return fail(`"${text}" is no time; write it like 30s or 200ms`);
    times[name] = ms;
  }
  return ok(times);
}
