/** GM102: one LAN seed for two datacenters. */
import { addTo } from "../model/multimap.ts";
import type { Agent } from "../model/agent.ts";
import type { Fleet } from "../model/fleet.ts";
import { isLoopbackHost } from "../model/host.ts";
import type { Join } from "../model/join.ts";
import { seedOf } from "../model/lanes.ts";
import { isAnsweredNearby } from "../model/nearbyNames.ts";
import { clusterNoun, clusterOf, isSpellingVariant } from "../model/naming.ts";
import type { Rule } from "../rule.ts";

export const lanJoinSharedSeed: Rule = {
  code: "GM102",
  id: "lan-join-shared-seed",
  summary: "Agents of two datacenters name the same LAN seed",
  severity: "error",
  whyItIsARisk:
    "A host is in one LAN pool only, so one of the two lists is wrong. On the day when the comparison of names does not help (same name, plain Serf, old version) both pools become one.",
  examples: {
    flagged: {
      "a.hcl": 'datacenter = "ams"\nretry_join = ["consul.example.net"]\n',
      "b.hcl": 'datacenter = "lon"\nretry_join = ["consul.example.net"]\n',
    },
    clean: {
      "a.hcl": 'datacenter = "ams"\nretry_join = ["consul.ams.example.net"]\n',
      "b.hcl": 'datacenter = "lon"\nretry_join = ["consul.lon.example.net"]\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "fleet",
  *check(fleet) {
    for (const uses of seedUses(fleet).values()) {
      for (const { join, agent, cluster } of uses) {
        const other = uses.find((use) => use.cluster !== cluster && !isSpellingVariant(use.cluster, cluster));
        if (other === undefined) continue;
        const noun = clusterNoun(agent.product);
        const others = uses.filter((use) => use.cluster !== cluster);
        yield {
          at: join.at,
          message: `\`${join.text}\` is a LAN seed of ${noun} "${cluster}" here and of ${noun} "${other.cluster}" in ${fleet.describe(other.join.at)}; a host is in one LAN pool only.`,
          related: others.map((use) => ({
            at: use.join.at,
            message: `a seed of ${noun} "${use.cluster}" too`,
          })),
        };
      }
    }
  },
};

interface SeedUse {
  readonly join: Join;
  readonly agent: Agent;
  readonly cluster: string;
}

/** Who names which seed, where no file says whose it is. */
function seedUses(fleet: Fleet): Map<string, SeedUse[]> {
  const uses = new Map<string, SeedUse[]>();
  for (const agent of fleet.agents) {
    const cluster = clusterOf(agent);
    if (agent.isDev || cluster === undefined || agent.product === "memberlist") continue;
    for (const join of agent.joins) {
      const seed = seedOf(join, agent);
      if (seed === undefined || !isComparable(join, agent, fleet)) continue;
      const key = `${agent.product}|${agent.site}|${seed}`;
      addTo(uses, key, { join, agent, cluster });
    }
  }
  return uses;
}

/** Servers of Nomad's regions share one pool on purpose; their clients' lists are what must differ. */
function isComparable(join: Join, agent: Agent, fleet: Fleet): boolean {
  const { target, list } = join;
  if (target.kind !== "host" || list !== (agent.product === "nomad" ? "rpc" : "lan")) return false;
  if (isLoopbackHost(target.host) || isAnsweredNearby(target.host)) return false;
  if (fleet.settings.splitHorizonNames.some((name) => name.toLowerCase() === target.host)) return false;
  return fleet.ownersOf(join, agent).length === 0;
}
