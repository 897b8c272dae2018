/** GM703: failed members that stay for a long time, and their addresses with them. */
import { removeEntry } from "../edits.ts";
import type { Agent } from "../model/agent.ts";
import { parseGoDurationMs } from "../model/goDuration.ts";
import { gossipAddress } from "../model/gossipAddress.ts";
import { known } from "../model/located.ts";
import { isSockaddrTemplate } from "../model/placeholder.ts";
import type { Report, Rule, Texts } from "../rule.ts";

const HOUR_MS = 3_600_000;
/** Upstream's defaults: Consul keeps failed members 72 h, Serf 24 h. */
const KEPT_HOURS = { consul: 72, serf: 24 } as const;
const TIMEOUTS = ["reconnect_timeout", "reconnect_timeout_wan"];

export const staleMembersKept: Rule = {
  code: "GM703",
  id: "stale-members-kept",
  summary: "Failed foreign members stay for a long time",
  severity: "information",
  whyItIsARisk:
    "Until it is reaped, every failed member is tried again. An address that is given to a new machine meanwhile is a new bridge between two clusters.",
  examples: {
    flagged: {
      "agent.hcl": 'datacenter = "dc1"\nreconnect_timeout = "720h"\nretry_join = ["10.1.0.10"]\n',
    },
    clean: {
      "agent.hcl": 'datacenter = "dc1"\nreconnect_timeout = "24h"\nretry_join = ["10.1.0.10"]\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "file",
  *check(agent, texts) {
    const { product, isDev } = agent;
    if ((product !== "consul" && product !== "serf") || isDev) return;
    yield* longTimeouts(agent, KEPT_HOURS[product], texts);
    if (product === "consul" && agent.isServer === false && comesAndGoes(agent))
      yield* silentLeaves(agent, texts);
  },
};

function* longTimeouts({ settings }: Agent, hoursMax: number, texts: Texts): Iterable<Report> {
  for (const key of TIMEOUTS) {
    const setting = settings.scalar(key);
    const text = String(known(setting) ?? "");
    const timeoutMs = parseGoDurationMs(text);
    if (setting === undefined || timeoutMs === undefined || timeoutMs <= hoursMax * HOUR_MS) continue;
    yield {
      at: setting.at,
      message: `\`${setting.written}\`: failed members are tried again for ${text}; recycled addresses can re-connect clusters.`,
      fix: { title: `Remove ${setting.written}`, edits: [removeEntry(setting, texts)], isSafe: false },
    };
  }
}

/** Its address is one of a pool: a cloud provider's, or whatever the network gave it. */
function comesAndGoes(agent: Agent): boolean {
  const address = gossipAddress(agent);
  const text = address?.known === true ? address.value : (address?.text ?? "");
  return isSockaddrTemplate(text) || agent.joins.some(({ target }) => target.kind === "autoJoin");
}

function* silentLeaves({ settings }: Agent, texts: Texts): Iterable<Report> {
  for (const [key, silent] of [
    ["leave_on_terminate", "false"],
    ["skip_leave_on_interrupt", "true"],
  ] as const) {
    const setting = settings.scalar(key);
    if (setting === undefined || String(known(setting)) !== silent) continue;
    yield {
      at: setting.at,
      message: `\`${setting.written} = ${silent}\`: a client that goes away stays behind as failed; recycled addresses can re-connect clusters.`,
      fix: { title: `Remove ${setting.written}`, edits: [removeEntry(setting, texts)], isSafe: false },
    };
  }
}
