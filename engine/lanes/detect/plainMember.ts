/** Kind B: a member in a Consul pool that is no Consul agent; and two products that meet on one port. */
import type { SeenMember } from "../../evidence/evidence.ts";
import { firstSeen, type Finding } from "../finding.ts";
import { byDatacenter, sureness, type Pool, type Pools } from "../pools.ts";
import { FIRST } from "../steps.ts";
import { capital, counted, listed, namedAll } from "../words.ts";

/** One finding a list: who is not of the pool's product. */
export function* plainMember({ pools }: Pools): Generator<Finding> {
  for (const pool of pools) {
    const strangers = strangersOf(pool);
    if (strangers.length > 0) yield findingOf(pool, strangers);
  }
}

/** Members of a Consul pool without a role that Consul knows. */
export function plainMembersOf({ product, present }: Pool): SeenMember[] {
  return product === "consul" ? present.filter(({ agent }) => agent.product === "serf") : [];
}

/** Whoever is of another product; in a plain Serf pool nobody is a stranger. */
function strangersOf({ product, present }: Pool): SeenMember[] {
  return product === "serf" ? [] : present.filter(({ agent }) => agent.product !== product);
}

function findingOf(pool: Pool, strangers: readonly SeenMember[]): Finding {
  const [first] = strangers;
  const owners = pool.product === "consul" ? "Consul" : "Nomad";
  const datacenters = [
    ...byDatacenter(pool.present.filter(({ agent }) => agent.product === pool.product)).keys(),
  ];
  const isBridge = pool.product === "consul" && pool.plane === "lan" && datacenters.length > 1;
  const others = strangers.some(({ agent }) => agent.product === "nomad")
    ? "Nomad servers"
    : "agents without Consul's tags";
  const isMany = strangers.length >= pool.present.length - strangers.length;
  const verb = strangers.length === 1 ? "is" : "are";
  return {
    id: `mix/B/${datacenters.sort().join("/")}`,
    kind: "B",
    ...sureness(pool, "certain", ""),
    sentence: isBridge
      ? `${capital(counted(strangers.length, "member"))} (${namedAll(strangers)}) ${verb} no Consul agent and ${verb} in the LAN pools of ${listed(datacenters)}: a bridge.`
      : isMany
        ? `Two products share one pool: ${counted(pool.present.length - strangers.length, `${owners} agent`)} and ${strangers.length} ${others}.`
        : `${capital(counted(strangers.length, "member"))} of ${owners}'s pool (${namedAll(strangers)}) ${verb} no ${owners} agent.`,
    evidence: [
      `${pool.from}: ${first?.name ?? ""} is of type unknown: its role is neither server nor client`,
      ...(isBridge
        ? [`the same list names members of ${listed(datacenters)}, which do not list each other`]
        : []),
    ],
    firstStep: FIRST.bridge,
    members: strangers,
    sinceMs: firstSeen(strangers),
  };
}
