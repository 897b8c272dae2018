/**
 * What is to be spread, each message a limited number of times. Fresh messages go first; among equals the longest,
 * then the newest. A message about a member takes the place of the older one about it.
 * Source: SWIM §4.1; memberlist queue.go, TransmitLimitedQueue.
 */
import { retransmitLimit } from "./scaling.ts";

interface Broadcast {
  /** What it is about; empty for messages that never replace one another. */
  readonly subject: string;
  readonly message: Uint8Array;
  readonly serial: number;
  transmits: number;
  /** Called once it is sent as often as it shall, or replaced. */
  readonly onFinished: (() => void) | undefined;
}

export class TransmitLimitedQueue {
  /** By transmissions so far; inside, longest first, then newest first. */
  private readonly tiers: Broadcast[][] = [];
  private readonly bySubject = new Map<string, Broadcast>();
  private serial = 0;
  private count = 0;
  /** Of all messages together. */
  private bytes = 0;

  /** `n` says how many members the limit is computed for. */
  constructor(
    private readonly retransmitMult: number,
    private readonly n: () => number,
  ) {}

  get length(): number {
    return this.count;
  }

  /** Queues a message (type byte first), instead of an older one about the same subject. */
  queue(subject: string, message: Uint8Array, onFinished?: () => void): void {
    const old = this.bySubject.get(subject);
    if (old !== undefined) {
      this.remove(old);
      old.onFinished?.();
    }
    this.serial += 1;
    const broadcast = { subject, message, serial: this.serial, transmits: 0, onFinished };
    if (subject !== "") this.bySubject.set(subject, broadcast);
    this.insert(broadcast);
  }

  /**
   * The messages for one packet, each counted with `overheadBytes`, within `limitBytes` in all. From the freshest tier
   * on, always the largest that still fits; none twice.
   */
  getBroadcasts(overheadBytes: number, limitBytes: number): Uint8Array[] {
    if (this.count === 0) return [];
    const transmitLimit = retransmitLimit(this.retransmitMult, this.n());
    if (this.bytes + this.count * overheadBytes <= limitBytes) return this.takeAll(transmitLimit);
    const sent: Broadcast[] = [];
    let usedBytes = 0;
    for (const tier of this.tiers) {
      for (;;) {
        const freeBytes = limitBytes - usedBytes - overheadBytes;
        const index = freeBytes > 0 ? firstThatFits(tier, freeBytes) : tier.length;
        const broadcast = tier[index];
        if (broadcast === undefined) break;
        tier.splice(index, 1);
        usedBytes += overheadBytes + broadcast.message.length;
        sent.push(broadcast);
      }
    }
    this.count -= sent.length;
    for (const { message } of sent) this.bytes -= message.length;
    for (const broadcast of sent) this.requeue(broadcast, transmitLimit);
    return sent.map(({ message }) => message);
  }

  /** Drops from the most often sent on until `retainMax` are left. */
  prune(retainMax: number): void {
    for (let transmits = this.tiers.length - 1; transmits >= 0; transmits -= 1) {
      const tier = this.tiers[transmits] ?? [];
      for (const last of tier.splice(Math.max(0, tier.length - (this.count - retainMax)))) {
        this.count -= 1;
        this.bytes -= last.message.length;
        this.unlist(last);
        last.onFinished?.();
      }
    }
  }

  /** Everything fits: all go in their order, and every tier becomes the next. */
  private takeAll(transmitLimit: number): Uint8Array[] {
    const { tiers } = this;
    const messages: Uint8Array[] = [];
    for (const tier of tiers) {
      for (const broadcast of tier) {
        broadcast.transmits += 1;
        messages.push(broadcast.message);
      }
    }
    tiers.unshift([]);
    while (tiers.length > transmitLimit) for (const done of tiers.pop() ?? []) this.finish(done);
    return messages;
  }

  private finish(broadcast: Broadcast): void {
    this.count -= 1;
    this.bytes -= broadcast.message.length;
    this.unlist(broadcast);
    broadcast.onFinished?.();
  }

  private requeue(broadcast: Broadcast, transmitLimit: number): void {
    broadcast.transmits += 1;
    if (broadcast.transmits < transmitLimit) return this.insert(broadcast);
    this.unlist(broadcast);
    broadcast.onFinished?.();
  }

  private insert(broadcast: Broadcast): void {
    while (this.tiers.length <= broadcast.transmits) this.tiers.push([]);
    const tier = this.tiers[broadcast.transmits] ?? [];
    tier.splice(placeOf(tier, broadcast), 0, broadcast);
    this.count += 1;
    this.bytes += broadcast.message.length;
  }

  private remove(broadcast: Broadcast): void {
    const tier = this.tiers[broadcast.transmits] ?? [];
    tier.splice(placeOf(tier, broadcast), 1);
    this.count -= 1;
    this.bytes -= broadcast.message.length;
  }

  private unlist(broadcast: Broadcast): void {
    if (this.bySubject.get(broadcast.subject) === broadcast) this.bySubject.delete(broadcast.subject);
  }
}

/** Index of the first message of a tier that is at most `freeBytes` long. */
function firstThatFits(tier: readonly Broadcast[], freeBytes: number): number {
  return lowerBound(tier, ({ message }) => message.length <= freeBytes);
}

/** Where a message stands, or belongs, in its tier. */
function placeOf(tier: readonly Broadcast[], { message, serial }: Broadcast): number {
  const { length } = message;
  return lowerBound(
    tier,
    (other) => other.message.length < length || (other.message.length === length && other.serial <= serial),
  );
}

/** The first index from which on `holds` is true; it must never turn false again. */
function lowerBound(tier: readonly Broadcast[], holds: (broadcast: Broadcast) => boolean): number {
  let low = 0;
  let high = tier.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const broadcast = tier[middle];
    if (broadcast !== undefined && holds(broadcast)) high = middle;
    else low = middle + 1;
  }
  return low;
}
