/** GM407: a key that everybody knows. */
import type { Rule } from "../rule.ts";

export const gossipKeyFromDocumentation: Rule = {
  code: "GM407",
  id: "gossip-key-from-documentation",
  summary: "A gossip key copied from public documentation",
  severity: "warning",
  whyItIsARisk:
    "Two clusters that were built from the same tutorial share the key, and it is public: it keeps out nobody, and a single wrong address merges them.",
  examples: {
    flagged: {
      "agent.hcl": 'datacenter = "dc1"\nencrypt = "aPuGh+5UDskRAbkLaXRzFoSOcSM+5vAK+NEYOWHJH7w="\n',
    },
    clean: {
      "agent.hcl": 'datacenter = "dc1"\nencrypt = "qDOPBEr+/oUVeOFQOnVypxwDaHzLrD+lvjo5vCEBbZ0="\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "file",
  *check(agent) {
    if (agent.isDev || agent.key?.kind !== "literal" || !agent.key.isPublished) return;
    yield {
      at: agent.key.setting.at,
      message:
        "This gossip key is printed in public documentation; every cluster copied from there shares it.",
    };
  },
};
