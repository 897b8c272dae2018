/**
 * Failure detection by heartbeats, the ways that SWIM is compared with: everybody tells everybody, everybody tells one,
 * everybody tells its two neighbours on a ring, or everybody gossips all counters that it knows to one at random.
 * Source: SWIM §2; van Renesse, Minsky and Hayden, A Gossip-Style Failure Detection Service, 1998.
 */
import type { Address } from "../../base/address.ts";
import type { Input, Machine, Outbox } from "../../base/machine.ts";
import type { Random } from "../../base/random.ts";
import type { Instant } from "../../base/time.ts";

export type HeartbeatStyle = "all-to-all" | "central" | "ring" | "gossip";

/** A member is declared dead; by number. */
export interface Declared {
  readonly whom: number;
}

export interface HeartbeatOptions {
  readonly style: HeartbeatStyle;
  readonly self: number;
  readonly n: number;
  readonly addressOf: (member: number) => Address;
  readonly random: Random;
  readonly periodMs: number;
  /** Silence after which a member is declared dead. */
  readonly timeoutMs: number;
}

/** A message is a list of (member, counter), or of members declared dead, told by their first byte. */
const COUNTERS = 1;
const DEAD = 2;
const ENTRY_BYTES = 8;

export class HeartbeatNode implements Machine<never, Declared> {
  deadline: Instant = -Infinity;
  private readonly counters: Uint32Array;
  private readonly heardAt: Float64Array;
  private readonly declared = new Set<number>();
  private readonly watched: readonly number[];

  constructor(private readonly options: HeartbeatOptions) {
    const { n } = options;
    this.counters = new Uint32Array(n);
    this.heardAt = new Float64Array(n);
    this.watched = watchedBy(options);
  }

  step(now: Instant, input: Input<never>, out: Outbox<Declared>): void {
    if (this.deadline === -Infinity) {
      this.heardAt.fill(now);
      this.deadline = now + this.options.periodMs * this.options.random.float();
    }
    if (input.kind === "datagram") this.hear(now, input.bytes, out);
    if (this.deadline <= now) this.beat(now, out);
  }

  private beat(now: Instant, out: Outbox<Declared>): void {
    const { self, periodMs, timeoutMs, addressOf } = this.options;
    this.deadline = now + periodMs;
    this.counters[self] = (this.counters[self] ?? 0) + 1;
    const message = this.message();
    for (const target of this.targets()) out.send(addressOf(target), message);
    for (const member of this.watched) {
      if (!this.declared.has(member) && now - (this.heardAt[member] ?? 0) > timeoutMs) {
        this.declare(member, out);
      }
    }
  }

  /** Whoever alone can know tells everybody. */
  private declare(member: number, out: Outbox<Declared>): void {
    const { style, self, n, addressOf } = this.options;
    this.declared.add(member);
    out.event({ whom: member });
    if (style === "all-to-all" || style === "gossip") return;
    const message = written(DEAD, [[member, 0]]);
    for (let other = 0; other < n; other += 1) {
      if (other !== self && other !== member) out.send(addressOf(other), message);
    }
  }

  private hear(now: Instant, bytes: Uint8Array, out: Outbox<Declared>): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let at = 1; at + ENTRY_BYTES <= bytes.length; at += ENTRY_BYTES) {
      const member = view.getUint32(at);
      if (bytes[0] === DEAD) this.hearOfDeath(member, out);
      else this.hearCounter(now, member, view.getUint32(at + 4));
    }
  }

  private hearCounter(now: Instant, member: number, counter: number): void {
    if (counter <= (this.counters[member] ?? 0)) return;
    this.counters[member] = counter;
    this.heardAt[member] = now;
    this.declared.delete(member);
  }

  private hearOfDeath(member: number, out: Outbox<Declared>): void {
    if (this.declared.has(member)) return;
    this.declared.add(member);
    out.event({ whom: member });
  }

  private message(): Uint8Array {
    const { style, self } = this.options;
    if (style !== "gossip") return written(COUNTERS, [[self, this.counters[self] ?? 0]]);
    return written(
      COUNTERS,
      Array.from(this.counters, (counter, member) => [member, counter]),
    );
  }

  private targets(): readonly number[] {
    const { style, self, n, random } = this.options;
    switch (style) {
      case "all-to-all":
        return this.watched;
      case "central":
        return self === 0 ? [] : [0];
      case "ring":
        return this.watched;
      case "gossip":
        return [(self + 1 + random.below(n - 1)) % n];
    }
  }
}

/** Whom a member declares dead by what it hears itself. */
function watchedBy({ style, self, n }: HeartbeatOptions): readonly number[] {
  if (style === "ring") return [...new Set([(self + 1) % n, (self + n - 1) % n])];
  if (style === "central" && self !== 0) return [];
  return Array.from({ length: n }, (_, member) => member).filter((member) => member !== self);
}

function written(type: number, entries: readonly (readonly number[])[]): Uint8Array {
  const bytes = new Uint8Array(1 + ENTRY_BYTES * entries.length);
  bytes[0] = type;
  const view = new DataView(bytes.buffer);
  for (const [index, [member = 0, counter = 0]] of entries.entries()) {
    view.setUint32(1 + ENTRY_BYTES * index, member);
    view.setUint32(5 + ENTRY_BYTES * index, counter);
  }
  return bytes;
}
