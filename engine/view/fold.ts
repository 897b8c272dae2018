/** A view that takes delta after delta in place: what changed is copied, not the whole pool. */
import { assert } from "../base/assert.ts";
import { allocateColumns, copyRows } from "./columns.ts";
import type { ViewDelta } from "./delta.ts";
import type { MemberColumns, PoolView } from "./view.ts";

/** Room for members that come, beyond those that are there. */
const SPARE_ROWS = 64;

export class ViewFold {
  private columns: MemberColumns;
  private readonly strings: string[];
  private readonly tagSets: PoolView["tagSets"][number][];
  private readonly coordinates: Map<number, NonNullable<ReturnType<PoolView["coordinates"]["get"]>>>;

  constructor(private last: PoolView) {
    this.columns = copied(last.columns, last.count, last.count + SPARE_ROWS);
    this.strings = [...last.strings];
    this.tagSets = [...last.tagSets];
    this.coordinates = new Map(last.coordinates);
  }

  /** `delta` must come in the order in which it was made; a gap is the caller's to see. */
  apply(delta: ViewDelta): void {
    assert(delta.revision > this.last.revision, "deltas are folded in their order");
    const { rows, strings, tagSets, coordinates, ...rest } = delta;
    if (delta.count > this.columns.name.length)
      this.columns = copied(this.columns, this.last.count, 2 * delta.count);
    copyRows(rows.columns, this.columns, rowPairs(rows.ids));
    for (const text of strings) this.strings.push(text);
    for (const set of tagSets) this.tagSets.push(set);
    for (const [id, coordinate] of coordinates ?? []) this.coordinates.set(id, coordinate);
    this.last = { ...this.last, ...rest };
  }

  /** A copy that later deltas leave alone. */
  view(): PoolView {
    const { count } = this.last;
    return {
      ...this.last,
      columns: copied(this.columns, count, Math.max(1, count)),
      strings: [...this.strings],
      tagSets: [...this.tagSets],
      coordinates: new Map(this.coordinates),
    };
  }
}

function copied(from: MemberColumns, count: number, capacity: number): MemberColumns {
  const to = allocateColumns(capacity);
  to.name.set(from.name.subarray(0, count));
  to.ip.set(from.ip.subarray(0, count));
  to.port.set(from.port.subarray(0, count));
  to.state.set(from.state.subarray(0, count));
  to.incarnation.set(from.incarnation.subarray(0, count));
  to.tags.set(from.tags.subarray(0, count));
  to.datacenter.set(from.datacenter.subarray(0, count));
  to.versions.set(from.versions.subarray(0, 6 * count));
  to.rttMs.set(from.rttMs.subarray(0, count));
  to.stateSinceMs.set(from.stateSinceMs.subarray(0, count));
  to.firstSeenMs.set(from.firstSeenMs.subarray(0, count));
  to.lastSeenMs.set(from.lastSeenMs.subarray(0, count));
  return to;
}

function* rowPairs(ids: Uint32Array): Generator<readonly [number, number]> {
  for (let row = 0; row < ids.length; row += 1) yield [row, ids[row] ?? 0];
}
