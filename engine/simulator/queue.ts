/**
 * What happens when, in a world: earliest first, and what was planned first among what happens at one instant.
 * A heap with four children a node on typed arrays; what happens at once needs no heap.
 */
import type { Instant } from "../base/time.ts";

/** Something that will happen. */
export interface Happening {
  happen(): void;
}

const ARITY = 4;

export class HappeningQueue {
  /** The instant of what happened last; nothing can be planned before it. */
  now: Instant;
  private times = new Float64Array(1_024);
  private serials = new Float64Array(1_024);
  private readonly items: (Happening | undefined)[] = [];
  private size = 0;
  private serial = 0;
  /** Planned for `now` while it is `now`: behind all that was planned for it before. */
  private atOnce: Happening[] = [];
  private atOnceDone = 0;

  constructor(start: Instant = 0) {
    this.now = start;
  }

  get isEmpty(): boolean {
    return this.size === 0 && this.atOnceDone === this.atOnce.length;
  }

  /** When the next thing happens, `Infinity` if nothing is planned. */
  get nextAt(): Instant {
    if (this.atOnceDone < this.atOnce.length) return this.now;
    return this.size === 0 ? Infinity : (this.times[0] ?? Infinity);
  }

  plan(at: Instant, item: Happening): void {
    if (at <= this.now) {
      this.atOnce.push(item);
      return;
    }
    if (this.size === this.times.length) this.grow();
    this.serial += 1;
    this.siftUp(this.size, at, this.serial, item);
    this.size += 1;
  }

  /** Takes the next thing out and moves `now` to it; undefined when nothing is planned. */
  take(): Happening | undefined {
    const earliest = this.times[0] ?? Infinity;
    if (this.size > 0 && earliest <= this.now) return this.pop();
    if (this.atOnceDone < this.atOnce.length) return this.takeAtOnce();
    if (this.size === 0) return undefined;
    this.now = earliest;
    return this.pop();
  }

  private takeAtOnce(): Happening | undefined {
    const item = this.atOnce[this.atOnceDone];
    this.atOnceDone += 1;
    if (this.atOnceDone === this.atOnce.length) {
      this.atOnce.length = 0;
      this.atOnceDone = 0;
    }
    return item;
  }

  private pop(): Happening | undefined {
    const first = this.items[0];
    this.size -= 1;
    const last = this.items[this.size];
    this.items[this.size] = undefined;
    if (this.size > 0 && last !== undefined) {
      this.siftDown(this.times[this.size] ?? 0, this.serials[this.size] ?? 0, last);
    }
    return first;
  }

  private siftUp(from: number, at: Instant, serial: number, item: Happening): void {
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 2;
      if (!this.isBefore(at, serial, parent)) break;
      this.move(parent, place);
      place = parent;
    }
    this.put(place, at, serial, item);
  }

  private siftDown(at: Instant, serial: number, item: Happening): void {
    let place = 0;
    for (;;) {
      const child = this.earliestChild(place);
      if (child < 0 || this.isBefore(at, serial, child)) break;
      this.move(child, place);
      place = child;
    }
    this.put(place, at, serial, item);
  }

  private earliestChild(place: number): number {
    const first = ARITY * place + 1;
    if (first >= this.size) return -1;
    let best = first;
    const end = Math.min(first + ARITY, this.size);
    for (let child = first + 1; child < end; child += 1) {
      if (this.isBefore(this.times[child] ?? 0, this.serials[child] ?? 0, best)) best = child;
    }
    return best;
  }

  private isBefore(at: Instant, serial: number, place: number): boolean {
    const other = this.times[place] ?? 0;
    return at < other || (at === other && serial < (this.serials[place] ?? 0));
  }

  private move(from: number, to: number): void {
    this.times[to] = this.times[from] ?? 0;
    this.serials[to] = this.serials[from] ?? 0;
    this.items[to] = this.items[from];
  }

  private put(place: number, at: Instant, serial: number, item: Happening): void {
    this.times[place] = at;
    this.serials[place] = serial;
    this.items[place] = item;
  }

  private grow(): void {
    const times = new Float64Array(2 * this.times.length);
    const serials = new Float64Array(2 * this.serials.length);
    times.set(this.times);
    serials.set(this.serials);
    this.times = times;
    this.serials = serials;
  }
}
