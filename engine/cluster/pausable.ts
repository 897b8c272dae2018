/** A machine that can be stopped as by SIGSTOP: no timer fires, what arrives waits up to a limit as in a socket's buffer. */
import type { Input, Machine, Outbox } from "../base/machine.ts";
import { NEVER, type Instant } from "../base/time.ts";

/** Inputs that wait for a stopped machine; a socket's buffer of 208 KiB holds about as many small packets. */
const WAITING_MAX = 256;

export class Pausable<C, E> implements Machine<C, E> {
  private isPaused = false;
  private readonly waiting: Input<C>[] = [];

  constructor(private readonly inner: Machine<C, E>) {}

  get deadline(): Instant {
    if (this.isPaused) return NEVER;
    return this.waiting.length > 0 ? 0 : this.inner.deadline;
  }

  /** Whoever lets it go on steps it with `deadline` afterwards. */
  setPaused(isPaused: boolean): void {
    this.isPaused = isPaused;
  }

  step(now: Instant, input: Input<C>, out: Outbox<E>): void {
    if (this.isPaused) return this.wait(input);
    for (const waited of this.waiting.splice(0)) this.inner.step(now, waited, out);
    this.inner.step(now, input, out);
  }

  /** Streams are TCP's: the kernel keeps what arrives on them. */
  private wait(input: Input<C>): void {
    if (input.kind === "deadline") return;
    if (input.kind !== "datagram" || this.waiting.length < WAITING_MAX) this.waiting.push(input);
  }
}
