/**
 * Intents about members that nobody has seen yet: gossip of Serf and of memberlist takes different ways, so the word
 * that a member leaves can overtake the word that it is there. Only the newest intent about a name is kept.
 * Source: serf serf.go, upsertIntent, recentIntent, reapIntents.
 */
import type { Instant } from "../base/time.ts";
import type { LamportTime } from "./lamport.ts";

export interface RecentIntent {
  readonly kind: "join" | "leave";
  readonly time: LamportTime;
  readonly heardAt: Instant;
}

/**
 * Most names held. Differs from serf, which holds as many as the network sends within five minutes: names come from
 * anybody. Beyond this the oldest goes.
 */
export const RECENT_INTENTS_MAX = 8_192;

export class IntentBuffer {
  private readonly intents = new Map<string, RecentIntent>();

  get size(): number {
    return this.intents.size;
  }

  /** Keeps an intent if it is newer than the one held; says whether it was, and so whether to pass it on. */
  upsert(now: Instant, node: string, kind: RecentIntent["kind"], time: LamportTime): boolean {
    const held = this.intents.get(node);
    if (held !== undefined && time <= held.time) return false;
    // Deleting first keeps the map in the order of hearing, so that the first entry is the oldest.
    this.intents.delete(node);
    this.intents.set(node, { kind, time, heardAt: now });
    if (this.intents.size > RECENT_INTENTS_MAX) this.dropOldest();
    return true;
  }

  /** The newest intent about a name. */
  find(node: string): RecentIntent | undefined {
    return this.intents.get(node);
  }

  /** Forgets what was heard more than `timeoutMs` ago. */
  reap(now: Instant, timeoutMs: number): void {
    for (const [node, { heardAt }] of this.intents) {
      if (now - heardAt <= timeoutMs) return;
      this.intents.delete(node);
    }
  }

  private dropOldest(): void {
    for (const oldest of this.intents.keys()) {
      this.intents.delete(oldest);
      return;
    }
  }
}
