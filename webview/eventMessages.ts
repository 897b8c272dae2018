/** Whether events that came over a channel are events. A loop of its own: a snapshot may bring thousands of them. */
import { EVENT_KINDS, type PoolEvent } from "../engine/view/event.ts";
import type { EventLog, EventNews } from "../engine/view/eventRing.ts";
import { DENSITY_PARTS, LATEST_MAX, type Playback } from "../engine/view/playback.ts";
import { MEMBER_STATES } from "../engine/view/view.ts";

/** Twice what a source holds for a reader who does not come. */
const EVENTS_MAX = 20_000;
/** Members whose earlier state is told. */
const MEMBERS_MAX = 100_000;

const kinds: ReadonlySet<unknown> = new Set(EVENT_KINDS);
const states: ReadonlySet<unknown> = new Set(MEMBER_STATES);

export function isEventLog(value: unknown): value is EventLog {
  return (
    isEventNews(value) &&
    "fromMs" in value &&
    isTime(value.fromMs) &&
    "dropped" in value &&
    isCount(value.dropped)
  );
}

/** Where a recording stands, and what happened there. */
export function isPlayback(value: unknown): value is Playback {
  if (typeof value !== "object" || value === null) return false;
  const { fromMs, toMs, atMs, speed, report, events, density, trouble } = value as Partial<
    Record<keyof Playback, unknown>
  >;
  return (
    [fromMs, toMs, atMs, speed].every(isTime) &&
    typeof report === "string" &&
    Array.isArray(events) &&
    events.length <= LATEST_MAX &&
    events.every(isEvent) &&
    [density, trouble].every(
      (parts) => Array.isArray(parts) && parts.length <= DENSITY_PARTS && parts.every(isCount),
    )
  );
}

export function isEventNews(value: unknown): value is EventNews {
  if (typeof value !== "object" || value === null || !("events" in value) || !("before" in value))
    return false;
  const { events, before } = value;
  return (
    Array.isArray(events) &&
    events.length <= EVENTS_MAX &&
    events.every(isEvent) &&
    Array.isArray(before) &&
    before.length <= MEMBERS_MAX &&
    before.every(isStateBefore)
  );
}

function isEvent(value: unknown): value is PoolEvent {
  if (typeof value !== "object" || value === null) return false;
  const { atMs, kind, member, by, incarnation, detail } = value as Partial<Record<keyof PoolEvent, unknown>>;
  return (
    isTime(atMs) &&
    kinds.has(kind) &&
    typeof member === "string" &&
    typeof by === "string" &&
    isCount(incarnation) &&
    typeof detail === "string"
  );
}

function isStateBefore(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && typeof value[0] === "string" && states.has(value[1]);
}

function isTime(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(value);
}

function isCount(value: unknown): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 0;
}
