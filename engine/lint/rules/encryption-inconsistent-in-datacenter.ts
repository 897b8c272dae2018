/** GM402: one pool, several keys. */
import { replace } from "../edits.ts";
import type { Agent } from "../model/agent.ts";
import type { Lane } from "../model/lane.ts";
import type { Origin, Where } from "../model/located.ts";
import { majorityOf } from "../model/majority.ts";
import { clusterNoun, clusterPlace } from "../model/naming.ts";
import type { Rule } from "../rule.ts";

export const encryptionInconsistentInDatacenter: Rule = {
  code: "GM402",
  id: "encryption-inconsistent-in-datacenter",
  summary: "Agents of one LAN pool have different keys, or only some have one",
  severity: "error",
  whyItIsARisk:
    "They cannot talk, so the pool splits into two halves of one name. The usual cure, to turn verification off, removes the last protection against a merge.",
  examples: {
    flagged: {
      "s1.hcl":
        'datacenter = "dc1"\nserver = true\nbind_addr = "10.1.0.10"\nencrypt = "qDOPBEr+/oUVeOFQOnVypxwDaHzLrD+lvjo5vCEBbZ0="\n',
      "s2.hcl":
        'datacenter = "dc1"\nserver = true\nbind_addr = "10.1.0.11"\nencrypt = "qDOPBEr+/oUVeOFQOnVypxwDaHzLrD+lvjo5vCEBbZ0="\nretry_join = ["10.1.0.10"]\n',
      "c1.hcl":
        'datacenter = "dc1"\nencrypt = "w2VkqBmaq9hQ4y0pF9dDkeW9bJc6DPRSYl1CPIeyFyo="\nretry_join = ["10.1.0.10"]\n',
    },
    clean: {
      "s1.hcl":
        'datacenter = "dc1"\nserver = true\nencrypt = "qDOPBEr+/oUVeOFQOnVypxwDaHzLrD+lvjo5vCEBbZ0="\n',
      "c1.hcl":
        'datacenter = "dc1"\nencrypt = "qDOPBEr+/oUVeOFQOnVypxwDaHzLrD+lvjo5vCEBbZ0="\nretry_join = ["10.1.0.10"]\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "lane",
  *check(lane, fleet) {
    const uses = usesOf(lane);
    if (new Set(uses.map(({ identity }) => identity)).size < 2) return;
    const majority = majorityOf(uses.map(({ identity }) => identity));
    for (const use of uses.filter(({ identity }) => identity !== majority)) {
      const other = uses.find(
        ({ identity }) => identity !== use.identity && identity === (majority ?? identity),
      );
      if (other === undefined) continue;
      const differs =
        use.setting === undefined
          ? `is missing here, but set in ${fleet.describe(other.at)}`
          : other.setting === undefined
            ? `is set here, but missing in ${fleet.describe(other.at)}`
            : `differs from ${fleet.describe(other.at)}`;
      yield {
        at: use.at,
        message: `Gossip key ${differs} in the same ${clusterNoun(lane.product)}.`,
        related: [
          { at: other.at, message: other.setting === undefined ? "no key here" : `key ${other.fingerprint}` },
        ],
        ...(use.setting !== undefined && other.setting !== undefined && majority !== undefined
          ? {
              fix: {
                title: "Use the key of the others",
                edits: [replace(use.setting.at, fleet.textAt(other.setting.at))],
                isSafe: false,
              },
            }
          : {}),
      };
    }
  },
};

interface KeyUse {
  /** `""`: no key. */
  readonly identity: string;
  readonly fingerprint: string;
  readonly setting: Origin | undefined;
  readonly at: Where;
}

/** A key that cannot work is a finding of its own; what is absent counts only where nothing can hide it. */
function usesOf({ agents, product }: Lane): KeyUse[] {
  const members = agents.filter(({ isServer }) => product !== "nomad" || isServer === true);
  const uses = members.flatMap((agent) => literalUse(agent) ?? []);
  const withoutKey = members.filter(
    ({ isClosed, key, hasKeyElsewhere }) => isClosed && key === undefined && !hasKeyElsewhere,
  );
  const isSure = members.some((agent) => agent.isClosed && literalUse(agent) !== undefined);
  if (!isSure) return uses;
  return [
    ...uses,
    ...withoutKey.map((agent) => ({
      identity: "",
      fingerprint: "",
      setting: undefined,
      at: clusterPlace(agent),
    })),
  ];
}

function literalUse({ key }: Agent): KeyUse | undefined {
  if (key?.kind !== "literal" || key.problem !== undefined) return undefined;
  return { identity: key.identity, fingerprint: key.fingerprint, setting: key.setting, at: key.setting.at };
}
