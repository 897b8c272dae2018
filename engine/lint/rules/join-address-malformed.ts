/** GM212: a join entry that no agent can read as it is meant. */
import { ipOfHost } from "../model/host.ts";
import type { Fix } from "../finding.ts";
import type { Join } from "../model/join.ts";
import type { Rule } from "../rule.ts";

export const joinAddressMalformed: Rule = {
  code: "GM212",
  id: "join-address-malformed",
  summary: "A join entry that cannot be what it looks like",
  severity: "error",
  whyItIsARisk:
    "Consul starts with such an entry and tries it for ever. A list that does not work gets repaired by hand, with `consul join` and whatever address comes to mind.",
  examples: {
    flagged: {
      "server.hcl":
        'datacenter = "dc2"\nserver = true\nretry_join_wan = ["consul_server_0:", "[fd00::10]:8302"]\n',
    },
    clean: {
      "server.hcl":
        'datacenter = "dc2"\nserver = true\nretry_join_wan = ["consul_server_0", "[fd00::10]:8302", "[fd00::11]"]\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "file",
  *check(agent, texts) {
    if (agent.product === "memberlist" || agent.isDev) return;
    for (const join of agent.joins) {
      const { target } = join;
      if (target.kind === "malformed") {
        const fix =
          target.repair === undefined ? undefined : fixOf(join, target.repair, texts.text(join.at.path));
        const message = `Join entry "${join.text}" ${target.reason}.`;
        yield { at: join.at, severity: target.severity, message, ...(fix === undefined ? {} : { fix }) };
      } else if (isBareIpv6(join)) {
        yield {
          at: join.at,
          severity: "information",
          message: `Join entry "${join.text}" is read, but the documentation asks for brackets around an IPv6 address.`,
        };
      }
    }
  },
};

function isBareIpv6({ text, target }: Join): boolean {
  return (
    target.kind === "host" &&
    !target.isName &&
    text.includes(":") &&
    !text.startsWith("[") &&
    ipOfHost(text.trim()) !== undefined
  );
}

/** The repaired addresses, each an item of its own; a string that should be a list becomes one. */
function fixOf(join: Join, repair: readonly string[], text: string): Fix | undefined {
  const { path, span } = join.at;
  const quote = text[span.start - 1];
  const isQuoted = (quote === '"' || quote === "'") && text[span.end] === quote;
  if (repair.length === 0 || (!isQuoted && repair.length > 1)) return undefined;
  const items = repair.join(isQuoted ? `${quote}, ${quote}` : " ");
  const title = `Write ${repair.map((address) => `"${address}"`).join(", ")}`;
  if (join.inList !== undefined || !isQuoted)
    return { title, edits: [{ path, span, text: items }], isSafe: true };
  const whole = { start: span.start - 1, end: span.end + 1 };
  return {
    title: `${title} as a list`,
    edits: [{ path, span: whole, text: `[${quote}${items}${quote}]` }],
    isSafe: true,
  };
}
