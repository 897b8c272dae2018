/** Members of several pools that fit what was typed, in the dashboard's filter language. No VS Code here. */
import { memberRow, parseFilter, type MemberId, type PoolView } from "../engine/index.ts";

export interface FoundMember {
  readonly poolId: string;
  readonly poolName: string;
  readonly id: MemberId;
  readonly name: string;
  readonly address: string;
  readonly state: string;
}

/** As many as a quick pick shows without a hitch. */
export const FOUND_MAX = 200;

/** The first that fit, pool by pool; those that the pool has forgotten are left out. */
export function findMembers(views: readonly PoolView[], text: string): FoundMember[] {
  const filter = parseFilter(text);
  const found: FoundMember[] = [];
  for (const view of views) {
    const { id: poolId, name: poolName } = view.info;
    for (let id = 0; id < view.count && found.length < FOUND_MAX; id += 1) {
      if (!filter.matches(view, id)) continue;
      const { name, address, state } = memberRow(view, id);
      if (state !== "reaped") found.push({ poolId, poolName, id, name, address, state });
    }
  }
  return found;
}
