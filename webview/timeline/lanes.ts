/** Events as swimlanes: one row a member that changed, its states as spans, and what was done to the pool above them. */
import type { PoolEvent } from "../../engine/view/event.ts";
import { stateAfter, type EventLog } from "../../engine/view/eventRing.ts";
import type { MemberState } from "../../engine/view/view.ts";

/** A failed member that is back sooner than this flapped, ms. Source: serf config.go, FlapTimeout; serf.go, handleNodeJoin. */
const FLAP_MS = 60_000;
/** Faults begin with these words when they end. Source: cluster/faults.ts. */
const UNDONE = "undone: ";

/** A stretch of time in one state; `unknown` until somebody says something of the member. */
export interface Span {
  readonly state: MemberState;
  readonly fromMs: number;
  readonly toMs: number;
  /** Who said so; "" for the state that was found. */
  readonly by: string;
}

export interface Lane {
  readonly member: string;
  /** From the log's first moment until now, without gaps. */
  readonly spans: readonly Span[];
  /** All events about the member, oldest first. */
  readonly events: readonly PoolEvent[];
  /** Where it was back within a minute after it was taken for failed. */
  readonly flaps: readonly PoolEvent[];
  readonly refutes: number;
}

/** What concerns the pool as a whole: a fault that lasts, or a moment. */
export interface Mark {
  readonly kind: "fault" | "mix" | "note";
  readonly text: string;
  readonly fromMs: number;
  /** Undefined while it lasts; the same as `fromMs` for a moment. */
  readonly toMs: number | undefined;
}

/** Lanes in the order in which their members changed first. */
export function lanesOf(log: EventLog, nowMs: number): Lane[] {
  const before = new Map(log.before);
  const byMember = new Map<string, PoolEvent[]>();
  for (const event of log.events) {
    if (event.member === "" || event.kind === "mixFound") continue;
    const events = byMember.get(event.member);
    if (events === undefined) byMember.set(event.member, [event]);
    else events.push(event);
  }
  return [...byMember].map(([member, events]) => ({
    member,
    events,
    spans: spansOf(before.get(member) ?? "unknown", log.fromMs, events, nowMs),
    flaps: flapsOf(events),
    refutes: events.filter(({ kind }) => kind === "memberRefuted").length,
  }));
}

function spansOf(first: MemberState, fromMs: number, events: readonly PoolEvent[], nowMs: number): Span[] {
  const spans: Span[] = [];
  let open = { state: first, fromMs, by: "" };
  for (const event of events) {
    const state = stateAfter(event);
    if (state === undefined || state === open.state) continue;
    spans.push({ ...open, toMs: event.atMs });
    open = { state, fromMs: event.atMs, by: event.by };
  }
  spans.push({ ...open, toMs: Math.max(open.fromMs, nowMs) });
  return spans;
}

function flapsOf(events: readonly PoolEvent[]): PoolEvent[] {
  let failedMs: number | undefined;
  const flaps: PoolEvent[] = [];
  for (const event of events) {
    if (event.kind === "memberJoined" && failedMs !== undefined && event.atMs - failedMs < FLAP_MS)
      flaps.push(event);
    if (event.kind === "memberFailed") failedMs = event.atMs;
    else if (stateAfter(event) !== undefined) failedMs = undefined;
  }
  return flaps;
}

/** Oldest first. A fault ends with the event that says it was undone. */
export function marksOf(events: readonly PoolEvent[]): Mark[] {
  const marks: Mark[] = [];
  /** Faults in force, by the words with which they end. */
  const open = new Map<string, number>();
  for (const { kind, detail, member, atMs } of events) {
    const moment = { text: detail, fromMs: atMs, toMs: atMs };
    if (kind === "mixFound") marks.push({ kind: "mix", ...moment });
    else if (kind === "fault") {
      const at = open.get(detail);
      const fault = at === undefined ? undefined : marks[at];
      open.delete(detail);
      if (at !== undefined && fault !== undefined)
        marks[at] = { kind: "fault", text: fault.text, fromMs: fault.fromMs, toMs: atMs };
      else if (detail.startsWith(UNDONE)) marks.push({ kind: "note", ...moment });
      else {
        const length = marks.push({ kind: "fault", text: detail, fromMs: atMs, toMs: undefined });
        open.set(`${UNDONE}${detail}`, length - 1);
      }
    } else if (member === "") marks.push({ kind: "note", ...moment });
  }
  return marks;
}

/** The span at a moment; undefined outside of what is known. */
export function spanAt(lane: Lane, atMs: number): Span | undefined {
  return lane.spans.filter(({ fromMs, toMs }) => fromMs <= atMs && atMs <= toMs).at(-1);
}

/** Time of the next event of a lane after a moment (1), or of the one before it (-1). */
export function neighbourMs(lane: Lane, atMs: number, by: 1 | -1): number | undefined {
  return by === 1
    ? lane.events.find((event) => event.atMs > atMs)?.atMs
    : lane.events.filter((event) => event.atMs < atMs).at(-1)?.atMs;
}

/** A stretch of time that is shown. */
export interface TimeWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Lanes with something in the window, the `most` that changed most in it; in the order of their first change there. */
export function lanesWithin(
  lanes: readonly Lane[],
  window: TimeWindow,
  most: number,
): { readonly shown: readonly Lane[]; readonly left: number } {
  const counted = lanes.flatMap((lane) => {
    const inside = lane.events.filter(({ atMs }) => isWithin(atMs, window));
    const [first] = inside;
    return first === undefined ? [] : [{ lane, changes: inside.length, firstMs: first.atMs }];
  });
  const busiest = [...counted].sort((a, b) => b.changes - a.changes).slice(0, most);
  const shown = busiest.sort((a, b) => a.firstMs - b.firstMs).map(({ lane }) => lane);
  return { shown, left: counted.length - shown.length };
}

export function isWithin(atMs: number, { fromMs, toMs }: TimeWindow): boolean {
  return fromMs <= atMs && atMs <= toMs;
}

/** Events in each of `parts` equal stretches, and how many of them are suspicions or failures. */
export interface Density {
  readonly all: readonly number[];
  readonly trouble: readonly number[];
}

export function densityOf(events: readonly PoolEvent[], window: TimeWindow, parts: number): Density {
  const all = new Array<number>(parts).fill(0);
  const trouble = new Array<number>(parts).fill(0);
  const partMs = Math.max(1, window.toMs - window.fromMs) / parts;
  for (const { atMs, kind } of events) {
    if (!isWithin(atMs, window)) continue;
    const part = Math.min(parts - 1, Math.floor((atMs - window.fromMs) / partMs));
    all[part] = (all[part] ?? 0) + 1;
    if (kind === "memberSuspected" || kind === "memberFailed" || kind === "mixFound")
      trouble[part] = (trouble[part] ?? 0) + 1;
  }
  return { all, trouble };
}
