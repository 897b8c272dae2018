/** Ids of the members that events are about, by name. */
import type { EventLog } from "../../engine/view/eventRing.ts";
import type { MemberId, PoolView } from "../../engine/view/view.ts";

export function memberIds(
  { count, columns, strings }: PoolView,
  log: EventLog,
): ReadonlyMap<string, MemberId> {
  const wanted = new Set(log.events.map(({ member }) => member));
  const ids = new Map<string, MemberId>();
  for (let id = 0; id < count; id += 1) {
    const name = strings[columns.name[id] ?? 0] ?? "";
    if (wanted.has(name)) ids.set(name, id);
  }
  return ids;
}
