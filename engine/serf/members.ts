/**
 * The members as Serf tells them apart: memberlist's alive and dead, and the intents that say what a death means.
 *
 *              join intent                  leave intent          memberlist: gone
 *     unknown  buffered                     buffered              –
 *     alive    alive                        leaving               failed
 *     leaving  alive                        leaving               left
 *     failed   failed                       left (forced)         –
 *     left     left                         left                  –
 *
 * Whoever memberlist sees join is alive again, whatever it was. Only intents newer than the last one count.
 * Source: serf serf.go, handleNodeJoin, handleNodeLeave, handleNodeUpdate, handleNodeLeaveIntent, handleNodeJoinIntent.
 */
import { unreachable } from "../base/assert.ts";
import type { Random } from "../base/random.ts";
import { NEVER, type Instant } from "../base/time.ts";
import type { Versions } from "../wire/messages.ts";
import { IntentBuffer } from "./intentBuffer.ts";
import type { MemberRecord } from "./internalMessages.ts";
import type { LamportTime } from "./lamport.ts";
import type { SerfStatus } from "./listedMember.ts";
import type { JoinIntent, LeaveIntent } from "./messages.ts";
import { decodeTags, type Tags } from "./tags.ts";

/** A member as memberlist knows it. */
export interface NodeSeen {
  readonly name: string;
  readonly ip: string;
  readonly port: number;
  readonly meta: Uint8Array;
  readonly versions: Versions | undefined;
}

/** A row of the table. */
export interface SerfMember {
  readonly name: string;
  readonly ip: string;
  readonly port: number;
  readonly meta: Uint8Array;
  readonly versions: Versions | undefined;
  readonly status: SerfStatus;
  /** Lamport time of the last intent about it. */
  readonly statusTime: LamportTime;
  /** When it failed or left. */
  readonly goneAt: Instant | undefined;
}

export interface MemberEvent {
  readonly kind: "memberJoined" | "memberLeft" | "memberFailed" | "memberUpdated" | "memberReaped";
  readonly name: string;
  readonly member: SerfMember;
  /** An operator's intent, not the member's own. */
  readonly isForced: boolean;
}

/** What came of an intent. */
export interface IntentOutcome {
  /** News to be passed on. */
  readonly isNews: boolean;
  readonly events: readonly MemberEvent[];
}

export interface ReapTimeouts {
  readonly reconnectTimeoutMs: number;
  readonly tombstoneTimeoutMs: number;
  readonly recentIntentTimeoutMs: number;
  /** How long a member that was still there when pruned keeps its row. */
  readonly pruneDelayMs: number;
  /** A member's own word on how long to remember it. */
  readonly timeoutOverride: ((tags: Tags, timeoutMs: number) => number) | undefined;
}

type Row = { -readonly [K in keyof SerfMember]: SerfMember[K] } & { erasesAt: Instant };

const OLD_NEWS: IntentOutcome = { isNews: false, events: [] };
const NEWS: IntentOutcome = { isNews: true, events: [] };

export class SerfMembers {
  private readonly rows = new Map<string, Row>();
  private readonly failed = new Set<Row>();
  private readonly left = new Set<Row>();
  private readonly pruned = new Set<Row>();
  readonly intents = new IntentBuffer();

  constructor(private readonly timeouts: ReapTimeouts) {}

  get size(): number {
    return this.rows.size;
  }

  find(name: string): SerfMember | undefined {
    return this.rows.get(name);
  }

  all(): IterableIterator<SerfMember> {
    return this.rows.values();
  }

  /** memberlist has a member that it had not, or had given up. */
  joined(node: NodeSeen): MemberEvent {
    const known = this.rows.get(node.name);
    if (known === undefined) return event("memberJoined", this.adopt(node));
    this.failed.delete(known);
    this.left.delete(known);
    Object.assign(known, identity(node), { status: "alive", goneAt: undefined });
    return event("memberJoined", known);
  }

  /** memberlist has given a member up, or heard that it left: only an intent tells which. */
  gone(now: Instant, name: string): MemberEvent | undefined {
    const row = this.rows.get(name);
    if (row === undefined || (row.status !== "leaving" && row.status !== "alive")) return undefined;
    const isLeft = row.status === "leaving";
    row.status = isLeft ? "left" : "failed";
    row.goneAt = now;
    (isLeft ? this.left : this.failed).add(row);
    return event(isLeft ? "memberLeft" : "memberFailed", row);
  }

  /** memberlist heard new tags, a new address or new versions. */
  updated(node: NodeSeen): MemberEvent | undefined {
    const row = this.rows.get(node.name);
    if (row === undefined) return undefined;
    Object.assign(row, identity(node));
    return event("memberUpdated", row);
  }

  /** Somebody joined at that time. */
  joinIntent(now: Instant, { node, time }: JoinIntent): IntentOutcome {
    const row = this.rows.get(node);
    if (row === undefined) return this.intents.upsert(now, node, "join", time) ? NEWS : OLD_NEWS;
    if (time <= row.statusTime) return OLD_NEWS;
    row.statusTime = time;
    if (row.status === "leaving") row.status = "alive";
    return NEWS;
  }

  /** Whether a leave intent is newer than what is known of its member; our own are refuted before they come here. */
  isNewer({ node, time }: LeaveIntent): boolean {
    const row = this.rows.get(node);
    return row !== undefined && time > row.statusTime;
  }

