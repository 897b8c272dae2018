/** GM602: an allow list that lets the other datacenter in as well. */
import type { Agent } from "../model/agent.ts";
import { allowListOf, type AllowListEntry } from "../model/allowList.ts";
import { cidrContains } from "../../base/address.ts";
import type { Fleet } from "../model/fleet.ts";
import { reachableIp } from "../model/gossipAddress.ts";
import type { Known } from "../model/located.ts";
import type { Report, Rule } from "../rule.ts";

const KEY = "serf_lan_allowed_cidrs";

export const allowedCidrsAdmitForeign: Rule = {
  code: "GM602",
  id: "allowed-cidrs-admit-foreign",
  summary: "The LAN allow list admits another datacenter, or everybody",
  severity: "warning",
  whyItIsARisk:
    "The list is the only barrier between LAN pools that Consul has built in. A range that covers both sides makes it useless while it still looks like protection.",
  examples: {
    flagged: {
      "dc1.hcl":
        'datacenter = "dc1"\nserver = true\nbind_addr = "10.1.0.10"\nserf_lan_allowed_cidrs = ["10.0.0.0/8"]\n',
      "dc2.hcl":
        'datacenter = "dc2"\nserver = true\nbind_addr = "10.2.0.10"\nserf_lan_allowed_cidrs = ["10.2.0.0/16"]\n',
    },
    clean: {
      "dc1.hcl":
        'datacenter = "dc1"\nserver = true\nbind_addr = "10.1.0.10"\nserf_lan_allowed_cidrs = ["10.1.0.0/16"]\n',
      "dc2.hcl":
        'datacenter = "dc2"\nserver = true\nbind_addr = "10.2.0.10"\nserf_lan_allowed_cidrs = ["10.2.0.0/16"]\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "fleet",
  *check(fleet) {
    const agents = fleet.agents.filter(({ product, isDev }) => product === "consul" && !isDev);
    for (const agent of agents) {
      for (const entry of allowListOf(agent, KEY)?.entries ?? []) yield* reportsOf(agent, entry, fleet);
    }
    yield* unguarded(agents, fleet);
  },
};

function* reportsOf(agent: Agent, entry: AllowListEntry, fleet: Fleet): Iterable<Report> {
  const { range, text, origin } = entry;
  if (range === undefined) return;
  if (range.prefixBits === 0) {
    yield { at: origin.at, message: `\`${text}\` admits everybody to the LAN pool.` };
    return;
  }
  const foreign = foreigners(agent, fleet).find(({ ip }) => cidrContains(range, ip.value));
  if (foreign === undefined) return;
  yield {
    at: origin.at,
    message: `\`${text}\` admits ${foreign.ip.value}, an agent of datacenter "${foreign.cluster}" (${fleet.describe(foreign.ip.at)}), to the LAN pool.`,
    related: [{ at: foreign.ip.at, message: `an agent of datacenter "${foreign.cluster}"` }],
  };
}

interface Foreigner {
  readonly ip: Known<string>;
  readonly cluster: string;
}

/** Agents of other datacenters of the site, by addresses that nobody in the own datacenter has. */
function foreigners(agent: Agent, fleet: Fleet): Foreigner[] {
  const { cluster, site } = agent;
  if (cluster.kind === "unknown") return [];
  const others = fleet.agents.filter((other) => other.product === "consul" && other.site === site);
  const own = new Set(
    others.filter((other) => nameOf(other) === cluster.name).map((other) => reachableIp(other)?.value),
  );
  return others.flatMap((other) => {
    const name = nameOf(other);
    const ip = reachableIp(other);
    if (name === undefined || name === cluster.name || ip === undefined || own.has(ip.value)) return [];
    return [{ ip, cluster: name }];
  });
}

function nameOf({ cluster }: Agent): string | undefined {
  return cluster.kind === "unknown" ? undefined : cluster.name;
}

/** Datacenters without the list, while another one of the site has it: the fence has a gap. */
function* unguarded(agents: readonly Agent[], fleet: Fleet): Iterable<Report> {
  for (const lane of fleet.lanes) {
    if (lane.product !== "consul" || lane.agents.some(isGuarded)) continue;
    const server = lane.servers.find(({ isClosed, isDev }) => isClosed && !isDev);
    const guarded = agents.find(
      (agent) => isGuarded(agent) && agent.site === lane.site && nameOf(agent) !== lane.name,
    );
    if (server === undefined || guarded === undefined) continue;
    const { cluster } = server;
    yield {
      at: cluster.kind === "named" ? cluster.setting.at : server.home,
      severity: "information",
      message: `Datacenter "${lane.name}" has no \`${KEY}\`, while ${guarded.files[0] ?? "another one"} sets it.`,
    };
  }
}

function isGuarded(agent: Agent): boolean {
  return agent.settings.has(KEY);
}
