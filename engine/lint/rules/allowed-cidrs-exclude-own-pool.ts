/** GM601: an allow list that shuts out those it is meant to let in. */
import type { TextEdit } from "../finding.ts";
import type { Agent } from "../model/agent.ts";
import { allowListOf, allows, textOf, type AllowList, type AllowListKey } from "../model/allowList.ts";
import { agentsOfDatacenter, datacenterKey } from "../model/datacenter.ts";
import type { Fleet } from "../model/fleet.ts";
import { reachableIp } from "../model/gossipAddress.ts";
import type { Where } from "../model/located.ts";
import type { Report, Rule } from "../rule.ts";

export const allowedCidrsExcludeOwnPool: Rule = {
  code: "GM601",
  id: "allowed-cidrs-exclude-own-pool",
  summary: "The LAN allow list locks out members of the own datacenter",
  severity: "error",
  whyItIsARisk:
    "Members outside the list are dropped by this side only: the other side reports a successful join and lists this agent. The pool looks different from each end, and people start to repair it by hand.",
  examples: {
    flagged: {
      "s1.hcl":
        'datacenter = "dc1"\nserver = true\nbind_addr = "10.1.0.10"\nserf_lan_allowed_cidrs = ["10.1.1.0/24"]\nretry_join = ["10.1.1.11"]\n',
    },
    clean: {
      "s1.hcl":
        'datacenter = "dc1"\nserver = true\nbind_addr = "10.1.0.10"\nserf_lan_allowed_cidrs = ["10.1.0.0/16"]\nretry_join = ["10.1.1.11"]\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "fleet",
  *check(fleet) {
    const strangers = new Map<string, readonly Agent[]>();
    for (const agent of fleet.agents) {
      if (agent.product !== "consul" || agent.isDev) continue;
      yield* reportsOf(agent, "serf_lan_allowed_cidrs", fleet, (list) => [
        ...shutOutMates(agent, list, fleet, strangers),
        ...shutOutSeeds(agent, "lan", list),
      ]);
      yield* reportsOf(agent, "serf_wan_allowed_cidrs", fleet, (list) => shutOutSeeds(agent, "wan", list));
    }
  },
};

/** An address that the list must let in, and what it is. */
interface Expected {
  readonly ip: string;
  readonly what: string;
  readonly at: Where;
}

function* reportsOf(
  agent: Agent,
  key: AllowListKey,
  fleet: Fleet,
  shutOutBy: (list: AllowList) => readonly Expected[],
): Iterable<Report> {
  const list = allowListOf(agent, key);
  if (list === undefined) return;
  for (const { origin, text, problem } of list.entries) {
    if (problem !== undefined) yield { at: origin.at, message: `"${text}" in \`${key}\` ${problem}.` };
  }
  if (!list.isComplete || list.entries.some(({ problem }) => problem !== undefined)) return;
  if (list.entries.length === 0) {
    const message = `\`${key}\` is empty, which lets nobody in; remove it to let everybody in.`;
    yield { at: list.origin.at, message };
    return;
  }
  const shutOut = shutOutBy(list);
  const [first] = shutOut;
  if (first !== undefined) yield shutOutReport(list, first, shutOut, fleet);
}

function shutOutReport(list: AllowList, first: Expected, shutOut: readonly Expected[], fleet: Fleet): Report {
  const ips = [...new Set(shutOut.map(({ ip }) => ip))];
  const others = ips.length === 1 ? "" : `, like ${ips.length - 1} more,`;
  const edit = admission(list, ips, fleet);
  const title = `Let ${ips.length === 1 ? first.ip : `these ${ips.length} addresses`} in`;
  return {
    at: list.origin.at,
    message: `${first.ip} (${first.what})${others} is not covered by \`${list.key}\`.`,
    related: shutOut.map(({ at, what }) => ({ at, message: what })),
    ...(edit === undefined ? {} : { fix: { title, edits: [edit], isSafe: false } }),
  };
}

/** Appends the addresses to the list, behind the closing quote of its last entry; a flag has none. */
function admission(list: AllowList, ips: readonly string[], fleet: Fleet): TextEdit | undefined {
  const last = list.entries.at(-1)?.origin;
  if (last === undefined || !isInFile(last.written)) return undefined;
  const { path, span } = last.at;
  if (fleet.textAt({ path, span: { start: span.end, end: span.end + 1 } }) !== '"') return undefined;
  const text = ips.map((ip) => `, "${ip}/${ip.includes(":") ? 128 : 32}"`).join("");
  return { path, span: { start: span.end + 1, end: span.end + 1 }, text };
}

function isInFile(written: string): boolean {
  return !written.startsWith("-") && !written.includes("›");
}

/** Agents of the datacenter outside of the list; worked out once for all that have the same list. */
function shutOutMates(
  agent: Agent,
  list: AllowList,
  fleet: Fleet,
  known: Map<string, readonly Agent[]>,
): readonly Expected[] {
  const key = `${datacenterKey(agent) ?? agent.id}\n${textOf(list)}`;
  const mates = datacenterKey(agent) === undefined ? [agent] : agentsOfDatacenter(agent, fleet);
  const outside =
    known.get(key) ??
    mates.filter((mate) => {
      const ip = reachableIp(mate);
      return ip !== undefined && !allows(list, ip.value);
    });
  known.set(key, outside);
  return outside.flatMap((mate) => {
    const ip = reachableIp(mate);
    const what = mate === agent ? "its own address" : "an agent of the same datacenter";
    return ip === undefined ? [] : [{ ip: ip.value, what, at: ip.at }];
  });
}

function shutOutSeeds(agent: Agent, plane: "lan" | "wan", list: AllowList): readonly Expected[] {
  const what = plane === "lan" ? "a LAN join address" : "a WAN join address";
  return agent.joins.flatMap((join) => {
    if (join.list !== plane || join.target.kind !== "host" || join.target.isName) return [];
    return allows(list, join.target.host) ? [] : [{ ip: join.target.host, what, at: join.at }];
  });
}
