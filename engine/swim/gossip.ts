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

export class Gossip implements Sleeper {
  private readonly ticker: Ticker;
  /** The next beat while there is something to say. */
  private next: Instant = NEVER;

  constructor(
    private readonly name: string,
    private readonly config: SwimConfig,
    private readonly table: MemberTable,
    private readonly packets: Packets,
    private readonly random: Random,
  ) {
    this.ticker = new Ticker(config.gossipNodes > 0 ? config.gossipIntervalMs : 0);
  }

  get deadline(): Instant {
    return this.next;
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
    this.next = this.ticker.nextAfter(now);
    const { table } = this;
    const targets = table.pick(this.config.gossipNodes, this.random, (id) => this.mayHear(now, id));
    for (const id of targets) if (!this.packets.sendGossip(table.identity(id), out)) return;
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
