/** GM201: a LAN join to the WAN port. */
import { withPort } from "../edits.ts";
import type { Agent } from "../model/agent.ts";
import { portOf } from "../model/join.ts";
import type { Rule } from "../rule.ts";

export const lanJoinWanPort: Rule = {
  code: "GM201",
  id: "lan-join-wan-port",
  summary: "A LAN join address names the WAN gossip port",
  severity: "error",
  whyItIsARisk:
    "Consul accepts it: the agent then has WAN members in its LAN pool, and a server that does it puts the two pools into each other. The guards look at datacenter and role only, so nothing stops it.",
  examples: {
    flagged: {
      "client.hcl": 'datacenter = "dc1"\nretry_join = ["10.1.0.10:8302"]\n',
    },
    clean: {
      "client.hcl": 'datacenter = "dc1"\nretry_join = ["10.1.0.10:8301"]\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "fleet",
  *check(fleet) {
    for (const agent of fleet.agents.filter(({ product, isDev }) => product === "consul" && !isDev)) {
      for (const join of agent.joins.filter(({ list }) => list === "lan")) {
        const port = portOf(join);
        const owners = fleet.ownersOf(join, agent).filter(({ product }) => product === "consul");
        if (port === undefined || !isWanPort(port, owners)) continue;
        const right = owners[0]?.ports.lan ?? 8301;
        yield {
          at: join.at,
          message: `\`${join.text}\` is the WAN gossip port (${port}) in a LAN join list; this mixes the LAN and the WAN pool. Use port ${right}${right === 8301 ? " (or none)" : ""}.`,
          fix: { title: `Use the LAN port ${right}`, edits: [withPort(join, right)], isSafe: true },
        };
      }
    }
  },
};

/** The port's number is a hint; the target's own ports decide where they are known. */
function isWanPort(port: number, owners: readonly Agent[]): boolean {
  if (owners.some(({ ports }) => ports.lan === port || ports.lan === undefined)) return false;
  return port === 8302 || owners.some(({ ports }) => ports.wan === port);
}
