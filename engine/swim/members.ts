/**
 * What one node believes of each member, in columns: 16 bytes a member.
 *
 *     column       bytes  by        holds
 *     order        4      position  name numbers in the order they are probed
 *     row          4      name      identity number · 4 + state; 0 for a name this table does not know
 *     incarnation  4      name      the last believed
 *     changedAt    4      name      when the state changed, in ms modulo 2³²
 *
 * A new member enters at a random position, so that the time to its first probe is short on average.
 * Source: SWIM §4.3; memberlist state.go nodeState, aliveNode, resetNodes; util.go kRandomNodes, moveDeadNodes.
 */
import type { Random } from "../base/random.ts";
import type { Instant } from "../base/time.ts";
import type { NodeState } from "../wire/messages.ts";
import { Identities, type Identity } from "./identities.ts";
import type { Member } from "./member.ts";

/** States by the number they have in a row, upstream's. */
const STATES: readonly NodeState[] = ["alive", "suspect", "dead", "left"];
const STATE_NUMBER = { alive: 0, suspect: 1, dead: 2, left: 3 } as const;

/** More members than this are not taken in: no push/pull could tell of them. Source: net.go, maxPushStateNodes. */
const MEMBERS_MAX = 1_048_576;

export class MemberTable {
  private order = new Uint32Array(0);
  private row = new Uint32Array(0);
  private incarnations = new Uint32Array(0);
  private changedAt = new Uint32Array(0);
  private count = 0;

  constructor(readonly identities: Identities = new Identities()) {}

  /** Rows, the dead and left included: upstream's estNumNodes. */
  get size(): number {
    return this.count;
  }

  /** The number of a name that this table knows, -1 if it doesn't. */
  find(name: string): number {
    const id = this.identities.nameId(name);
    return id >= 0 && id < this.row.length && this.row[id] !== 0 ? id : -1;
  }

  /** The member at a position of the probe order, 0 ≤ position < size. */
  at(position: number): number {
    return this.order[position] ?? -1;
  }

  state(id: number): NodeState {
    return STATES[(this.row[id] ?? 0) & 3] ?? "alive";
  }

  isAlive(id: number): boolean {
    return ((this.row[id] ?? 0) & 3) === STATE_NUMBER.alive;
  }

  isDeadOrLeft(id: number): boolean {
    return ((this.row[id] ?? 0) & 3) >= STATE_NUMBER.dead;
  }

  incarnation(id: number): number {
    return this.incarnations[id] ?? 0;
  }

  identity(id: number): Identity {
    return this.identities.identity((this.row[id] ?? 0) >>> 2);
  }

  name(id: number): string {
    return this.identities.name(id);
  }

  /** ms since the state changed. */
  unchangedMs(id: number, now: Instant): number {
    return (msOf(now) - (this.changedAt[id] ?? 0)) >>> 0;
  }

  member(id: number): Member {
    return { ...this.identity(id), incarnation: this.incarnation(id), state: this.state(id) };
  }

  *ids(): IterableIterator<number> {
    for (let position = 0; position < this.count; position += 1) yield this.at(position);
  }

  get isFull(): boolean {
    return this.count >= MEMBERS_MAX;
  }

  /** Takes in a member never heard of: dead, incarnation 0, until an alive message raises it. */
  insert(identity: Identity, random: Random, now: Instant): number {
    const id = this.identities.useName(identity.name);
    this.reserve();
    this.row[id] = (this.identities.useIdentity(id, identity) << 2) | STATE_NUMBER.dead;
    this.incarnations[id] = 0;
    this.changedAt[id] = msOf(now);
    const offset = this.count === 0 ? 0 : random.below(this.count);
    this.order[this.count] = this.order[offset] ?? 0;
    this.order[offset] = id;
    this.count += 1;
    return id;
  }

