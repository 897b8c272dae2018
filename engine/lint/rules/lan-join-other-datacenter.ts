/** GM101: a LAN join that reaches an agent of another datacenter. */
import { moveToWan, removeJoin } from "../edits.ts";
import type { Fix } from "../finding.ts";
import type { Agent } from "../model/agent.ts";
import type { Fleet } from "../model/fleet.ts";
import type { Join } from "../model/join.ts";
import { clusterNoun, clusterOf, clusterPlace, isSpellingVariant } from "../model/naming.ts";
import type { Rule } from "../rule.ts";

export const lanJoinOtherDatacenter: Rule = {
  code: "GM101",
  id: "lan-join-other-datacenter",
  summary: "A LAN join address belongs to an agent of another datacenter",
  severity: "error",
  whyItIsARisk:
    "One such contact makes the LAN pools of both datacenters one. Consul refuses it only while the two names differ, a plain Serf agent is never refused, and leaving with one agent does not undo it.",
  examples: {
    flagged: {
      "dc1/server.hcl":
        'datacenter = "dc1"\nserver = true\nbind_addr = "10.1.0.10"\nretry_join = ["10.1.0.11"]\n',
      "dc2/server.hcl":
        'datacenter = "dc2"\nserver = true\nbind_addr = "10.2.0.10"\nretry_join = ["10.1.0.10"]\n',
    },
    clean: {
      "dc2/server.hcl":
        'datacenter = "dc2"\nserver = true\nbind_addr = "10.2.0.10"\nretry_join = ["10.2.0.11"]\nretry_join_wan = ["10.1.0.10"]\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "fleet",
  *check(fleet) {
    for (const agent of fleet.agents) {
      const own = clusterOf(agent);
      if (agent.isDev || own === undefined || !GUARDED.has(agent.product)) continue;
      for (const join of agent.joins.filter(({ list }) => list === "lan")) {
        const target = foreignOwner(join, agent, own, fleet);
        const other = target === undefined ? datacenterInName(join, agent, own) : clusterOf(target);
        if (other === undefined) continue;
        const noun = clusterNoun(agent.product);
        const where = target === undefined ? "by its name" : fleet.describe(clusterPlace(target));
        yield {
          at: join.at,
          message: `\`${join.text}\` is an agent of ${noun} "${other}" (${where}), but this is the LAN join list of ${noun} "${own}".${advice(agent, own)}`,
          related:
            target === undefined
              ? []
              : [{ at: clusterPlace(target), message: `an agent of ${noun} "${other}"` }],
          fix: fixOf(join, agent, fleet),
        };
      }
    }
  },
};

/** Nomad's server lists cross regions on purpose. */
const GUARDED = new Set(["consul", "serf"]);

/** The first owner, where all owners are of other clusters; one of unknown cluster may be of the own one. */
function foreignOwner(join: Join, agent: Agent, own: string, fleet: Fleet): Agent | undefined {
  const owners = fleet.ownersOf(join, agent).filter(({ product }) => product === agent.product);
  const areForeign = owners.every((owner) => {
    const other = clusterOf(owner);
    // Two spellings of one name are a finding of `datacenter-name-variant`.
    return other !== undefined && other !== own && !isSpellingVariant(other, own);
  });
  return areForeign ? owners[0] : undefined;
}

/** `web.node.dc2.consul` and `consul.service.dc2.consul` carry their datacenter. */
function datacenterInName({ target }: Join, { product }: Agent, own: string): string | undefined {
  if (product !== "consul" || target.kind !== "host") return undefined;
  const name = /\.(?:node|service)\.([a-z0-9_-]+)\.consul$/.exec(`.${target.host}`)?.[1];
  return name === undefined || name === own || isSpellingVariant(name, own) ? undefined : name;
}

function advice({ product, isServer }: Agent, own: string): string {
  if (product === "serf") return ` Name an agent of "${own}".`;
  return isServer === true
    ? ` Use \`retry_join_wan\`, or a server of "${own}".`
    : ` Clients join servers of "${own}" only.`;
}

function fixOf(join: Join, agent: Agent, fleet: Fleet): Fix {
  const isWan = join.source === "command" || (agent.product === "consul" && agent.isServer === true);
  if (!isWan)
    return {
      title: `Remove ${join.text} from the LAN join list`,
      edits: [removeJoin(join, fleet)],
      isSafe: false,
    };
  const wan = agent.joins.find(({ list, inList }) => list === "wan" && inList?.path === join.at.path);
  return {
    title: `Join ${join.text} over the WAN pool instead`,
    edits: moveToWan(join, wan, fleet),
    isSafe: false,
  };
}
