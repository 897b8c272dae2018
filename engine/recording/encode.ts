/** Entries of a tape as lines of a recording. Holds what the line before said of vantages, which seldom change. */
import type { ViewDelta } from "../view/delta.ts";
import type { PoolEvent } from "../view/event.ts";
import type { MemberColumns, PoolView, Vantage } from "../view/view.ts";
import type { DeltaLine, EventLine, LineColumns, LineVantage, ViewLine } from "./line.ts";

export class LineEncoder {
  private answers = new Map<string, Uint8Array>();

  view({ atMs, count, columns, vantages, coordinates, ...rest }: PoolView): ViewLine {
    this.answers = new Map();
    // The reader counts revisions itself; undefined fields are not printed.
    const lists = editable({ ...rest, revision: undefined, coordinates: [...coordinates] });
    return {
      kind: "view",
      atMs,
      count,
      ...lists,
      columns: lineColumns(columns, count, atMs),
      vantages: this.vantages(vantages),
    };
  }

  delta({ atMs, count, rows, vantages, strings, tagSets, ...rest }: ViewDelta): DeltaLine {
    const { ids, columns } = rows;
    return {
      kind: "delta",
      atMs,
      count,
      ...(strings.length === 0 ? {} : { strings: [...strings] }),
      ...(tagSets.length === 0 ? {} : { tagSets: editable(tagSets) }),
      ids: [...ids],
      columns: lineColumns(columns, ids.length, atMs),
      ...editable({ ...rest, revision: undefined }),
      ...(vantages === undefined ? {} : { vantages: this.vantages(vantages) }),
    };
  }

  event({ kind, ...rest }: PoolEvent): EventLine {
    return { kind: "event", event: kind, ...rest };
  }

  private vantages(vantages: readonly Vantage[]): LineVantage[] {
    const lines = vantages.map((vantage) => {
      const { states, incarnations, address, ...rest } = vantage;
      const isSame = this.answers.get(address) === states;
      const answer = isSame ? {} : { states: digits(states), incarnations: [...incarnations] };
      return { address, ...editable(rest), ...answer };
    });
    this.answers = new Map(vantages.map(({ address, states }) => [address, states]));
    return lines;
  }
}

type Editable<T> = T extends readonly (infer Item)[]
  ? number extends T["length"]
    ? Editable<Item>[]
    : { -readonly [K in keyof T]: Editable<T[K]> }
  : T extends object
    ? { -readonly [K in keyof T]: Editable<T[K]> }
    : T;

/** Nothing is written to: lines are made and printed. */
function editable<T>(value: T): Editable<T> {
  return value as Editable<T>;
}

function lineColumns(columns: MemberColumns, count: number, atMs: number): LineColumns {
  const part = (column: Uint8Array | Uint16Array | Uint32Array): number[] => [...column.subarray(0, count)];
  const before = (column: Float64Array): number[] =>
    Array.from(column.subarray(0, count), (ms) => Math.round(atMs - ms));
  return {
    name: part(columns.name),
    ip: part(columns.ip),
    port: part(columns.port),
    state: digits(columns.state.subarray(0, count)),
    incarnation: part(columns.incarnation),
    tags: part(columns.tags),
    datacenter: part(columns.datacenter),
    versions: [...columns.versions.subarray(0, 6 * count)],
    rttMs: Array.from(columns.rttMs.subarray(0, count), (ms) =>
      Number.isFinite(ms) ? Math.round(ms * 1_000) / 1_000 : null,
    ),
    stateSince: before(columns.stateSinceMs),
    firstSeen: before(columns.firstSeenMs),
    lastSeen: before(columns.lastSeenMs),
  };
}

function digits(states: Uint8Array): string {
  return states.join("");
}
