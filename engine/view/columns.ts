/** Columns of members: made, copied row by row. */
import type { MemberColumns } from "./view.ts";

/** Allocates columns for `capacity` members. */
export function allocateColumns(capacity: number): MemberColumns {
  return {
    name: new Uint32Array(capacity),
    ip: new Uint32Array(capacity),
    port: new Uint16Array(capacity),
    state: new Uint8Array(capacity),
    incarnation: new Uint32Array(capacity),
    tags: new Uint32Array(capacity),
    datacenter: new Uint32Array(capacity),
    versions: new Uint8Array(6 * capacity),
    rttMs: new Float32Array(capacity).fill(NaN),
    stateSinceMs: new Float64Array(capacity),
    firstSeenMs: new Float64Array(capacity),
    lastSeenMs: new Float64Array(capacity),
  };
}

/** Copies rows of `from` to rows of `to`, pair by pair. */
export function copyRows(
  from: MemberColumns,
  to: MemberColumns,
  pairs: Iterable<readonly [source: number, target: number]>,
): void {
  for (const [source, target] of pairs) {
    to.name[target] = from.name[source] ?? 0;
    to.ip[target] = from.ip[source] ?? 0;
    to.port[target] = from.port[source] ?? 0;
    to.state[target] = from.state[source] ?? 0;
    to.incarnation[target] = from.incarnation[source] ?? 0;
    to.tags[target] = from.tags[source] ?? 0;
    to.datacenter[target] = from.datacenter[source] ?? 0;
    to.versions.set(from.versions.subarray(6 * source, 6 * source + 6), 6 * target);
    to.rttMs[target] = from.rttMs[source] ?? NaN;
    to.stateSinceMs[target] = from.stateSinceMs[source] ?? 0;
    to.firstSeenMs[target] = from.firstSeenMs[source] ?? 0;
    to.lastSeenMs[target] = from.lastSeenMs[source] ?? 0;
  }
}
