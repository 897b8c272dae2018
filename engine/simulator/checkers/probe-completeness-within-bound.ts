/**
 * While nothing is wrong, every member probes every other at least once in 2n − 1 periods: last in one pass over the
 * table, first in the shuffled next but one is the worst that can happen.
 * Source: SWIM §4.3.
 */
import type { SwimEvent } from "../../swim/events.ts";
import { seconds, type Checker, type SwimWorldNode } from "./checker.ts";

export class ProbeCompletenessWithinBound implements Checker {
  readonly id = "probe-completeness-within-bound";
  readonly violations: string[] = [];
  /** When a node, by name, last probed a target. */
  private readonly probedAt = new Map<string, number>();
  private readonly boundMs: number;

  constructor(
    private readonly names: readonly string[],
    probeIntervalMs: number,
    private readonly since: number,
  ) {
    this.boundMs = (2 * names.length - 1) * probeIntervalMs;
  }

  onEvent(now: number, node: SwimWorldNode, event: SwimEvent): void {
    if (event.kind === "probeFinished") this.see(now, node.name, event.target);
  }

  /** To be called at the end, so that who was never probed is noticed. */
  check(now: number): void {
    for (const name of this.names) {
      for (const target of this.names) if (target !== name) this.see(now, name, target);
    }
  }

  private see(now: number, name: string, target: string): void {
    const key = `${name}\0${target}`;
    const before = this.probedAt.get(key) ?? this.since;
    this.probedAt.set(key, now);
    if (now - before <= this.boundMs) return;
    this.violations.push(
      `${seconds(now)}: ${name} had not probed ${target} for ${seconds(now - before)}, bound ${seconds(this.boundMs)}`,
    );
  }
}
