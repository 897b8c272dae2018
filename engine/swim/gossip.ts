/**
 * Spreading by rumour: every interval what is queued goes to a few random members, the recently dead among them, so
 * that they may hear of their death and deny it.
 * Source: SWIM §4.1; memberlist state.go gossip.
 */
import type { Outbox } from "../base/machine.ts";
import type { Random } from "../base/random.ts";
import { NEVER, type Instant } from "../base/time.ts";
import type { SwimConfig } from "./config.ts";
import type { SwimEvent } from "./events.ts";
import type { MemberTable } from "./members.ts";
import type { Packets } from "./packets.ts";
import { Ticker, type Sleeper } from "./timers.ts";
import type { Uplink } from "./uplink.ts";

export class Gossip implements Sleeper {
  private readonly ticker: Ticker;
  /** The next beat while there is something to say. */
  private next: Instant = NEVER;
  /** Who is still to be told in a round that is stuck in a send. */
  private stuck: number[] | undefined = undefined;

  constructor(
    private readonly name: string,
    private readonly config: SwimConfig,
    private readonly table: MemberTable,
    private readonly packets: Packets,
    private readonly random: Random,
    private readonly uplink: Uplink,
  ) {
    this.ticker = new Ticker(config.gossipNodes > 0 ? config.gossipIntervalMs : 0);
  }

  get deadline(): Instant {
    if (this.stuck === undefined) return this.next;
    return this.uplink.isBlocked ? NEVER : -Infinity;
  }

  start(now: Instant): void {
    this.ticker.start(now);
  }

  /** Sleeps while there is nothing to say: to be called after each step. */
  rest(now: Instant): void {
    if (!this.packets.hasBroadcasts) this.next = NEVER;
    else if (this.next === NEVER) this.next = this.firstBeat(now);
  }

  due(now: Instant, out: Outbox<SwimEvent>): void {
    const { stuck, table } = this;
    this.stuck = undefined;
    if (stuck !== undefined) {
      // A beat missed meanwhile is made up for.
      this.next = this.ticker.next;
      return this.tell(stuck, out);
    }
    this.next = this.ticker.nextAfter(now);
    this.tell(
      table.pick(this.config.gossipNodes, this.random, (id) => this.mayHear(now, id)),
      out,
    );
  }

  private tell(targets: readonly number[], out: Outbox<SwimEvent>): void {
    for (const [index, id] of targets.entries()) {
      if (!this.packets.sendGossip(this.table.identity(id), out)) return;
      if (!this.uplink.isBlocked) continue;
      this.stuck = targets.slice(index + 1);
      return;
    }
  }

  /**
   * What there is to say came up at the very instant of a beat: whether before or after it, chance decides, as it does
   * among memberlist's goroutines.
   */
  private firstBeat(now: Instant): Instant {
    const beat = this.ticker.nextFrom(now);
    return beat > now || this.random.below(2) === 0 ? beat : this.ticker.nextAfter(now);
  }

  private mayHear(now: Instant, id: number): boolean {
    const { table } = this;
    if (table.name(id) === this.name) return false;
    const state = table.state(id);
    if (state !== "dead") return state !== "left";
    return table.unchangedMs(id, now) <= this.config.gossipToTheDeadTimeMs;
  }
}
