/** The events of the last moment that had some, as lines are read. */
import type { PoolEvent } from "../view/event.ts";
import { LATEST_MAX } from "../view/playback.ts";

export class LatestEvents {
  private atMs = -Infinity;
  private kept: readonly PoolEvent[] = [];

  /** `atMs`: the moment of the recording at which they are seen. */
  hear(atMs: number, events: readonly PoolEvent[]): void {
    const before = atMs > this.atMs ? [] : this.kept;
    this.atMs = atMs;
    this.kept = [...before, ...events].slice(-LATEST_MAX);
  }

  get events(): readonly PoolEvent[] {
    return this.kept;
  }

  copy(): LatestEvents {
    const copy = new LatestEvents();
    copy.atMs = this.atMs;
    copy.kept = this.kept;
    return copy;
  }
}
