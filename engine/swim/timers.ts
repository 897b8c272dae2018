/** Time inside a node: the parts that wake by themselves, and the steady beat of their rounds. */
import type { Outbox } from "../base/machine.ts";
import { NEVER, type Instant } from "../base/time.ts";
import type { SwimEvent } from "./events.ts";

/** A part of the node with a deadline of its own. */
export interface Sleeper {
  /** When it wants to be called, `NEVER` for not at all. */
  readonly deadline: Instant;
  /** Does what is due and moves the deadline beyond `now`. */
  due(now: Instant, out: Outbox<SwimEvent>): void;
}

/** The earliest deadline of all. */
export function earliestDeadline(sleepers: readonly Sleeper[]): Instant {
  let at = NEVER;
  for (const { deadline } of sleepers) if (deadline < at) at = deadline;
  return at;
}

/**
 * A beat every `intervalMs` from its start on, as Go's Ticker: who was busy gets one beat at once, however many were
 * missed, and the rhythm stays. memberlist waits a random part of the interval before it listens to its tickers, but
 * they already run: the first beat comes one interval after the start in any case.
 * Source: memberlist state.go schedule, triggerFunc.
 */
export class Ticker {
  /** The next beat. */
  next: Instant = NEVER;

  /** `intervalMs` 0 never beats. */
  constructor(private readonly intervalMs: number) {}

  start(now: Instant): void {
    if (this.intervalMs > 0) this.next = now + this.intervalMs;
  }

  /** Takes the beat that is due and moves on to the first after `now`. */
  take(now: Instant): void {
    const missed = Math.floor((now - this.next) / this.intervalMs);
    this.next += this.intervalMs * (1 + missed);
  }

  /** The first beat at `now` or later, for who slept through those before. */
  nextFrom(now: Instant): Instant {
    if (this.next < now) this.next += this.intervalMs * Math.ceil((now - this.next) / this.intervalMs);
    return this.next;
  }

  /** The first beat later than `now`. */
  nextAfter(now: Instant): Instant {
    if (this.next <= now) this.take(now);
    return this.next;
  }
}
