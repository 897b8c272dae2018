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
    if (filter.isEmpty || filter.matches(view, id)) ids.push(id);
  }
  return ids;
}

/** By one key, then by name, then by id, so that nothing jumps between equal rows. */
export function sortIds(view: PoolView, ids: readonly MemberId[], { key, isDescending }: Sort): MemberId[] {
  const nameRanks = ranksOfNames(view);
  const value = key === "name" ? () => 0 : sortValue(view, key);
  const sign = isDescending ? -1 : 1;
  // One number a row, the key above the name's rank: numbers are sorted by the engine itself.
  const places = new Float64Array(ids.length);
  const byRank = new Uint32Array(view.count);
  const rankSign = key === "name" ? sign : 1;
  ids.forEach((id, row) => {
    const rank = nameRanks[id] ?? 0;
    const place = rankSign === 1 ? rank : view.count - 1 - rank;
    byRank[place] = id;
    places[row] = sign * value(id) * view.count + place;
  });
  places.sort();
  const sorted = new Array<MemberId>(places.length);
  for (let row = 0; row < places.length; row += 1) {
    const place = places[row] ?? 0;
    sorted[row] = byRank[place - view.count * Math.floor(place / view.count)] ?? 0;
  }
  return sorted;
}

/** What needs a person comes first. */
const STATE_RANKS = { suspect: 0, failed: 1, leaving: 2, unknown: 3, alive: 4, left: 5, reaped: 6 } as const;
/** Round trips in whole µs; those never measured come last, ascending. */
const RTT_US_MAX = 1e9;

/** A whole number, small enough that with a rank behind it no digit is lost. */
function sortValue(view: PoolView, key: Exclude<SortKey, "name">): (id: MemberId) => number {
  const { columns } = view;
  switch (key) {
    case "state":
      return (id) => STATE_RANKS[stateOf(columns.state[id])];
    case "address":
      return ranked(view, (id) => view.strings[columns.ip[id] ?? 0] ?? "");
    case "dc":
      return ranked(view, (id) => view.strings[columns.datacenter[id] ?? 0] ?? "");
    case "role":
      return ranked(view, (id) => roleOf(view, id));
    case "inc":
      return (id) => columns.incarnation[id] ?? 0;
    case "rtt":
      return (id) => Math.round(Math.min(RTT_US_MAX, 1_000 * (columns.rttMs[id] ?? NaN)) || RTT_US_MAX);
    case "accusers": {
      const counts = accuserCounts(view);
      return (id) => counts.get(id) ?? 0;
    }
  }
}

/** How many members accuse each accused one. */
export function accuserCounts(view: PoolView): Map<MemberId, number> {
  const counts = new Map<MemberId, number>();
  for (const { accused } of view.accusations) counts.set(accused, (counts.get(accused) ?? 0) + 1);
  return counts;
}

/** Names never change and are sorted once, until somebody new comes. */
const namesRanked = new WeakMap<readonly string[], { readonly count: number; readonly ranks: Uint32Array }>();

function ranksOfNames(view: PoolView): Uint32Array {
  const known = namesRanked.get(view.strings);
  if (known?.count === view.count) return known.ranks;
  const { strings, columns, count } = view;
  const keys = Array.from({ length: count }, (_, id) => sortText(strings[columns.name[id] ?? 0] ?? ""));
  const ids = Array.from({ length: count }, (_, id) => id);
  ids.sort((a, b) => compared(keys[a] ?? "", keys[b] ?? "") || a - b);
  const ranks = new Uint32Array(count);
  ids.forEach((id, rank) => (ranks[id] = rank));
  namesRanked.set(strings, { count, ranks });
  return ranks;
}

/** Texts become numbers once, equal ones the same. */
function ranked(view: PoolView, text: (id: MemberId) => string): (id: MemberId) => number {
  const texts = Array.from({ length: view.count }, (_, id) => text(id));
  const distinct = [...new Set(texts)].map((each) => ({ each, key: sortText(each) }));
  distinct.sort((a, b) => compared(a.key, b.key));
  const rank = new Map(distinct.map(({ each }, index) => [each, index]));
  return (id) => rank.get(texts[id] ?? "") ?? 0;
}

const DIGITS_PADDED = "000000000000";

/** As people count, `web-2` before `web-10`, whatever the case: much cheaper to compare than by a collator. */
function sortText(text: string): string {
  return text
    .toLowerCase()
    .replace(/\d+/g, (digits) =>
      digits.length >= DIGITS_PADDED.length ? digits : DIGITS_PADDED.slice(digits.length) + digits,
    );
}

function compared(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
