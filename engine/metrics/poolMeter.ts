/**
 * Counts what a watched pool tells, from now on: hears its views, deltas and events.
 * Bounded: names that failed are remembered for a minute, and at most so many.
 */
import { unreachable } from "../base/assert.ts";
import type { ViewDelta } from "../view/delta.ts";
import { EVENT_KINDS, type PoolEvent } from "../view/event.ts";
import type { PoolView } from "../view/view.ts";
import { Histogram } from "./histogram.ts";

/** Upper bounds of round trips, seconds: from one rack to far overseas and on to a probe's timeout. */
const RTT_BOUNDS_S = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];
/** A member that is back this soon after it failed has flapped, ms. Source: serf config.go, FlapTimeout. */
const FLAP_MS = 60_000;
const FAILED_KEPT_MAX = 20_000;

export type Heard =
  | { readonly kind: "view"; readonly view: PoolView }
  | { readonly kind: "delta"; readonly delta: ViewDelta }
  | { readonly kind: "events"; readonly events: readonly PoolEvent[] };

/** Numbers that only grow while the meter lives. */
export interface PoolCounters {
  readonly events: ReadonlyMap<PoolEvent["kind"], number>;
  readonly flaps: number;
  readonly rtt: Histogram;
}

/** Counts; whoever has the view already needs no more. */
export class PoolMeter implements PoolCounters {
  readonly events = new Map<PoolEvent["kind"], number>(EVENT_KINDS.map((kind) => [kind, 0]));
  flaps = 0;
  readonly rtt = new Histogram(RTT_BOUNDS_S);
  private readonly failedAtMs = new Map<string, number>();
  /** Round trip last seen of each row, ms: a changed one is a new answer. */
  private readonly rttMs: number[] = [];

  hear(heard: Heard): void {
    switch (heard.kind) {
      case "view": {
        const { count, columns } = heard.view;
        for (let id = 0; id < count; id += 1) this.hearRtt(id, columns.rttMs[id]);
        return;
      }
      case "delta": {
        const { ids, columns } = heard.delta.rows;
        for (let row = 0; row < ids.length; row += 1) this.hearRtt(ids[row] ?? 0, columns.rttMs[row]);
        return;
      }
      case "events":
        for (const event of heard.events) this.hearEvent(event);
        return;
      default:
        return unreachable(heard);
    }
  }

  private hearRtt(id: number, rttMs = NaN): void {
    if (Number.isNaN(rttMs) || this.rttMs[id] === rttMs) return;
    this.rttMs[id] = rttMs;
    this.rtt.observe(rttMs / 1_000);
  }

  private hearEvent({ kind, member, atMs }: PoolEvent): void {
    this.events.set(kind, (this.events.get(kind) ?? 0) + 1);
    if (kind === "memberFailed") {
      this.forgetFailed(atMs);
      this.failedAtMs.set(member, atMs);
    } else if (kind === "memberJoined") {
      const failedAtMs = this.failedAtMs.get(member);
      if (failedAtMs !== undefined && atMs - failedAtMs < FLAP_MS) this.flaps += 1;
      this.failedAtMs.delete(member);
    }
  }

  /** Names are kept in the order in which they failed. */
  private forgetFailed(nowMs: number): void {
    for (const [member, atMs] of this.failedAtMs) {
      if (nowMs - atMs < FLAP_MS && this.failedAtMs.size < FAILED_KEPT_MAX) return;
      this.failedAtMs.delete(member);
    }
  }
}
