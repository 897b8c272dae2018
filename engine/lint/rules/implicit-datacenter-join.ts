/** GM103: an agent that joins others under the default name. */
import { addBefore, insertBefore } from "../edits.ts";
import type { Fix } from "../finding.ts";
import type { Agent } from "../model/agent.ts";
import type { Fleet } from "../model/fleet.ts";
import { isLoopbackHost, isShortName } from "../model/host.ts";
import type { Join } from "../model/join.ts";
import { keyPlace } from "../model/naming.ts";
import type { Rule } from "../rule.ts";

export const implicitDatacenterJoin: Rule = {
  code: "GM103",
  id: "implicit-datacenter-join",
  summary: "An agent joins other hosts while its datacenter is left at the default",
  severity: "warning",
  whyItIsARisk:
    "Every cluster that left the name out is called dc1, and the guard against mixing compares names only: two such clusters join without a word, with two leaders and two different KV stores.",
  examples: {
    flagged: {
      "agent.hcl": 'data_dir = "/opt/consul"\nserver = true\nretry_join = ["10.0.0.11", "10.0.0.12"]\n',
    },
    clean: {
      "agent.hcl":
        'data_dir = "/opt/consul"\nserver = true\ndatacenter = "fra1"\nretry_join = ["10.0.0.11", "10.0.0.12"]\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "fleet",
  *check(fleet) {
    for (const agent of fleet.agents) {
      if (agent.isDev || !agent.isClosed || agent.cluster.kind !== "implicit" || !mayMix(agent)) continue;
      const joins = agent.joins.filter(({ list }) => list === "lan").filter(reachesOthers);
      const [first] = joins;
      if (first === undefined) continue;
      const key = agent.product === "nomad" ? "region" : "datacenter";
      yield {
        at: keyPlace(first),
        severity:
          fleet.clusterCount(agent.product) > 1 && !staysInside(joins, agent) ? "warning" : "information",
        message: `This agent joins ${joins.length} ${joins.length === 1 ? "address" : "addresses"} but sets no \`${key}\`; it carries the default name "${agent.cluster.name}", and the guard against mixing clusters compares names only.`,
        fix: fixOf(first, key, fleet),
      };
    }
  },
};

function mayMix({ product, isServer }: Agent): boolean {
  return product === "consul" || (product === "nomad" && isServer === true);
}

function reachesOthers({ target }: Join): boolean {
  return target.kind === "autoJoin" || (target.kind === "host" && !isLoopbackHost(target.host));
}

/** Names of a Compose project or a namespace lead to nobody else's cluster. */
function staysInside(joins: readonly Join[], { nameScope }: Agent): boolean {
  return (
    nameScope !== "" &&
    joins.every(({ target }) => target.kind === "host" && target.isName && isShortName(target.host))
  );
}

function fixOf(join: Join, key: string, fleet: Fleet): Fix {
  const edit =
    join.source === "setting"
      ? addBefore(join, key, '"<name>"', fleet)
      : insertBefore(join.entry, `-${key}=<name> `);
  return { title: `Name the ${key}`, edits: [edit], isSafe: false };
}
