/**
 * Queries on both sides: those we asked, with who has answered, and those we were asked, while an answer is awaited.
 * Source: serf query.go QueryResponse; serf.go handleQuery, handleQueryResponse; event.go Query.
 */
import { NEVER, type Instant } from "../base/time.ts";
import { LamportClock, type LamportTime } from "./lamport.ts";
import { LamportRing, type RingVerdict } from "./lamportRing.ts";
import type { Query, QueryResponse } from "./messages.ts";
import { RESPONSE_ACK } from "./messages.ts";

/** How long answers to a query are awaited by default, ms. Source: query.go, DefaultQueryTimeout. */
export function defaultQueryTimeoutMs(members: number, gossipIntervalMs: number, mult: number): number {
  return gossipIntervalMs * mult * Math.ceil(Math.log10(members + 1));
}

/** A query of ours that still takes answers. */
export interface RunningQuery {
  readonly query: Query;
  readonly endsAt: Instant;
  /** Names of those who acknowledged and answered. */
  readonly acks: ReadonlySet<string>;
  readonly responses: ReadonlySet<string>;
}

export type ResponseVerdict = "ack" | "response" | "duplicate" | "notRunning" | "otherId";

/** Most queries that wait for our application's answer, and most of our own at once. */
const OPEN_MAX = 1_024;
/** Names that one query counts. Differs from serf, whose channel holds as many as there are members. */
const ANSWERS_MAX = 65_536;

export class Queries {
  readonly clock = new LamportClock();
  private readonly ring = new LamportRing<number>((a, b) => a === b);
  private readonly running = new Map<
    LamportTime,
    { query: Query; endsAt: Instant; acks: Set<string>; responses: Set<string> }
  >();
  private readonly open = new Map<string, { readonly query: Query; readonly endsAt: Instant }>();

  set minimumTime(time: LamportTime) {
    this.ring.minimumTime = time;
  }

  get minimumTime(): LamportTime {
    return this.ring.minimumTime;
  }

  get deadline(): Instant {
    let earliest = NEVER;
    for (const { endsAt } of this.running.values()) earliest = Math.min(earliest, endsAt);
    return earliest;
  }

  /** A query arrived: is it news? */
  heard(query: Query): RingVerdict {
    this.clock.witness(query.time);
    return this.ring.accept(this.clock.time, query.time, query.id);
  }

  /** Keeps a query of ours open for answers. */
  ask(now: Instant, query: Query): void {
    const endsAt = now + query.timeoutMs;
    this.running.set(query.time, { query, endsAt, acks: new Set(), responses: new Set() });
  }

  get canAsk(): boolean {
    return this.running.size < OPEN_MAX;
  }

  /** The query that an answer belongs to. */
  find(time: LamportTime): RunningQuery | undefined {
    return this.running.get(time);
  }

  /** An answer arrived. */
  heardResponse(now: Instant, { time, id, from, flags }: QueryResponse): ResponseVerdict {
    const running = this.running.get(time);
    if (running === undefined || now > running.endsAt) return "notRunning";
    if (running.query.id !== id) return "otherId";
    const isAck = (flags & RESPONSE_ACK) !== 0;
    const names = isAck ? running.acks : running.responses;
    if (names.has(from) || names.size >= ANSWERS_MAX) return "duplicate";
    names.add(from);
    return isAck ? "ack" : "response";
  }

  /** Ends the queries whose time is over. */
  finished(now: Instant): RunningQuery[] {
    const over = [...this.running.values()].filter(({ endsAt }) => endsAt <= now);
    for (const { query } of over) this.running.delete(query.time);
    return over;
  }

  /** Ends a query of ours early. */
  stop(time: LamportTime): void {
    this.running.delete(time);
  }

  /** Waits for our own answer to somebody's query. */
  keepOpen(now: Instant, query: Query): void {
    for (const [key, { endsAt }] of this.open) if (endsAt < now) this.open.delete(key);
    if (this.open.size < OPEN_MAX) this.open.set(keyOf(query), { query, endsAt: now + query.timeoutMs });
  }

  /** The query to be answered, once; a reason when it cannot be any more. */
  takeOpen(now: Instant, time: LamportTime, id: number): Query | string {
    const key = keyOf({ time, id });
    const open = this.open.get(key);
    if (open === undefined) return "response already sent";
    this.open.delete(key);
    return now > open.endsAt ? "response is past the deadline" : open.query;
  }
}

function keyOf({ time, id }: { readonly time: LamportTime; readonly id: number }): string {
  return `${time}/${id}`;
}
