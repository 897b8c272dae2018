/** GM213: a join address whose name has no address. */
import type { Rule } from "../rule.ts";

export const joinNameUnresolved: Rule = {
  code: "GM213",
  id: "join-name-unresolved",
  summary: "A join address is a name that no address belongs to",
  severity: "warning",
  whyItIsARisk:
    "The agent retries for ever and joins nobody. A name that is free can be taken by anybody later, and then the agent joins whatever cluster that is.",
  examples: {
    flagged: {
      "agent.hcl": 'datacenter = "dc1"\nretry_join = ["consul.dc1.invalid"]\n',
    },
    clean: {
      "agent.hcl": 'datacenter = "dc1"\nretry_join = ["consul.dc1.example.net"]\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "fleet",
  *check({ agents, settings }) {
    for (const { joins, isDev } of agents) {
      if (isDev) continue;
      for (const { target, at, text } of joins) {
        if (target.kind !== "host" || !target.isName) continue;
        // RFC 6761 keeps this ending free of addresses for ever.
        const isNever = target.host.endsWith(".invalid");
        if (!isNever && settings.resolved?.get(target.host)?.length !== 0) continue;
        yield { at, message: `\`${text}\` has no address; this agent will join nobody there.` };
      }
    }
  },
};
