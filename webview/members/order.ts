/** Which members the table shows and in which order: pure, over columns, ids out. */
import type { MemberFilter } from "../../engine/view/filter.ts";
import { roleOf } from "../../engine/view/role.ts";
import { stateOf, type MemberId, type PoolView } from "../../engine/view/view.ts";

export const SORT_KEYS = ["name", "state", "address", "dc", "role", "inc", "rtt", "accusers"] as const;
export type SortKey = (typeof SORT_KEYS)[number];

export interface Sort {
  readonly key: SortKey;
  readonly isDescending: boolean;
}

/** Ids that pass the filter; reaped members only when the filter asks for them. */
export function shownIds(view: PoolView, filter: MemberFilter, isReapedShown: boolean): MemberId[] {
  const ids: MemberId[] = [];
  for (let id = 0; id < view.count; id += 1) {
    if (!isReapedShown && stateOf(view.columns.state[id]) === "reaped") continue;
    if (filter.matches(view, id)) ids.push(id);
  }
  return ids;
}

/** Sorts in place by one key, then by name, then by id, so that nothing jumps between equal rows. */
export function sortIds(view: PoolView, ids: MemberId[], { key, isDescending }: Sort): MemberId[] {
  const names = ranks(view, view.columns.name, ids);
  const values = key === "name" ? names : sortValues(view, ids, key);
  const sign = isDescending ? -1 : 1;
  return ids.sort(
    (a, b) =>
      sign * ((values.get(a) ?? 0) - (values.get(b) ?? 0)) ||
      (names.get(a) ?? 0) - (names.get(b) ?? 0) ||
      a - b,
  );
}

/** What needs a person comes first. */
const STATE_RANKS = { suspect: 0, failed: 1, leaving: 2, unknown: 3, alive: 4, left: 5, reaped: 6 } as const;

function sortValues(
  view: PoolView,
  ids: readonly MemberId[],
  key: Exclude<SortKey, "name">,
): Map<MemberId, number> {
  const { columns } = view;
  switch (key) {
    case "state":
      return mapIds(ids, (id) => STATE_RANKS[stateOf(columns.state[id])]);
    case "address":
      return ranks(view, columns.ip, ids);
    case "dc":
      return ranks(view, columns.datacenter, ids);
    case "role":
      return textRanks(ids, (id) => roleOf(view, id));
    case "inc":
      return mapIds(ids, (id) => columns.incarnation[id] ?? 0);
    case "rtt":
      return mapIds(ids, (id) =>
        Number.isNaN(columns.rttMs[id] ?? NaN) ? Infinity : (columns.rttMs[id] ?? Infinity),
      );
    case "accusers": {
      const counts = accuserCounts(view);
      return mapIds(ids, (id) => counts.get(id) ?? 0);
    }
  }
}

/** How many members accuse each accused one. */
export function accuserCounts(view: PoolView): Map<MemberId, number> {
  const counts = new Map<MemberId, number>();
  for (const { accused } of view.accusations) counts.set(accused, (counts.get(accused) ?? 0) + 1);
  return counts;
}

function mapIds(ids: readonly MemberId[], value: (id: MemberId) => number): Map<MemberId, number> {
  return new Map(ids.map((id) => [id, value(id)]));
}

function ranks(view: PoolView, column: Uint32Array, ids: readonly MemberId[]): Map<MemberId, number> {
  return textRanks(ids, (id) => view.strings[column[id] ?? 0] ?? "");
}

/** Texts become numbers once (`web-2` before `web-10`), so that comparing 10,000 rows stays cheap. */
function textRanks(ids: readonly MemberId[], text: (id: MemberId) => string): Map<MemberId, number> {
  const texts = ids.map(text);
  const distinct = [...new Set(texts)].sort(collator.compare);
  const rank = new Map(distinct.map((each, index) => [each, index]));
  return new Map(ids.map((id, index) => [id, rank.get(texts[index] ?? "") ?? 0]));
}

const collator = new Intl.Collator("en", { numeric: true });
