/**
 * One machine in a world: its outbox, its alarm clock, and what can befall it. A blocked node's code runs on, but what
 * it sends waits in front of the network and what arrives waits in front of the node, as in Lifeguard's experiments.
 */
import type { Address } from "../base/address.ts";
import type { Input, Machine, Outbox, StreamId } from "../base/machine.ts";
import type { Instant } from "../base/time.ts";
import type { NetworkEnd } from "./network.ts";
import type { Happening } from "./queue.ts";

/** What comes from outside. */
export type Inbox<C> = Exclude<Input<C>, { kind: "deadline" } | { kind: "command" }>;

/** The world as a node sees it. */
export interface Surroundings<C, E> {
  readonly now: Instant;
  plan(at: Instant, item: Happening): void;
  sent(from: WorldNode<C, E>, to: Address, bytes: Uint8Array): void;
  dialed(from: WorldNode<C, E>, to: Address, stream: StreamId): void;
  wrote(from: WorldNode<C, E>, stream: StreamId, bytes: Uint8Array): void;
  closed(from: WorldNode<C, E>, stream: StreamId): void;
  told(node: WorldNode<C, E>, event: E): void;
}

/** What a node sent and what reached it; counts since it began. */
export interface NodeTraffic {
  packetsOut: number;
  bytesOut: number;
  packetsIn: number;
  bytesIn: number;
  streamsOut: number;
}

/** Packets that may wait in front of a blocked node; beyond them they are lost. */
const INBOX_MAX = 20_000;
/**
 * How much of its backlog a node reads before others get their turn: with this many the false positives of Lifeguard's
 * experiments are those of the real code, whose scheduler lets a reader go on for a while.
 */
const BACKLOG_AT_ONCE = 24;

export class WorldNode<C, E> implements Outbox<E>, NetworkEnd, Happening {
  /** Killed: neither sends nor receives nor runs any more. */
  isRunning = true;
  isBlocked = false;
  /** Deaf and dumb: its packets and those to it are lost, nobody can dial it, but it can dial others. */
  isMuted = false;
  readonly traffic: NodeTraffic = { packetsOut: 0, bytesOut: 0, packetsIn: 0, bytesIn: 0, streamsOut: 0 };
  private alarmAt: Instant = Infinity;
  private nextStream: StreamId = 1;
  private delivered = 0;
  private readonly inbox: Inbox<C>[] = [];
  private readonly outbox: (() => void)[] = [];

  constructor(
    private readonly world: Surroundings<C, E>,
    readonly index: number,
    readonly name: string,
    readonly zone: string,
    readonly address: Address,
    readonly machine: Machine<C, E>,
  ) {}

  /** Lets the machine begin. */
  start(): void {
    this.step({ kind: "deadline" });
  }

  command(command: C): void {
    this.step({ kind: "command", command });
  }

  receive(input: Inbox<C>): void {
    if (!this.isRunning) return;
    if (input.kind === "datagram") {
      this.traffic.packetsIn += 1;
      this.traffic.bytesIn += input.bytes.length;
    }
    if (!this.isBlocked && this.inbox.length === 0) return this.step(input);
    if (this.inbox.length < INBOX_MAX) this.inbox.push(input);
  }

  kill(): void {
    this.isRunning = false;
  }

  mute(): void {
    this.isMuted = true;
  }

  block(): void {
    this.isBlocked = true;
  }

  /** What waited to be sent leaves, the node's loops go on, and what had arrived is delivered bit by bit. */
  unblock(): void {
    this.isBlocked = false;
    for (const send of this.outbox.splice(0)) send();
    this.step({ kind: "deadline" });
    this.goOnDelivering();
  }

  /** Whether more has arrived than was delivered. */
  get hasBacklog(): boolean {
    return this.delivered < this.inbox.length;
  }

  /** Some at a time: what arrives meanwhile, at others or here, comes in between or behind. */
  private deliverSome(): void {
    for (let read = 0; read < BACKLOG_AT_ONCE && this.hasBacklog; read += 1) {
      const input = this.inbox[this.delivered];
      this.delivered += 1;
      if (input !== undefined) this.step(input);
    }
    if (this.hasBacklog) return this.goOnDelivering();
    this.inbox.length = 0;
    this.delivered = 0;
  }

  private goOnDelivering(): void {
    this.world.plan(this.world.now, {
      happen: () => {
        if (!this.isBlocked) this.deliverSome();
      },
    });
  }

  nextStreamId(): StreamId {
    const id = this.nextStream;
    this.nextStream += 1;
    return id;
  }

  /** The alarm rings; it may have been set before the machine changed its mind. */
  happen(): void {
    if (this.alarmAt <= this.world.now) this.alarmAt = Infinity;
    if (!this.isRunning) return;
    if (this.machine.deadline <= this.world.now) this.step({ kind: "deadline" });
    else this.setAlarm();
  }

  send(to: Address, bytes: Uint8Array): void {
    if (this.isBlocked) this.outbox.push(() => this.world.sent(this, to, bytes));
    else this.world.sent(this, to, bytes);
  }

  dial(to: Address): StreamId {
    const stream = this.nextStreamId();
    this.pass(() => this.world.dialed(this, to, stream));
    return stream;
  }

  write(stream: StreamId, bytes: Uint8Array): void {
    this.pass(() => this.world.wrote(this, stream, bytes));
  }

  close(stream: StreamId): void {
    this.pass(() => this.world.closed(this, stream));
  }

  event(event: E): void {
    this.world.told(this, event);
  }

  private pass(action: () => void): void {
    if (this.isBlocked) this.outbox.push(action);
    else action();
  }

  private step(input: Input<C>): void {
    if (!this.isRunning) return;
    this.machine.step(this.world.now, input, this);
    this.setAlarm();
  }

  /** One alarm is enough: a later deadline is looked up when it rings. */
  private setAlarm(): void {
    const { deadline } = this.machine;
    if (deadline >= this.alarmAt) return;
    this.alarmAt = deadline;
    this.world.plan(deadline, this);
  }
}
