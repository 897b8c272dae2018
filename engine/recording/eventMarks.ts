/** When something happened in a recording, and whether it was trouble: nine bytes an event, so that long ones fit. */
import type { PoolEvent } from "../view/event.ts";

/** Later events are shown, but neither counted nor stepped to. */
const MARKS_MAX = 1_000_000;
const TROUBLE: ReadonlySet<PoolEvent["kind"]> = new Set(["memberSuspected", "memberFailed", "mixFound"]);

export class EventMarks {
  private times = new Float64Array(256);
  private troubles = new Uint8Array(256);
  private count = 0;

  /** `atMs` must not be before the last one's. */
  add(atMs: number, kind: PoolEvent["kind"]): void {
    if (this.count >= MARKS_MAX) return;
    if (this.count === this.times.length) this.grow();
    this.times[this.count] = atMs;
    this.troubles[this.count] = TROUBLE.has(kind) ? 1 : 0;
    this.count += 1;
  }

  /** The first moment of an event after `atMs`. */
  after(atMs: number): number | undefined {
    const at = this.firstAfter(atMs);
    return at < this.count ? this.times[at] : undefined;
  }

  /** The last moment of an event before `atMs`. */
  before(atMs: number): number | undefined {
    let at = this.firstAfter(atMs) - 1;
    while (at >= 0 && (this.times[at] ?? 0) >= atMs) at -= 1;
    return at < 0 ? undefined : this.times[at];
  }

  /** Events in each of `parts` equal parts of the time from `fromMs` to `toMs`. */
  density(fromMs: number, toMs: number, parts: number): { all: number[]; trouble: number[] } {
    const all = new Array<number>(parts).fill(0);
    const trouble = new Array<number>(parts).fill(0);
    const width = Math.max(1, toMs - fromMs) / parts;
    for (let at = 0; at < this.count; at += 1) {
      const part = Math.max(0, Math.min(parts - 1, Math.floor(((this.times[at] ?? 0) - fromMs) / width)));
      all[part] = (all[part] ?? 0) + 1;
      trouble[part] = (trouble[part] ?? 0) + (this.troubles[at] ?? 0);
    }
    return { all, trouble };
  }

  private firstAfter(atMs: number): number {
    let [low, high] = [0, this.count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.times[middle] ?? 0) > atMs) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  private grow(): void {
    const times = new Float64Array(2 * this.count);
    times.set(this.times);
    this.times = times;
    const troubles = new Uint8Array(2 * this.count);
    troubles.set(this.troubles);
    this.troubles = troubles;
  }
}
