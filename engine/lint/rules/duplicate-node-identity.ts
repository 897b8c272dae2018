/** GM303: two agents that are one to their cluster. */
import type { Agent } from "../model/agent.ts";
import type { Known, Located } from "../model/located.ts";
import { clusterNoun, clusterOf } from "../model/naming.ts";
import type { Rule } from "../rule.ts";

export const duplicateNodeIdentity: Rule = {
  code: "GM303",
  id: "duplicate-node-identity",
  summary: "Two agents of one cluster with the same node name or node id",
  severity: "error",
  whyItIsARisk:
    "One of the two has to leave, and equal ids make the guard refuse the join. It is also how a copied configuration shows itself: the copy usually still has the old join list.",
  examples: {
    flagged: {
      "n1.hcl": 'datacenter = "dc1"\nnode_name = "web-1"\nbind_addr = "10.1.0.21"\n',
      "n2.hcl": 'datacenter = "dc1"\nnode_name = "web-1"\nbind_addr = "10.1.0.22"\n',
    },
    clean: {
      "n1.hcl": 'datacenter = "dc1"\nnode_name = "web-1"\n',
      "n2.hcl": 'datacenter = "dc2"\nnode_name = "web-1"\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "fleet",
  *check(fleet) {
    const seen = new Map<string, Known<string>>();
    for (const agent of fleet.agents.filter(({ isDev }) => !isDev)) {
      for (const [what, setting] of identitiesOf(agent)) {
        const key = `${clusterKey(agent)}|${what}|${setting.value.toLowerCase()}`;
        const first = seen.get(key);
        if (first === undefined) seen.set(key, setting);
        // One file that several agents read says it once.
        if (first === undefined || isSamePlace(first, setting)) continue;
        yield {
          at: setting.at,
          message: `Node ${what} "${setting.value}" is also used by ${fleet.describe(first.at)} in the same ${clusterNoun(agent.product)}.`,
          related: [{ at: first.at, message: `the same node ${what}` }],
        };
      }
    }
  },
};

function identitiesOf({ nodeName, nodeId, product }: Agent): (readonly ["name" | "id", Known<string>])[] {
  const known = (
    what: "name" | "id",
    setting: Located<string> | undefined,
  ): (readonly ["name" | "id", Known<string>])[] =>
    setting?.known === true ? [[what, setting] as const] : [];
  return product === "memberlist" ? [] : [...known("name", nodeName), ...known("id", nodeId)];
}

/** Agents that would meet. Names of two Compose projects don't; a Serf agent without a cluster meets its neighbours. */
function clusterKey(agent: Agent): string {
  const { product, site, nameScope, home } = agent;
  const folder = home.path.slice(0, Math.max(0, home.path.lastIndexOf("/")));
  const cluster = clusterOf(agent) ?? (product === "serf" ? `folder ${folder}` : `unknown ${agent.id}`);
  return [product, cluster, site, nameScope].join("|");
}

function isSamePlace(one: Known<string>, other: Known<string>): boolean {
  return one.at.path === other.at.path && one.at.span.start === other.at.span.start;
}
