/** GM202: a WAN join to the LAN port. */
import { withPort } from "../edits.ts";
import type { Agent } from "../model/agent.ts";
import { portOf } from "../model/join.ts";
import type { Rule } from "../rule.ts";

export const wanJoinLanPort: Rule = {
  code: "GM202",
  id: "wan-join-lan-port",
  summary: "A WAN join address names the LAN gossip port",
  severity: "error",
  whyItIsARisk:
    "The joiner reports success and has the other datacenter's LAN member in its WAN pool; inside one datacenter even the LAN pool takes the WAN member in. Half-merged pools then trade members at every push/pull.",
  examples: {
    flagged: {
      "server.hcl": 'datacenter = "dc2"\nserver = true\nretry_join_wan = ["10.1.0.10:8301"]\n',
    },
    clean: {
      "server.hcl": 'datacenter = "dc2"\nserver = true\nretry_join_wan = ["10.1.0.10"]\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "fleet",
  *check(fleet) {
    for (const agent of fleet.agents.filter(({ product, isDev }) => product === "consul" && !isDev)) {
      for (const join of agent.joins.filter(({ list }) => list === "wan")) {
        const port = portOf(join);
        const owners = fleet.ownersOf(join, agent).filter(({ product }) => product === "consul");
        if (port === undefined || !isLanPort(port, owners)) continue;
        const wan = owners[0]?.ports.wan ?? 8302;
        const right = wan > 0 ? wan : 8302;
        yield {
          at: join.at,
          message: `\`${join.text}\` is the LAN gossip port (${port}) in a WAN join list; use ${right}${right === 8302 ? " (or no port)" : ""}.`,
          fix: { title: `Use the WAN port ${right}`, edits: [withPort(join, right)], isSafe: true },
        };
      }
    }
  },
};

/** The port's number is a hint; the target's own ports decide where they are known. */
function isLanPort(port: number, owners: readonly Agent[]): boolean {
  if (owners.some(({ ports }) => ports.wan === port || ports.wan === undefined)) return false;
  return port === 8301 || owners.some(({ ports }) => ports.lan === port);
}
