/** What happened until a moment, for pictures that show the past: as much as fits, the oldest goes. */
import type { PoolEvent } from "../view/event.ts";
import { EVENTS_SHOWN_MAX } from "../view/eventRing.ts";

/** Of one recording. */
const KEPT_MAX = 50_000;

/** Events, and from when on they are all there. */
export interface Past {
  readonly fromMs: number;
  readonly events: readonly PoolEvent[];
}

export class PastEvents {
  private moments: number[] = [];
  private kept: PoolEvent[] = [];
  /** Moment of the last one that had to go. */
  private goneMs: number | undefined;

  /** `atMs`: when they are seen, not before the last one's. */
  add(atMs: number, events: readonly PoolEvent[]): void {
    for (const event of events) {
      this.moments.push(atMs);
      this.kept.push(event);
    }
    if (this.kept.length < 1.25 * KEPT_MAX) return;
    const gone = this.kept.length - KEPT_MAX;
    this.goneMs = this.moments[gone - 1];
    this.moments = this.moments.slice(gone);
    this.kept = this.kept.slice(gone);
  }

  /** The newest of those until `atMs`; `fromMs` is where the recording begins. */
  until(atMs: number, fromMs: number): Past {
    const later = this.moments.findIndex((moment) => moment > atMs);
    const end = later < 0 ? this.moments.length : later;
    const begin = Math.max(0, end - EVENTS_SHOWN_MAX);
    const goneMs = begin > 0 ? this.moments[begin - 1] : this.goneMs;
    return { fromMs: Math.min(atMs, goneMs ?? fromMs), events: this.kept.slice(begin, end) };
  }
}
