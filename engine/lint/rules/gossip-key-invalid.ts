/** GM406: a key that no agent can use. */
import type { Fix } from "../finding.ts";
import type { Product } from "../model/agent.ts";
import type { Assignment } from "../model/assignments.ts";
import { keyPlace } from "../model/naming.ts";
import type { Texts } from "../rule.ts";
import type { Rule } from "../rule.ts";

export const gossipKeyInvalid: Rule = {
  code: "GM406",
  id: "gossip-key-invalid",
  summary: "A gossip key that cannot be used, or under the wrong product's name",
  severity: "error",
  whyItIsARisk:
    "The agent does not start, and the quick repair is to start it without the key for now. Then nothing but the name of the cluster keeps strangers out.",
  examples: {
    flagged: {
      "agent.hcl": 'datacenter = "dc1"\nencrypt = "AAAAAAAAAAAAAA=="\n',
    },
    clean: {
      "agent.hcl": 'datacenter = "dc1"\nencrypt = "qDOPBEr+/oUVeOFQOnVypxwDaHzLrD+lvjo5vCEBbZ0="\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "file",
  *check(agent, texts) {
    if (agent.isDev) return;
    const { key } = agent;
    if (key?.kind === "literal" && key.problem !== undefined) {
      yield {
        at: key.setting.at,
        severity: key.isPlaceholderWord ? "information" : "error",
        message: key.isPlaceholderWord
          ? "Gossip key is still to be filled in."
          : `Gossip key ${key.problem}.`,
      };
    }
    const { wrong, right } = NAMES[agent.product];
    for (const assignment of wrong === undefined ? [] : agent.settings.history(wrong)) {
      yield {
        at: keyPlace(assignment),
        message: `Gossip key stands under \`${assignment.written}\`, which ${agent.product} does not read; its name is \`${right}\`.`,
        ...fixOf(assignment, agent.product, texts),
      };
    }
  },
};

/** Where each product reads its key, and where another product would. */
const NAMES: Readonly<Record<Product, { wrong?: string; right: string }>> = {
  consul: { wrong: "encrypt_key", right: "encrypt" },
  serf: { wrong: "encrypt", right: "encrypt_key" },
  nomad: { wrong: "encrypt", right: "server.encrypt" },
  memberlist: { right: "" },
};

/** Nomad's key belongs into another block, which is for a person to move. */
function fixOf(assignment: Assignment, product: Product, texts: Texts): { fix?: Fix } {
  const { wrong, right } = NAMES[product];
  const { path, span } = assignment.entry;
  const offset = wrong === undefined ? -1 : texts.text(path).slice(span.start, span.end).indexOf(wrong);
  if (wrong === undefined || offset < 0 || product === "nomad") return {};
  const start = span.start + offset;
  const edits = [{ path, span: { start, end: start + wrong.length }, text: right }];
  return { fix: { title: `Rename it to ${right}`, edits, isSafe: true } };
}
