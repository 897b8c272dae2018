/** GM401: a cluster whose gossip anybody may join. */
import { addBefore } from "../edits.ts";
import type { Fix } from "../finding.ts";
import type { Agent } from "../model/agent.ts";
import type { Fleet } from "../model/fleet.ts";
import { clusterNoun, clusterOf, clusterPlace } from "../model/naming.ts";
import type { Rule } from "../rule.ts";

export const gossipEncryptionMissing: Rule = {
  code: "GM401",
  id: "gossip-encryption-missing",
  summary: "A server without a gossip key",
  severity: "information",
  whyItIsARisk:
    "Without a key any host that reaches the port is a member. It is the only protection that also stops clusters of one name from merging, and the only one at all that Serf has.",
  examples: {
    flagged: {
      "serf.json": '{\n  "node_name": "a",\n  "start_join": ["10.0.0.5"]\n}\n',
    },
    clean: {
      "serf.json":
        '{\n  "node_name": "a",\n  "keyring_file": "/etc/serf/keyring",\n  "start_join": ["10.0.0.5"]\n}\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "fleet",
  *check(fleet) {
    const seen = new Set<string>();
    for (const agent of fleet.agents) {
      if (agent.isDev || !agent.isClosed || !needsKey(agent) || hasKey(agent)) continue;
      // Where another agent of the cluster has a key, `encryption-inconsistent-in-datacenter` says so.
      if (fleet.laneOf(agent)?.agents.some(hasKey) === true || seen.has(clusterKey(agent))) continue;
      seen.add(clusterKey(agent));
      const isExposed =
        agent.product === "serf" || (fleet.clusterCount(agent.product) > 1 && !isInside(agent));
      const name = clusterOf(agent);
      const cluster = name === undefined ? "this cluster" : `${clusterNoun(agent.product)} "${name}"`;
      yield {
        at: clusterPlace(agent),
        severity: isExposed ? "warning" : "information",
        message: `No gossip encryption key for ${cluster}; any agent that reaches the port can merge with it.`,
        ...fixOf(agent, fleet),
      };
    }
  },
};

/** Consul's and Nomad's servers decide for their cluster; in Serf every agent that joins is a door. */
function needsKey({ product, isServer, joins, settings }: Agent): boolean {
  if (product === "serf") return joins.length > 0 || settings.has("discover");
  return product !== "memberlist" && isServer === true;
}

function hasKey({ key, hasKeyElsewhere }: Agent): boolean {
  return key !== undefined || hasKeyElsewhere;
}

/** In a Compose project without an address of its own, only its own containers reach the port. */
function isInside({ nameScope, addresses }: Agent): boolean {
  return nameScope.startsWith("compose:") && addresses.every(({ isName, scope }) => isName || scope !== "");
}

function clusterKey(agent: Agent): string {
  const folder = agent.home.path.slice(0, Math.max(0, agent.home.path.lastIndexOf("/")));
  return [agent.product, agent.site, clusterOf(agent) ?? `folder ${folder}`].join("|");
}

/** A place for the key; the key itself is for the operator to make. */
function fixOf({ cluster, product }: Agent, fleet: Fleet): { fix?: Fix } {
  if (product !== "consul" || cluster.kind !== "named") return {};
  const edit = addBefore(cluster.setting, "encrypt", '"<output of consul keygen>"', fleet);
  const isFlag = cluster.setting.written.startsWith("-");
  return isFlag ? {} : { fix: { title: "Add a place for the gossip key", edits: [edit], isSafe: false } };
}
