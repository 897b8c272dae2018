/** A client in a WAN pool: Consul lets only servers in, so LAN and WAN touch somewhere. */
import { firstSeen, type Finding } from "../finding.ts";
import { byDatacenter, type Pools } from "../pools.ts";
import { FIRST, RUN } from "../steps.ts";
import { capital, counted, namedAll } from "../words.ts";

export function* clientInWan({ pools }: Pools): Generator<Finding> {
  for (const pool of pools) {
    if (pool.plane !== "wan" || pool.product !== "consul") continue;
    const clients = pool.present.filter(({ agent }) => agent.role === "client");
    for (const [datacenter, members] of byDatacenter(clients)) {
      yield {
        id: `mix/M/${datacenter}`,
        kind: "M",
        certainty: "likely",
        sentence: `${capital(counted(members.length, "client"))} of ${datacenter} (${namedAll(members)}) ${members.length === 1 ? "is" : "are"} in a WAN pool, where only servers belong.`,
        evidence: [`${pool.from}: type client in a list with WAN names`],
        toBeCertain: RUN.membersDetailed,
        firstStep: FIRST.mingle,
        members,
        sinceMs: firstSeen(members),
      };
    }
  }
}
