/**
 * What changed between two revisions of a view, small enough to post a few times a second.
 * Snapshot first, then deltas in order; a gap in `revision` means: ask for a snapshot again.
 */
import type { Vitals } from "./vitals.ts";
import type {
  Accusation,
  Coordinate,
  EdgeRow,
  FindingRow,
  MemberColumns,
  MemberId,
  PoolInfo,
  PoolProblem,
  PoolView,
  RaftConfiguration,
  TagSet,
  Traffic,
  Vantage,
} from "./view.ts";

/** Rows that changed, whole: `columns` has one entry an id, in the order of `ids`. */
export interface ChangedRows {
  readonly ids: Uint32Array;
  readonly columns: MemberColumns;
}

/** From `revision - 1` to `revision`. Absent fields did not change; lists that are present are whole. */
export interface ViewDelta {
  readonly revision: number;
  readonly atMs: number;
  readonly count: number;
  /** Appended to `strings` and `tagSets`. */
  readonly strings: readonly string[];
  readonly tagSets: readonly TagSet[];
  readonly rows: ChangedRows;
  readonly coordinates?: readonly (readonly [MemberId, Coordinate])[];
  readonly info?: PoolInfo;
  readonly accusations?: readonly Accusation[];
  readonly vantages?: readonly Vantage[];
  readonly edges?: readonly EdgeRow[];
  readonly findings?: readonly FindingRow[];
  readonly problems?: readonly PoolProblem[];
  readonly traffic?: Traffic;
  readonly vitals?: Vitals;
  readonly raft?: readonly RaftConfiguration[];
}

/** Tells whether `delta` is the next one for `view`. */
export function follows(view: PoolView, delta: ViewDelta): boolean {
  return delta.revision === view.revision + 1;
}
