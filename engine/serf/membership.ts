/**
 * Intents, ours and theirs: who says that it joined or leaves, what we say of ourselves, and whom an operator forces
 * out. Source: serf serf.go, broadcastJoin, Leave, forceLeave, handleNodeJoinIntent, handleNodeLeaveIntent.
 */
import type { Instant } from "../base/time.ts";
import type { SerfConfig } from "./config.ts";
import { Farewell } from "./farewell.ts";
import { LamportClock } from "./lamport.ts";
import { type MemberEvent, SerfMembers } from "./members.ts";
import { encodeSerfMessage, type JoinIntent, type LeaveIntent } from "./messages.ts";
import type { Stage } from "./stage.ts";

export class Membership {
  readonly clock = new LamportClock();
  readonly members: SerfMembers;
  readonly farewell: Farewell;
  /** Members that we force out, and until when the word may take to spread. */
  private readonly forcing = new Map<string, Instant>();

  /** `sayGoodbye` has memberlist say that we leave; it is answered by `farewell.goodbyeSpread`. */
  constructor(
    private readonly name: string,
    private readonly config: SerfConfig,
    private readonly stage: Stage,
    private readonly sayGoodbye: () => void,
    private readonly onReaped: (name: string) => void,
  ) {
    const pruneDelayMs = config.broadcastTimeoutMs + config.leavePropagateDelayMs;
    this.members = new SerfMembers({ ...config, pruneDelayMs });
    this.farewell = new Farewell(config.leavePropagateDelayMs);
  }

  get deadline(): Instant {
    let at = Math.min(this.farewell.deadline, this.members.pruneDeadline);
    for (const until of this.forcing.values()) at = Math.min(at, until);
    return at;
  }

  /** A join intent, heard or made up from a push/pull; says whether it is news. */
  takeJoin(intent: JoinIntent): boolean {
    this.clock.witness(intent.time);
    return this.members.joinIntent(this.stage.now, intent).isNews;
  }

  /** A leave intent; about ourselves it is denied while we stay. */
  takeLeave(intent: LeaveIntent): boolean {
    this.clock.witness(intent.time);
    const isOurs = intent.node === this.name;
    if (isOurs && this.farewell.phase === "staying" && this.members.isNewer(intent)) {
      this.announce();
      return false;
    }
    const { isNews, events } = this.members.leaveIntent(this.stage.now, intent);
    this.tell(...events);
    return isNews;
  }

  /** Says that we are here: after a join, and against those who say that we leave. */
  announce(): void {
    const intent = { time: this.clock.time, node: this.name };
    this.takeJoin(intent);
    this.stage.spread("intents", encodeSerfMessage({ kind: "join", ...intent }));
  }

  /** Begins to leave, or says why not. */
  leave(): string | undefined {
    if (this.farewell.phase === "left") return "we have left already";
    if (this.farewell.phase !== "staying") return "Leave already in progress";
    this.farewell.begin(this.stage.now + this.config.broadcastTimeoutMs);
    const intent = { time: this.clock.tick(), node: this.name, prune: false };
    this.takeLeave(intent);
    if (!this.hasOthers()) this.intentSpread(true);
    else
      this.stage.spread("intents", encodeSerfMessage({ kind: "leave", ...intent }), () =>
        this.intentSpread(true),
      );
    return undefined;
  }

  /** Takes a failed member for left, or says why not. */
  forceLeave(node: string, prune: boolean): string | undefined {
    const status = this.members.find(node)?.status;
    if (node === this.name) return "a member leaves by itself: use leave";
    if (prune && (status === "alive" || status === "leaving")) {
      return `${node} is ${status}: pruning it would stall every agent of the pool; only failed and left members are pruned`;
    }
    const intent = { time: this.clock.tick(), node, prune };
    this.takeLeave(intent);
    this.forcing.set(node, this.stage.now + this.config.broadcastTimeoutMs);
    if (!this.hasOthers()) this.forced(node, true);
    else
      this.stage.spread("intents", encodeSerfMessage({ kind: "leave", ...intent }), () =>
        this.forced(node, true),
      );
    return undefined;
  }

  tell(...events: readonly (MemberEvent | undefined)[]): void {
    for (const event of events) {
      if (event === undefined) continue;
      if (event.kind === "memberReaped") this.onReaped(event.name);
      this.stage.event(event);
    }
  }

  due(): void {
    const { now } = this.stage;
    this.tell(...this.members.finishPruning(now));
    for (const [node, until] of this.forcing) if (now >= until) this.forced(node, false);
    if (now < this.farewell.deadline) return;
    if (this.farewell.phase === "spreadingIntent") return this.intentSpread(false);
    this.farewell.end();
    this.stage.event({ kind: "left", isSpread: this.farewell.isSpread });
  }

  /** May be called from inside swim, while it fills a packet: what is asked of swim waits. */
  private intentSpread(isSpread: boolean): void {
    if (this.farewell.phase !== "spreadingIntent") return;
    this.farewell.intentSpread(isSpread);
    this.sayGoodbye();
  }

  private forced(node: string, isSpread: boolean): void {
    if (this.forcing.delete(node)) this.stage.event({ kind: "forceLeaveFinished", node, isSpread });
  }

  private hasOthers(): boolean {
    for (const { name, status } of this.members.all()) {
      if (status === "alive" && name !== this.name) return true;
    }
    return false;
  }
}
