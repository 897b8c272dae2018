/** Where two datacenters touch: over the WAN as they should, or inside of one LAN pool, which is a finding. */
import { formatAddress } from "../base/address.ts";
import { isPresent, type SeenMember } from "../evidence/evidence.ts";
import { byDatacenter, isWanSelf, ownDatacenter, type Pool } from "../lanes/pools.ts";
import type { EdgeRow, Plane } from "../view/view.ts";

/** Edges of one view, at most. */
const EDGES_MAX = 500;

/** LAN: from the pool's own datacenter to each foreign one. WAN: between every two. */
export function edgesOf(pool: Pool): EdgeRow[] {
  const groups = groupsOf(pool);
  const own = ownDatacenter(pool, groups);
  const names = [...groups.keys()].sort((a, b) => (a === own ? -1 : b === own ? 1 : a < b ? -1 : 1));
  const edges: EdgeRow[] = [];
  for (const from of names) {
    for (const to of names.slice(names.indexOf(from) + 1)) {
      if ((pool.plane === "lan" && from !== own) || edges.length >= EDGES_MAX) continue;
      edges.push(edge(pool.plane, from, to, groups.get(to) ?? []));
    }
  }
  return edges;
}

/** By datacenter, in Nomad by region; a Consul server's LAN name in a WAN pool makes no federation. */
function groupsOf(pool: Pool): ReadonlyMap<string, readonly SeenMember[]> {
  const there = pool.members.filter((member) => isPresent(member) || member.state === "failed");
  if (pool.product === "nomad") {
    const groups = new Map<string, SeenMember[]>();
    for (const member of there) {
      const { region } = member.agent;
      if (region !== "") groups.set(region, [...(groups.get(region) ?? []), member]);
    }
    return groups;
  }
  return byDatacenter(there.filter(({ known }) => known !== "nothing"));
}

function edge(plane: Plane, from: string, to: string, members: readonly SeenMember[]): EdgeRow {
  const [first] = [...members].sort((a, b) => (a.firstSeenMs ?? 0) - (b.firstSeenMs ?? 0));
  const isExpected =
    plane === "wan" && members.every((member) => member.agent.product === "nomad" || isWanSelf(member));
  return {
    id: `edge/${plane}/${from}/${to}`,
    plane,
    from,
    to,
    members: members.flatMap(({ id }) => (id === undefined ? [] : [id])),
    firstSeenMs: first?.firstSeenMs ?? 0,
    address: first === undefined || first.ip === "" ? "" : formatAddress(first),
    expected: isExpected,
  };
}
