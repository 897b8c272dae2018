/**
 * What Serf spreads, in three queues that fill a packet in this order: intents, queries, user events.
 * Nothing in them replaces anything. Source: serf delegate.go GetBroadcasts; serf.go checkQueueDepth.
 */
import { TransmitLimitedQueue } from "../swim/broadcasts.ts";

export type GossipQueue = "intents" | "queries" | "events";
const ORDER: readonly GossipQueue[] = ["intents", "queries", "events"];

export class GossipQueues {
  private readonly queues: Readonly<Record<GossipQueue, TransmitLimitedQueue>>;

  /** `members` is the number of Serf's members of any status. */
  constructor(retransmitMult: number, members: () => number) {
    const queue = (): TransmitLimitedQueue => new TransmitLimitedQueue(retransmitMult, members);
    this.queues = { intents: queue(), queries: queue(), events: queue() };
  }

  /** Queues a message; `onFinished` hears that it was sent as often as it shall. */
  queue(which: GossipQueue, message: Uint8Array, onFinished?: () => void): void {
    this.queues[which].queue("", message, onFinished);
  }

  get isEmpty(): boolean {
    return ORDER.every((which) => this.queues[which].length === 0);
  }

  /** Messages for one packet. */
  take(overheadBytes: number, limitBytes: number): Uint8Array[] {
    let usedBytes = 0;
    return ORDER.flatMap((which) => {
      const messages = this.queues[which].getBroadcasts(overheadBytes, limitBytes - usedBytes);
      for (const { length } of messages) usedBytes += length + overheadBytes;
      return messages;
    });
  }

  /** Drops what is too much, from the most often sent on. */
  prune(depthMax: number): void {
    for (const which of ORDER) if (this.queues[which].length > depthMax) this.queues[which].prune(depthMax);
  }
}
