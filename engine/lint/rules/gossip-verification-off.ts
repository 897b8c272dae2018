/** GM405: keyless neighbours let in. */
import { removeEntry } from "../edits.ts";
import type { Agent } from "../model/agent.ts";
import { known } from "../model/located.ts";
import type { Rule } from "../rule.ts";

export const gossipVerificationOff: Rule = {
  code: "GM405",
  id: "gossip-verification-off",
  summary: "Gossip verification is left off",
  severity: "warning",
  whyItIsARisk:
    "Both switches exist only for the steps of turning encryption on. With both off, a cluster without a key, and even one with another key, joins without an error.",
  examples: {
    flagged: {
      "agent.hcl":
        'datacenter = "dc1"\nencrypt = "qDOPBEr+/oUVeOFQOnVypxwDaHzLrD+lvjo5vCEBbZ0="\nencrypt_verify_incoming = false\nencrypt_verify_outgoing = true\n',
    },
    clean: {
      "agent.hcl":
        'datacenter = "dc1"\nencrypt = "qDOPBEr+/oUVeOFQOnVypxwDaHzLrD+lvjo5vCEBbZ0="\nencrypt_verify_incoming = true\nencrypt_verify_outgoing = true\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "file",
  *check(agent, texts) {
    if (agent.product !== "consul" || agent.isDev || !mayHaveKey(agent)) return;
    for (const key of ["encrypt_verify_incoming", "encrypt_verify_outgoing"]) {
      const setting = agent.settings.scalar(key);
      if (setting === undefined || String(known(setting)).toLowerCase() !== "false") continue;
      yield {
        at: setting.at,
        message: `\`${key} = false\` lets agents without a gossip key, or with another one, merge with this cluster; it is meant only for the steps of a migration.`,
        fix: {
          title: `Remove ${key} (the default is true)`,
          edits: [removeEntry(setting, texts)],
          isSafe: false,
        },
      };
    }
  },
};

/** Who sets them has a key, here or in a file that isn't. */
function mayHaveKey({ key, hasKeyElsewhere, isClosed }: Agent): boolean {
  return key !== undefined || hasKeyElsewhere || !isClosed;
}
