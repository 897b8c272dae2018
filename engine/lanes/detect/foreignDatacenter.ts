/** Kind P by tags: members of two datacenters in one LAN pool. */
import { isPresent, type SeenMember } from "../../evidence/evidence.ts";
import { firstSeen, type Certainty, type Finding } from "../finding.ts";
import {
  byDatacenter,
  hasRaft,
  isWanSelf,
  ownDatacenter,
  sureness,
  type Pool,
  type Pools,
} from "../pools.ts";
import { FIRST, RUN } from "../steps.ts";
import { counted, namedAll } from "../words.ts";
import { plainMembersOf } from "./plainMember.ts";

/** One finding for each foreign datacenter of each LAN list. */
export function* foreignDatacenter(pools: Pools): Generator<Finding> {
  for (const pool of pools.pools) {
    if (pool.plane !== "lan" || pool.product === "nomad") continue;
    const groups = byDatacenter(pool.members.filter((member) => counts(pool, member)));
    if (groups.size < 2) continue;
    // One agent that is no Consul's lists both because it is in both: that is the bridge's finding.
    if (pool.product === "consul" && plainMembersOf(pool).length > 0) continue;
    const own = ownDatacenter(pool, groups);
    for (const [datacenter, members] of groups) {
      if (datacenter !== own) yield findingOf(pools, pool, own, datacenter, members);
    }
  }
}

/** Failed ones count: after a cut they are what is left of the mix. WAN names have a finding of their own. */
function counts(pool: Pool, member: SeenMember): boolean {
  const isThere = (isPresent(member) || member.state === "failed") && member.known !== "nothing";
  return isThere && member.agent.product === pool.product && !isWanSelf(member);
}

function findingOf(
  pools: Pools,
  pool: Pool,
  own: string,
  datacenter: string,
  members: readonly SeenMember[],
): Finding {
  const present = members.filter(isPresent);
  const certainty = certaintyOf(pool, datacenter, present);
  const isConsul = pool.product === "consul";
  const mustReadRaft = isConsul && !hasRaft(pools);
  const verb = present.length > 0 ? (present.length === 1 ? "is" : "are") : "were, and are listed as failed,";
  return {
    id: `mix/P/${[own, datacenter].sort().join("/")}`,
    kind: "P",
    ...sureness(pool, certainty, isConsul ? RUN.membersBothSides : `${RUN.lanes}; or ${RUN.serfBothSides}`),
    sentence: `${capitalCount(members.length)} of ${datacenter} ${verb} in the LAN pool of ${own}.`,
    evidence: [
      `${pool.from}: ${namedAll(members)} with datacenter ${datacenter}`,
      ...(pool.beganAs === own ? [`the pool consisted of ${own} alone when watching began`] : []),
      ...(isConsul ? ["Consul lets nobody of another datacenter into its LAN pool; here it did"] : []),
      ...(mustReadRaft ? ["Raft was not read, so kind R is not excluded"] : []),
    ],
    firstStep: mustReadRaft ? FIRST.readRaft : FIRST.plain,
    members,
    sinceMs: firstSeen(members),
  };
}

/**
 * Consul keeps datacenters apart by itself, so two of them are a mix. A plain Serf pool may span datacenters on
 * purpose: there it is certain only when the pool was watched as one and became two.
 */
function certaintyOf(pool: Pool, datacenter: string, present: readonly SeenMember[]): Certainty {
  if (present.length === 0) return "likely";
  if (pool.product === "consul") return "certain";
  const isGrown = pool.beganAs !== "" && pool.beganAs !== datacenter;
  return isGrown ? "certain" : "likely";
}

function capitalCount(count: number): string {
  const text = counted(count, "member");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
