/** GM203: WAN joins of an agent that has no WAN pool. */
import { removeEntry, replace } from "../edits.ts";
import type { Fix } from "../finding.ts";
import type { Agent } from "../model/agent.ts";
import type { Join } from "../model/join.ts";
import { known } from "../model/located.ts";
import { keyPlace } from "../model/naming.ts";
import { whyNoWanPool } from "../model/wanPool.ts";
import type { Texts } from "../rule.ts";
import type { Rule } from "../rule.ts";

export const wanJoinIneffective: Rule = {
  code: "GM203",
  id: "wan-join-ineffective",
  summary: "WAN join addresses on an agent that has no WAN pool",
  severity: "warning",
  whyItIsARisk:
    "Only servers are in the WAN pool, so the list is ignored. Usually the file was meant for a server, or somebody wanted this client to see the other datacenter, and will try a LAN join next.",
  examples: {
    flagged: {
      "client.hcl":
        'datacenter = "dc1"\nserver = false\nretry_join = ["10.1.0.10"]\nretry_join_wan = ["10.2.0.10"]\n',
    },
    clean: {
      "server.hcl":
        'datacenter = "dc1"\nserver = true\nretry_join = ["10.1.0.10"]\nretry_join_wan = ["10.2.0.10"]\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "file",
  *check(agent, texts) {
    const reason = whyNoWanPool(agent);
    if (agent.product !== "consul" || reason === undefined) return;
    const seen = new Set<string>();
    for (const join of agent.joins.filter(({ list }) => list === "wan")) {
      const key = `${join.written} ${join.at.path}`;
      if (seen.has(key)) continue;
      seen.add(key);
      yield {
        at: keyPlace(join),
        message: `\`${join.written}\` has no effect: ${reason}.`,
        fix: fixOf(join, agent, texts),
      };
    }
  },
};

/** A file that also counts servers was meant for one. */
function fixOf(join: Join, { serverSetting, bootstrapExpect }: Agent, texts: Texts): Fix {
  if (bootstrapExpect !== undefined && known(serverSetting) === false && serverSetting !== undefined) {
    return { title: "Make this agent a server", edits: [replace(serverSetting.at, "true")], isSafe: false };
  }
  return { title: `Remove ${join.written}`, edits: [removeEntry(join, texts)], isSafe: false };
}
