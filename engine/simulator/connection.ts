/** A byte stream between two nodes of a world: in order, lossless while its ends live and no cut holds. */
import type { StreamEnd, StreamId } from "../base/machine.ts";
import type { Instant } from "../base/time.ts";
import type { HappeningQueue } from "./queue.ts";
import type { Network } from "./network.ts";
import type { Inbox, WorldNode } from "./worldNode.ts";

/** One end: whose it is, under which number, and when the last piece towards it arrives. */
export interface ConnectionEnd<C, E> {
  readonly node: WorldNode<C, E>;
  readonly stream: StreamId;
  arrivedUntil: Instant;
}

export class Connection<C, E> {
  private isOpen = false;
  private isGivenUp = false;
  private readonly ends: readonly [ConnectionEnd<C, E>, ConnectionEnd<C, E>];

  constructor(
    private readonly queue: HappeningQueue,
    private readonly network: Network,
    dialing: ConnectionEnd<C, E>,
    accepting: ConnectionEnd<C, E>,
    /** Called for each end that will hear nothing more. */
    private readonly forget: (end: ConnectionEnd<C, E>) => void,
  ) {
    this.ends = [dialing, accepting];
  }

  /** Both ends hear that it is open, the dialing end one way later. */
  open(attempt = 0): void {
    if (this.isGivenUp) return;
    const [dialing, accepting] = this.ends;
    const there = this.network.streamDelayMs(dialing.node, accepting.node);
    const back = this.network.streamDelayMs(accepting.node, dialing.node, true);
    if (there === undefined || back === undefined) return this.retry(attempt);
    this.deliver(accepting, there, {
      kind: "streamOpened",
      stream: accepting.stream,
      peer: dialing.node.address,
      dialed: false,
    });
    this.queue.plan(this.queue.now + there, { happen: () => this.answer(back) });
  }

  write(from: WorldNode<C, E>, bytes: Uint8Array): void {
    const to = this.otherEnd(from);
    const delayMs = this.network.streamDelayMs(from, to.node, this.isAccepting(from));
    if (delayMs === undefined || !this.isOpen) return;
    this.deliver(to, delayMs, { kind: "streamData", stream: to.stream, bytes });
  }

  close(from: WorldNode<C, E>): void {
    const to = this.otherEnd(from);
    this.isGivenUp ||= !this.isOpen;
    const delayMs = this.network.streamDelayMs(from, to.node, this.isAccepting(from));
    if (delayMs !== undefined) this.end(to, delayMs, "ended");
  }

  private retry(attempt: number): void {
    const afterMs = this.network.retryDialMs(attempt);
    if (afterMs === undefined) return;
    this.queue.plan(this.queue.now + afterMs, { happen: () => this.open(attempt + 1) });
  }

  private isAccepting(node: WorldNode<C, E>): boolean {
    return this.ends[1].node === node;
  }

  private answer(delayMs: number): void {
    const [dialing, accepting] = this.ends;
    if (!accepting.node.isRunning) return;
    this.isOpen = true;
    this.deliver(dialing, delayMs, {
      kind: "streamOpened",
      stream: dialing.stream,
      peer: accepting.node.address,
      dialed: true,
    });
  }

  private end(to: ConnectionEnd<C, E>, delayMs: number, reason: StreamEnd): void {
    this.deliver(to, delayMs, { kind: "streamClosed", stream: to.stream, reason });
    this.queue.plan(to.arrivedUntil, { happen: () => this.forget(to) });
  }

  /** What was written first arrives first. */
  private deliver(to: ConnectionEnd<C, E>, delayMs: number, input: Inbox<C>): void {
    to.arrivedUntil = Math.max(to.arrivedUntil, this.queue.now + delayMs);
    this.queue.plan(to.arrivedUntil, { happen: () => to.node.receive(input) });
  }

  private otherEnd(node: WorldNode<C, E>): ConnectionEnd<C, E> {
    const [dialing, accepting] = this.ends;
    return dialing.node === node ? accepting : dialing;
  }
}
