/** GM206: a WAN list that leads nowhere else. */
import type { Agent } from "../model/agent.ts";
import type { Fleet } from "../model/fleet.ts";
import type { Join } from "../model/join.ts";
import { clusterOf, keyPlace } from "../model/naming.ts";
import { whyNoWanPool } from "../model/wanPool.ts";
import type { Rule } from "../rule.ts";

export const wanJoinOwnDatacenterOnly: Rule = {
  code: "GM206",
  id: "wan-join-own-datacenter-only",
  summary: "Every WAN join address is a member of the own LAN",
  severity: "warning",
  whyItIsARisk:
    "Nothing is federated, and in practice the lists were copied or swapped: then somebody joins the other datacenter by hand, in a hurry, with the wrong command.",
  examples: {
    flagged: {
      "server.hcl":
        'datacenter = "east"\nserver = true\nretry_join = ["c1.example.net", "c2.example.net"]\nretry_join_wan = ["c1.example.net", "c2.example.net"]\n',
    },
    clean: {
      "server.hcl":
        'datacenter = "east"\nserver = true\nretry_join = ["c1.east.example.net"]\nretry_join_wan = ["c1.east.example.net", "c1.west.example.net"]\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "fleet",
  *check(fleet) {
    for (const agent of fleet.agents) {
      const own = clusterOf(agent);
      if (agent.product !== "consul" || agent.isDev || whyNoWanPool(agent) !== undefined) continue;
      const wan = agent.joins.filter(({ list }) => list === "wan");
      const [first] = wan;
      if (first === undefined || !wan.every((join) => isOwn(join, agent, own, fleet))) continue;
      const datacenter = own === undefined ? "this same datacenter" : `this same datacenter "${own}"`;
      yield {
        at: keyPlace(first),
        message: `${wan.length === 1 ? "The only WAN join address is an agent" : `All ${wan.length} WAN join addresses are agents`} of ${datacenter}; nothing is federated. Were the lists copied or swapped?`,
      };
    }
  },
};

function isOwn(join: Join, agent: Agent, own: string | undefined, fleet: Fleet): boolean {
  const { target } = join;
  if (target.kind !== "host") return false;
  const owners = fleet.ownersOf(join, agent);
  if (owners.length > 0) return own !== undefined && owners.every((owner) => clusterOf(owner) === own);
  return agent.joins.some(
    ({ list, target: seed }) => list === "lan" && seed.kind === "host" && seed.host === target.host,
  );
}
