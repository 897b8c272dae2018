/**
 * What was heard lately, by Lamport time: a ring of slots, slot = time mod size. It tells news from what was heard
 * before and from what is too old to be told apart. Used for user events and for queries.
 * Source: serf serf.go, handleUserEvent and handleQuery; config.go, EventBuffer and QueryBuffer.
 */
import type { LamportTime } from "./lamport.ts";

/** Slots of the ring. Source: serf config.go. */
export const RING_SLOTS = 512;
/** Most items of one time. Differs from serf, which has no limit: what comes beyond it counts as heard before. */
export const SLOT_ITEMS_MAX = 512;

export type RingVerdict = "new" | "heardBefore" | "beforeMinimum" | "tooOld";

export interface RingSlot<T> {
  readonly time: LamportTime;
  readonly items: readonly T[];
}

export class LamportRing<T> {
  private readonly slots: ({ time: LamportTime; items: T[] } | undefined)[] = [];
  /** Nothing older than this is news: from before our snapshot, or from before we joined. */
  minimumTime: LamportTime = 0;

  constructor(private readonly isSame: (a: T, b: T) => boolean) {}

  /** Takes an item in; `clock` is the clock after it witnessed `time`. */
  accept(clock: LamportTime, time: LamportTime, item: T): RingVerdict {
    if (time < this.minimumTime) return "beforeMinimum";
    if (clock > RING_SLOTS && time < clock - RING_SLOTS) return "tooOld";
    const index = time % RING_SLOTS;
    const slot = this.slots[index];
    if (slot?.time !== time) {
      this.slots[index] = { time, items: [item] };
      return "new";
    }
    const isHeard = slot.items.length >= SLOT_ITEMS_MAX || slot.items.some((old) => this.isSame(old, item));
    if (isHeard) return "heardBefore";
    slot.items.push(item);
    return "new";
  }

  /** All slots in order, as a push/pull carries them. */
  all(): (RingSlot<T> | undefined)[] {
    return Array.from({ length: RING_SLOTS }, (_, index) => this.slots[index]);
  }
}