  setIdentity(id: number, identity: Identity): void {
    const old = this.row[id] ?? 0;
    const next = this.identities.useIdentity(id, identity);
    this.identities.releaseIdentity(id, old >>> 2);
    this.row[id] = (next << 2) | (old & 3);
  }

  setIncarnation(id: number, incarnation: number): void {
    this.incarnations[id] = incarnation;
  }

  setState(id: number, state: NodeState, now: Instant): void {
    this.row[id] = (((this.row[id] ?? 0) & ~3) | STATE_NUMBER[state]) >>> 0;
    this.changedAt[id] = msOf(now);
  }

  /** Forgets who is dead or left for longer than `keepMs` and shuffles the rest; says whom it forgot. */
  reap(keepMs: number, random: Random, now: Instant): string[] {
    const forgotten: string[] = [];
    let kept = 0;
    for (let position = 0; position < this.count; position += 1) {
      const id = this.at(position);
      if (this.isDeadOrLeft(id) && this.unchangedMs(id, now) > keepMs) {
        forgotten.push(this.name(id));
        this.forget(id);
      } else {
        this.order[kept] = id;
        kept += 1;
      }
    }
    this.count = kept;
    this.shuffle(random);
    return forgotten;
  }

  /** Begins as a copy of another node's table that shares our identities; for worlds that start converged. */
  copyFrom(other: MemberTable, random: Random): void {
    for (const id of [...this.ids()]) this.forget(id);
    this.count = 0;
    this.order = new Uint32Array(other.row.length);
    this.row = other.row.slice();
    this.incarnations = other.incarnations.slice();
    this.changedAt = other.changedAt.slice();
    for (const id of other.ids()) {
      this.identities.useName(this.name(id));
      this.identities.shareIdentity((other.row[id] ?? 0) >>> 2);
    }
    this.order.set(other.order.subarray(0, other.count));
    this.count = other.count;
    this.shuffle(random);
  }

  /**
   * Up to `k` different members, at random, that `suits`. In a small table all are looked at, in a larger one 3n
   * draws may miss some.
   */
  pick(k: number, random: Random, suits: (id: number) => boolean): number[] {
    const picked: number[] = [];
    if (this.count < 3 * k) {
      const shuffled = this.order.slice(0, this.count);
      shuffle(shuffled, random);
      for (const id of shuffled) if (picked.length < k && suits(id)) picked.push(id);
      return picked;
    }
    for (let draw = 0; draw < 3 * this.count && picked.length < k; draw += 1) {
      const id = this.at(random.below(this.count));
      if (suits(id) && !picked.includes(id)) picked.push(id);
    }
    return picked;
  }

  private forget(id: number): void {
    this.identities.releaseIdentity(id, (this.row[id] ?? 0) >>> 2);
    this.row[id] = 0;
    this.identities.releaseName(id);
  }

  private shuffle(random: Random): void {
    shuffle(this.order.subarray(0, this.count), random);
  }

  /** Columns grow to what all tables of the pool need: in a shared world exactly, alone with room to spare. */
  private reserve(): void {
    const needed = this.identities.nameIdEnd;
    if (needed <= this.row.length) return;
    const length = Math.max(needed, Math.min(2 * this.row.length, this.row.length + 256), 8);
    this.order = grown(this.order, length);
    this.row = grown(this.row, length);
    this.incarnations = grown(this.incarnations, length);
    this.changedAt = grown(this.changedAt, length);
  }
}

function grown(column: Uint32Array, length: number): Uint32Array<ArrayBuffer> {
  const longer = new Uint32Array(length);
  longer.set(column);
  return longer;
}

/** Fisher and Yates. */
function shuffle(ids: Uint32Array, random: Random): void {
  for (let i = ids.length - 1; i > 0; i -= 1) {
    const j = random.below(i + 1);
    const swapped = ids[i] ?? 0;
    ids[i] = ids[j] ?? 0;
    ids[j] = swapped;
  }
}

function msOf(now: Instant): number {
  return Math.floor(now % 0x1_0000_0000) >>> 0;
}
