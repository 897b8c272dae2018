/**
 * What a guest may cost: no more than one more member would. Every UDP ping spends one of the peer's
 * retransmits, every push/pull makes it encode its whole state.
 */
import type { Instant } from "../base/time.ts";

/** Paces of a guest, ms. Source: the pool's own probe interval; memberlist state.go, pushPullScale. */
export interface GuestBudget {
  /** Between two pings of the pool, and to one and the same member. */
  readonly pingIntervalMs: number;
  /** Between two push/pulls of the pool, before scaling with its size. */
  readonly readIntervalMs: number;
  /** Between two push/pulls of one and the same member. */
  readonly memberReadIntervalMs: number;
}

const READ_INTERVAL_MS_MIN = 1_000;
const MEMBER_READ_INTERVAL_MS_MIN = 5_000;
export const PING_INTERVAL_MS_MIN = 1_000;
/** A ping with its wrappers, and the largest ack that carries gossip. */
const PING_BYTES = 100;
const READ_BYTES = 80;
const SCALE_THRESHOLD = 32;

/** The budget of a user's wish: never faster than the least intervals. */
export function guestBudget(readIntervalMs: number): GuestBudget {
  return {
    pingIntervalMs: PING_INTERVAL_MS_MIN,
    readIntervalMs: Math.max(READ_INTERVAL_MS_MIN, readIntervalMs),
    memberReadIntervalMs: Math.max(MEMBER_READ_INTERVAL_MS_MIN, readIntervalMs),
  };
}

/** How much rarer push/pulls become in larger pools: 1 up to 32 members, then one more a doubling. */
export function readScale(members: number): number {
  if (members <= SCALE_THRESHOLD) return 1;
  return Math.ceil(Math.log2(members) - Math.log2(SCALE_THRESHOLD)) + 1;
}

/** Most that the guest sends a second, to be shown before attaching. */
export function budgetRates(budget: GuestBudget): { packetsPerSecond: number; bytesPerSecond: number } {
  const pings = 1_000 / budget.pingIntervalMs;
  const reads = 1_000 / budget.readIntervalMs;
  return {
    packetsPerSecond: pings + reads,
    bytesPerSecond: Math.ceil(PING_BYTES * pings + READ_BYTES * reads),
  };
}

/** Keeps what one and the same member is asked apart, whoever asks: the guest's rounds or its user. */
export class MemberPaces {
  private readonly askedAt = new Map<string, Instant>();

  constructor(readonly intervalMs: number) {}

  /** The earliest moment at which the member at `text` (`ip:port`) may be asked. */
  freeAt(text: string): Instant {
    return (this.askedAt.get(text) ?? -Infinity) + this.intervalMs;
  }

  take(text: string, now: Instant): boolean {
    if (now < this.freeAt(text)) return false;
    // Re-inserted, so that the oldest stand first and can be forgotten.
    this.askedAt.delete(text);
    this.askedAt.set(text, now);
    for (const [oldest, at] of this.askedAt) {
      if (now < at + this.intervalMs) break;
      this.askedAt.delete(oldest);
    }
    return true;
  }
}
