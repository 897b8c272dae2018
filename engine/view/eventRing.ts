/**
 * What happened in a pool, as much of it as is kept: the newest events, and of each member that they are about the state
 * before them. The same in the extension, which sends it along with a snapshot, and in the page, which goes on with it.
 */
import { unreachable } from "../base/assert.ts";
import type { PoolEvent } from "./event.ts";
import type { MemberState } from "./view.ts";

/** Events of a pool that its pictures are drawn from. */
export const EVENTS_SHOWN_MAX = 4_000;

/** Name of a member, and the state that it was in. */
export type StateBefore = readonly [member: string, state: MemberState];

/** Events, and the state at `EventLog.fromMs` of members that were not mentioned earlier; none for one that was not known. */
export interface EventNews {
  readonly events: readonly PoolEvent[];
  readonly before: readonly StateBefore[];
}

/** All that is kept, for a reader who comes later. */
export interface EventLog extends EventNews {
  /** From here on it is whole, ms since 1970; 0 before the first answer. */
  readonly fromMs: number;
  /** Events that had to go. */
  readonly dropped: number;
}

export const NO_EVENTS: EventLog = { fromMs: 0, dropped: 0, events: [], before: [] };

export class EventRing {
  private fromMs: number;
  private dropped: number;
  private kept: PoolEvent[];
  /** State at `fromMs`, by name. */
  private readonly before: Map<string, MemberState>;
  private readonly mentioned: Set<string>;

  constructor(
    log = NO_EVENTS,
    private readonly eventsMax = EVENTS_SHOWN_MAX,
  ) {
    this.fromMs = log.fromMs;
    this.dropped = log.dropped;
    this.kept = [...log.events];
    this.before = new Map(log.before);
    this.mentioned = new Set(log.events.map(({ member }) => member));
  }

  /** The first picture: what comes with it is how it began, not what happened. */
  begin(atMs: number): void {
    if (this.fromMs === 0) this.fromMs = atMs;
  }

  /** Takes in what happened, oldest first; gives back what of it is news. */
  add({ events, before }: EventNews): EventNews {
    for (const [member, state] of before) this.before.set(member, state);
    const news: PoolEvent[] = [];
    const first: StateBefore[] = [];
    for (const event of events) {
      if (this.fromMs === 0 || event.atMs <= this.fromMs) this.fold(event);
      else {
        const state = this.mention(event.member);
        if (state !== undefined) first.push([event.member, state]);
        news.push(event);
      }
    }
    this.kept.push(...news);
    if (this.kept.length > 1.25 * this.eventsMax) this.drop(this.kept.length - this.eventsMax);
    return { events: news, before: first };
  }

  log(): EventLog {
    const before = [...this.mentioned].flatMap((member): StateBefore[] => {
      const state = this.before.get(member);
      return state === undefined ? [] : [[member, state]];
    });
    return { fromMs: this.fromMs, dropped: this.dropped, events: [...this.kept], before };
  }

  /** The state before, when this is the first word about the member. */
  private mention(member: string): MemberState | undefined {
    if (member === "" || this.mentioned.has(member)) return undefined;
    this.mentioned.add(member);
    return this.before.get(member);
  }

  private drop(count: number): void {
    const gone = this.kept.splice(0, count);
    for (const event of gone) this.fold(event);
    this.dropped += gone.length;
    this.fromMs = gone.at(-1)?.atMs ?? this.fromMs;
  }

  private fold(event: PoolEvent): void {
    const state = stateAfter(event);
    if (state !== undefined) this.before.set(event.member, state);
  }
}

/** The state in which an event leaves its member; undefined for one that changes no state. */
export function stateAfter({ kind }: PoolEvent): MemberState | undefined {
  switch (kind) {
    case "memberJoined":
    case "memberRefuted":
      return "alive";
    case "memberSuspected":
      return "suspect";
    case "memberFailed":
      return "failed";
    case "memberLeaving":
      return "leaving";
    case "memberLeft":
      return "left";
    case "memberReaped":
      return "reaped";
    case "memberUpdated":
    case "userEvent":
    case "mixFound":
    case "attached":
    case "detached":
    case "problem":
    case "fault":
    case "note":
      return undefined;
    default:
      return unreachable(kind);
  }
}
