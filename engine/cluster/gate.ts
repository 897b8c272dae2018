/**
 * The faults of the network at the edge of a member that runs on sockets: each packet meets the same fate as in virtual
 * time, by the same `simulator/network.ts`. Streams are judged when they are dialed: a cut either way keeps them from
 * opening, as TCP needs both ways. What a real agent sends is judged when it arrives.
 */
import type { Address } from "../base/address.ts";
import type { Input, Machine, Outbox, StreamId } from "../base/machine.ts";
import type { Instant } from "../base/time.ts";
import type { Fate, Network, NetworkEnd } from "../simulator/network.ts";

export interface GateSurroundings {
  readonly network: Network;
  /** Who lives at an address; a stranger is a real agent. */
  endAt(address: Address): { readonly end: NetworkEnd; readonly isStranger: boolean };
  later(ms: number, action: () => void): void;
}

export class Gate<C, E> implements Machine<C, E>, Outbox<E> {
  private out: Outbox<E> | undefined;
  /** Streams that a cut keeps from opening; negative, since the host never heard of them. */
  private deadStreams = 0;
  private readonly dialedTo = new Map<StreamId, NetworkEnd>();

  constructor(
    private readonly self: NetworkEnd,
    private readonly inner: Machine<C, E>,
    private readonly around: GateSurroundings,
  ) {}

  get deadline(): Instant {
    return this.inner.deadline;
  }

  /** On sockets the outbox is the same for all of a driver's life, so that late packets may still go into it. */
  step(now: Instant, input: Input<C>, out: Outbox<E>): void {
    this.out = out;
    if (input.kind === "datagram" && !this.around.network.isUndisturbed && this.isKeptOut(input.from)) return;
    if (input.kind === "streamClosed") this.dialedTo.delete(input.stream);
    this.inner.step(now, input, this);
  }

  send(to: Address, bytes: Uint8Array): void {
    const { network } = this.around;
    if (network.isUndisturbed) return this.out?.send(to, bytes);
    this.deliver(network.packet(this.self, this.around.endAt(to).end), () => this.out?.send(to, bytes));
  }

  dial(to: Address): StreamId {
    const { network } = this.around;
    if (network.isUndisturbed) return this.open(to);
    const { end } = this.around.endAt(to);
    if (!network.isCut(this.self, end) && !network.isCut(end, this.self)) {
      const stream = this.open(to);
      this.dialedTo.set(stream, end);
      return stream;
    }
    this.deadStreams += 1;
    return -this.deadStreams;
  }

  write(stream: StreamId, bytes: Uint8Array): void {
    const to = this.dialedTo.get(stream);
    if (to === undefined || this.around.network.isUndisturbed) return this.out?.write(stream, bytes);
    // TCP sends again what was lost, so that loss is delay to it, and silence under a cut.
    const delayMs = this.around.network.streamDelayMs(this.self, to);
    if (delayMs !== undefined) this.after(delayMs, () => this.out?.write(stream, bytes));
  }

  close(stream: StreamId): void {
    this.dialedTo.delete(stream);
    this.out?.close(stream);
  }

  event(event: E): void {
    this.out?.event(event);
  }

  private open(to: Address): StreamId {
    return this.out?.dial(to) ?? -1;
  }

  /** Senders of ours have been judged already. */
  private isKeptOut(from: Address): boolean {
    const { end, isStranger } = this.around.endAt(from);
    return isStranger && this.around.network.packet(end, this.self).kind === "lost";
  }

  private deliver(fate: Fate, pass: () => void): void {
    if (fate.kind === "lost") return;
    this.after(fate.afterMs, pass);
    if (fate.copyAfterMs !== undefined) this.after(fate.copyAfterMs, pass);
  }

  private after(ms: number, action: () => void): void {
    if (ms <= 0) action();
    else this.around.later(ms, action);
  }
}
