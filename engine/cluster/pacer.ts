/** Plays a world against the wall clock: faster, slower, step by step, or until something is so. In slices, so that commands get through. */

/** Virtual seconds a second. */
export const SPEED = { min: 0.1, max: 1_000 } as const;
/** Between two slices, and how long one may compute, ms. */
const BEAT_MS = 20;
const SLICE_MS = 12;
/** Happenings between two looks at the clock. */
const LOOK_EVERY = 64;

interface Goal {
  readonly isReached: () => boolean;
  readonly until: number;
  readonly resolve: (isReached: boolean) => void;
}

/** The part of a world that is paced. */
export interface Playable {
  readonly now: number;
  run(until: number, isDone?: () => boolean): void;
}

export class Pacer {
  private timer: NodeJS.Timeout | undefined;
  private dueAt: number;
  private lastBeat = performance.now();
  private goal: Goal | undefined;
  private rate = 1;
  isPaused = false;

  constructor(private readonly world: Playable) {
    this.dueAt = world.now;
  }

  get speed(): number {
    return this.rate;
  }

  setSpeed(speed: number): void {
    this.rate = Math.min(SPEED.max, Math.max(SPEED.min, speed));
  }

  start(): void {
    this.lastBeat = performance.now();
    this.timer ??= setInterval(() => this.beat(), BEAT_MS);
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.cancel();
  }

  /** Plays `ms` more of a paused world. */
  step(ms: number): void {
    this.dueAt = this.world.now + ms;
    this.world.run(this.dueAt);
  }

  /** As fast as can be, until it is so or `maxMs` of virtual time are over; resolves with whether it is. */
  runUntil(isReached: () => boolean, maxMs: number): Promise<boolean> {
    this.cancel();
    return new Promise((resolve) => {
      this.goal = { isReached, until: this.world.now + maxMs, resolve };
    });
  }

  /** At the usual speed, until it is so. */
  async watchUntil(isReached: () => boolean, maxMs: number): Promise<boolean> {
    const until = this.world.now + maxMs;
    while (!isReached() && this.world.now < until && this.timer !== undefined)
      await new Promise((resolve) => setTimeout(resolve, BEAT_MS));
    return isReached();
  }

  /** Ends a `runUntil` at once. */
  cancel(): void {
    const { goal } = this;
    this.goal = undefined;
    this.dueAt = this.world.now;
    goal?.resolve(goal.isReached());
  }

  private beat(): void {
    const beatAt = performance.now();
    const elapsedMs = beatAt - this.lastBeat;
    this.lastBeat = beatAt;
    if (this.goal !== undefined) return this.hurry(this.goal, beatAt);
    if (this.isPaused) return;
    this.dueAt += elapsedMs * this.rate;
    this.slice(this.dueAt, beatAt, () => false);
    // Who cannot keep up does not pile up what it owes.
    if (this.world.now < this.dueAt) this.dueAt = this.world.now;
  }

  private hurry(goal: Goal, beatAt: number): void {
    this.slice(goal.until, beatAt, goal.isReached);
    if (goal.isReached() || this.world.now >= goal.until) this.cancel();
  }

  private slice(until: number, startedAt: number, isDone: () => boolean): void {
    let happenings = 0;
    this.world.run(until, () => {
      happenings += 1;
      return isDone() || (happenings % LOOK_EVERY === 0 && performance.now() - startedAt > SLICE_MS);
    });
  }
}
