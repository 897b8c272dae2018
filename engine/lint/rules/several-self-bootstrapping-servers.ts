/** GM306: several servers that elect themselves. */
import { replace } from "../edits.ts";
import type { Fix } from "../finding.ts";
import type { Agent } from "../model/agent.ts";
import type { Known } from "../model/located.ts";
import { clusterNoun } from "../model/naming.ts";
import type { Rule } from "../rule.ts";

export const severalSelfBootstrappingServers: Rule = {
  code: "GM306",
  id: "several-self-bootstrapping-servers",
  summary: "More than one server of a datacenter elects itself",
  severity: "error",
  whyItIsARisk:
    "Each becomes the leader of a Raft of its own before they meet: two leaders in one LAN pool, with different data. Users have lost data this way.",
  examples: {
    flagged: {
      "s1.hcl": 'datacenter = "dc1"\nserver = true\nbind_addr = "10.1.0.10"\nbootstrap_expect = 1\n',
      "s2.hcl":
        'datacenter = "dc1"\nserver = true\nbind_addr = "10.1.0.11"\nbootstrap_expect = 1\nretry_join = ["10.1.0.10"]\n',
    },
    clean: {
      "s1.hcl": 'datacenter = "dc1"\nserver = true\nbootstrap_expect = 1\n',
      "c1.hcl": 'datacenter = "dc1"\nretry_join = ["10.1.0.10"]\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "lane",
  *check(lane) {
    const alone = lane.servers.flatMap((server) => bootstrapsAlone(server) ?? []);
    if (alone.length < 2) return;
    for (const setting of alone) {
      yield {
        at: setting.at,
        message: `${alone.length} servers of ${clusterNoun(lane.product)} "${lane.name}" bootstrap themselves; each becomes leader of a Raft of its own before they join.`,
        related: alone
          .filter((other) => other !== setting)
          .map(({ at }) => ({ at, message: "bootstraps itself too" })),
        ...fixOf(setting, lane.servers.length),
      };
    }
  },
};

function bootstrapsAlone({ bootstrap, bootstrapExpect }: Agent): Known<boolean | number> | undefined {
  if (bootstrap?.known === true && bootstrap.value) return bootstrap;
  return bootstrapExpect?.known === true && bootstrapExpect.value === 1 ? bootstrapExpect : undefined;
}

function fixOf({ value, at }: Known<boolean | number>, servers: number): { fix?: Fix } {
  if (value !== 1) return {};
  return {
    fix: { title: `Expect ${servers} servers`, edits: [replace(at, String(servers))], isSafe: false },
  };
}
