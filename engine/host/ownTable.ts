/** A member's own table in the form in which it would answer a guest. */
import type { SerfNode } from "../serf/node.ts";
import type { SerfState } from "../serf/pushPullState.ts";
import { encodePushPull } from "../wire/pushPull.ts";
import { decodePushPullColumns, type PushPullColumns } from "../wire/pushPullColumns.ts";

export interface OwnTable {
  readonly rows: PushPullColumns;
  readonly serf: SerfState;
}

/** What `node` believes now; undefined before it has begun. */
export function ownTable({ swim, members }: Pick<SerfNode, "swim" | "members">): OwnTable | undefined {
  const nodes = [...swim.members()].map(({ address, ...row }) => ({ ...row, ...address }));
  const state = encodePushPull({ kind: "pushPull", join: false, nodes, userState: new Uint8Array(0) });
  const rows = decodePushPullColumns(state);
  if (!rows.ok) return undefined;
  const known = new Set(Array.from(members.all(), ({ name }) => name));
  return { rows: rows.value, serf: { known, left: new Set(members.leftNames()), queryTime: 0 } };
}
