/** Events as a session tells them, from a few words. */
import type { PoolEvent } from "../../../engine/view/event.ts";
import type { EventLog, StateBefore } from "../../../engine/view/eventRing.ts";

export function happened(atMs: number, kind: PoolEvent["kind"], member = "web-1", detail = ""): PoolEvent {
  return { atMs, kind, member, by: "srv-1", incarnation: 1, detail };
}

export function logOf(
  events: readonly PoolEvent[],
  before: readonly StateBefore[] = [],
  fromMs = 0,
): EventLog {
  return { fromMs, dropped: 0, events, before };
}
