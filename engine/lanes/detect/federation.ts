/** Kind W: datacenters federated over the WAN. That is how it should be, unless somebody says otherwise. */
import { firstSeen, type Finding } from "../finding.ts";
import { byDatacenter, isWanSelf, ownDatacenter, type Pools } from "../pools.ts";
import { FIRST, RUN } from "../steps.ts";
import { namedAll } from "../words.ts";
import { BEGINNING_MS, beganAtMs } from "./waves.ts";

/** A federation that came about while the pool was watched; one that was there before is nobody's finding. */
export function* federation({ pools }: Pools): Generator<Finding> {
  for (const pool of pools) {
    if (pool.plane !== "wan" || pool.product !== "consul") continue;
    const groups = byDatacenter(pool.present.filter(isWanSelf));
    const own = ownDatacenter(pool, groups);
    const began = beganAtMs(pool.members);
    for (const [datacenter, members] of groups) {
      const since = firstSeen(members);
      if (datacenter === own || since === undefined || since < began + BEGINNING_MS) continue;
      yield {
        id: `mix/W/${[own, datacenter].sort().join("/")}`,
        kind: "W",
        certainty: "possible",
        sentence: `${datacenter} was federated with ${own} while the WAN pool was watched. If that was meant, all is well.`,
        evidence: [`${pool.from}: ${namedAll(members)}`],
        toBeCertain: `${RUN.lanes}; or ${RUN.wanLists}`,
        firstStep: FIRST.federation,
        members,
        sinceMs: since,
      };
    }
  }
}
