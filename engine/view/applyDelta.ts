/** Folds a delta into a view: the same function in extension, webview and tests. */
import { assert } from "../base/assert.ts";
import { follows, type ViewDelta } from "./delta.ts";
import type { MemberColumns, PoolView } from "./view.ts";

/** Bytes a member has in the `versions` column. */
const VERSIONS_BYTES = 6;

/** The view after `delta`, which must follow it; the old view is not changed. */
export function applyDelta(view: PoolView, delta: ViewDelta): PoolView {
  assert(follows(view, delta), "a delta is applied to the view that it continues");
  const raft = delta.raft ?? view.raft;
  const vitals = delta.vitals ?? view.vitals;
  return {
    revision: delta.revision,
    atMs: delta.atMs,
    count: delta.count,
    info: delta.info ?? view.info,
    strings: delta.strings.length === 0 ? view.strings : [...view.strings, ...delta.strings],
    tagSets: delta.tagSets.length === 0 ? view.tagSets : [...view.tagSets, ...delta.tagSets],
    columns: changedColumns(view.columns, delta),
    coordinates: changedCoordinates(view.coordinates, delta.coordinates),
    accusations: delta.accusations ?? view.accusations,
    vantages: delta.vantages ?? view.vantages,
    edges: delta.edges ?? view.edges,
    findings: delta.findings ?? view.findings,
    problems: delta.problems ?? view.problems,
    traffic: delta.traffic ?? view.traffic,
    ...(raft === undefined ? {} : { raft }),
    ...(vitals === undefined ? {} : { vitals }),
  };
}

function changedCoordinates(
  old: PoolView["coordinates"],
  changed: ViewDelta["coordinates"],
): PoolView["coordinates"] {
  if (changed === undefined) return old;
  const coordinates = new Map(old);
  for (const [id, coordinate] of changed) coordinates.set(id, coordinate);
  return coordinates;
}

function changedColumns(old: MemberColumns, { count, rows: { ids, columns } }: ViewDelta): MemberColumns {
  if (ids.length === 0 && old.name.length >= count) return old;
  return {
    name: changed(new Uint32Array(count), old.name, ids, columns.name),
    ip: changed(new Uint32Array(count), old.ip, ids, columns.ip),
    port: changed(new Uint16Array(count), old.port, ids, columns.port),
    state: changed(new Uint8Array(count), old.state, ids, columns.state),
    incarnation: changed(new Uint32Array(count), old.incarnation, ids, columns.incarnation),
    tags: changed(new Uint32Array(count), old.tags, ids, columns.tags),
    datacenter: changed(new Uint32Array(count), old.datacenter, ids, columns.datacenter),
    versions: changed(
      new Uint8Array(VERSIONS_BYTES * count),
      old.versions,
      ids,
      columns.versions,
      VERSIONS_BYTES,
    ),
    rttMs: changed(new Float32Array(count).fill(NaN), old.rttMs, ids, columns.rttMs),
    stateSinceMs: changed(new Float64Array(count), old.stateSinceMs, ids, columns.stateSinceMs),
    firstSeenMs: changed(new Float64Array(count), old.firstSeenMs, ids, columns.firstSeenMs),
    lastSeenMs: changed(new Float64Array(count), old.lastSeenMs, ids, columns.lastSeenMs),
  };
}

/** Copies the old column into the fresh one, then the changed rows over it; `width` entries a member. */
function changed<Column extends Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array>(
  fresh: Column,
  old: Column,
  ids: Uint32Array,
  rows: Column,
  width = 1,
): Column {
  fresh.set(old.subarray(0, fresh.length));
  ids.forEach((id, row) => {
    for (let i = 0; i < width; i += 1) fresh[width * id + i] = rows[width * row + i] ?? 0;
  });
  return fresh;
}