  /** Somebody leaves, or is forced to. */
  leaveIntent(now: Instant, { node, time, prune }: LeaveIntent): IntentOutcome {
    const row = this.rows.get(node);
    if (row === undefined) return this.intents.upsert(now, node, "leave", time) ? NEWS : OLD_NEWS;
    if (time <= row.statusTime) return OLD_NEWS;
    // Always kept: without it two intents about a member that left went round a pool for ever.
    row.statusTime = time;
    const events = this.takeLeave(now, row);
    if (prune) events.push(...this.prune(now, row));
    return { isNews: row.status !== "none", events };
  }

  /** Earliest moment at which a pruned member loses its row. */
  get pruneDeadline(): Instant {
    let earliest = NEVER;
    for (const { erasesAt } of this.pruned) earliest = Math.min(earliest, erasesAt);
    return earliest;
  }

  /** Erases those that were pruned while they were still there. */
  finishPruning(now: Instant): MemberEvent[] {
    return [...this.pruned].filter(({ erasesAt }) => erasesAt <= now).map((row) => this.erase(row, true));
  }

  /** Erases those that failed or left too long ago, and old intents. */
  reap(now: Instant): MemberEvent[] {
    const { reconnectTimeoutMs, tombstoneTimeoutMs, recentIntentTimeoutMs } = this.timeouts;
    const old = [
      ...[...this.failed].filter((row) => this.isOver(now, row, reconnectTimeoutMs)),
      ...[...this.left].filter((row) => this.isOver(now, row, tombstoneTimeoutMs)),
    ];
    this.intents.reap(now, recentIntentTimeoutMs);
    return old.map((row) => this.erase(row, false));
  }

  /**
   * A failed member to try again, seldom enough that all of the pool together try each about once an interval:
   * with probability failed / (members − failed − left). Source: serf serf.go, reconnect.
   */
  pickToReconnect(random: Random): SerfMember | undefined {
    const failed = [...this.failed];
    const others = Math.max(1, this.rows.size - this.failed.size - this.left.size);
    if (failed.length === 0 || random.float() > failed.length / others) return undefined;
    return failed[random.below(failed.length)];
  }

  /** Times of the last intents, for a push/pull. */
  statusTimes(): ReadonlyMap<string, LamportTime> {
    return new Map(Array.from(this.rows.values(), ({ name, statusTime }) => [name, statusTime]));
  }

  /** Names of those who left, for a push/pull. */
  leftNames(): string[] {
    return Array.from(this.left, ({ name }) => name);
  }

  /** How many members stand where. */
  get counts(): { readonly members: number; readonly failed: number; readonly left: number } {
    return { members: this.rows.size, failed: this.failed.size, left: this.left.size };
  }

  private adopt({ name, ip, port, meta, versions }: NodeSeen): Row {
    const intent = this.intents.find(name);
    // Written out: rows made by spreading have a hidden class each, which is larger than the row.
    const row: Row = {
      name,
      ip,
      port,
      meta,
      versions,
      status: intent?.kind === "leave" ? "leaving" : "alive",
      statusTime: intent?.time ?? 0,
      goneAt: undefined,
      erasesAt: NEVER,
    };
    this.rows.set(name, row);
    return row;
  }

  private takeLeave(now: Instant, row: Row): MemberEvent[] {
    switch (row.status) {
      case "alive":
        row.status = "leaving";
        return [];
      case "failed":
        row.status = "left";
        row.goneAt ??= now;
        this.failed.delete(row);
        this.left.add(row);
        return [event("memberLeft", row, true)];
      case "leaving":
      case "left":
      case "none":
        return [];
      default:
        return unreachable(row.status);
    }
  }

  /**
   * Differs from serf: an agent holds its member lock and sleeps while a pruned member is leaving; here the row waits
   * the same time, and all else goes on.
   */
  private prune(now: Instant, row: Row): MemberEvent[] {
    if (row.status !== "leaving") return [this.erase(row, true)];
    row.erasesAt = now + this.timeouts.pruneDelayMs;
    this.pruned.add(row);
    return [];
  }

  private isOver(now: Instant, { goneAt, meta }: Row, timeoutMs: number): boolean {
    if (goneAt === undefined) return false;
    const { timeoutOverride } = this.timeouts;
    const tags = timeoutOverride === undefined ? undefined : decodeTags(meta);
    const allowedMs = tags?.ok === true ? timeoutOverride?.(tags.value, timeoutMs) : undefined;
    return now - goneAt > (allowedMs ?? timeoutMs);
  }

  private erase(row: Row, isForced: boolean): MemberEvent {
    this.rows.delete(row.name);
    this.failed.delete(row);
    this.left.delete(row);
    this.pruned.delete(row);
    return event("memberReaped", row, isForced);
  }
}

/** The member as other members are told of it. */
export function memberRecord({ name, ip, port, meta, status, versions }: SerfMember): MemberRecord {
  const tags = decodeTags(meta);
  return {
    ...{ name, ip, port, status },
    tags: tags.ok ? tags.value : [],
    versions: versions ?? [0, 0, 0, 0, 0, 0],
  };
}

function identity({ ip, port, meta, versions }: NodeSeen): Pick<Row, "ip" | "port" | "meta" | "versions"> {
  return { ip, port, meta, versions };
}

function event(kind: MemberEvent["kind"], row: Row, isForced = false): MemberEvent {
  return { kind, name: row.name, member: { ...row }, isForced };
}
