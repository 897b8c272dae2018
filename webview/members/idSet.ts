/** Sets of member ids as values: never changed, always replaced. */
import type { MemberId } from "../../engine/view/view.ts";

export type IdSet = ReadonlySet<MemberId>;

export function idSet(ids: Iterable<MemberId> = []): IdSet {
  return new Set(ids);
}

/** With `id` when it was not in, without it when it was. */
export function toggled(ids: IdSet, id: MemberId): IdSet {
  const changed = new Set(ids);
  if (!changed.delete(id)) changed.add(id);
  return changed;
}
