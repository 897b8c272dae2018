/** GM602: an allow list that lets the other datacenter in as well. */
import { ipToBytes } from "../../base/address.ts";
import type { Agent, AgentAddress } from "../model/agent.ts";
import { allowListOf, covers, type AllowListEntry } from "../model/allowList.ts";
import { agentsOfDatacenter, datacenterKey } from "../model/datacenter.ts";
import type { Fleet } from "../model/fleet.ts";
import { isLoopbackHost } from "../model/host.ts";
import type { Where } from "../model/located.ts";
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
    const admitted = new Admissions(fleet);
    for (const agent of agents) {
      for (const entry of allowListOf(agent, KEY)?.entries ?? []) {
        yield* reportsOf(entry, fleet, admitted.by(agent, entry));
      }
    }
    yield* unguarded(agents, fleet);
  },
};

function* reportsOf(entry: AllowListEntry, fleet: Fleet, foreign: Foreigner | undefined): Iterable<Report> {
  const { range, text, origin } = entry;
  if (range === undefined) return;
  if (range.prefixBits === 0) {
    yield { at: origin.at, message: `\`${text}\` admits everybody to the LAN pool.` };
    return;
  }
  if (foreign === undefined) return;
  yield {
    at: origin.at,
    message: `\`${text}\` admits ${foreign.ip}, an agent of datacenter "${foreign.cluster}" (${fleet.describe(foreign.at)}), to the LAN pool.`,
    related: [{ at: foreign.at, message: `an agent of datacenter "${foreign.cluster}"` }],
  };
}

interface Foreigner {
  readonly ip: string;
  readonly at: Where;
  readonly bytes: Uint8Array;
  readonly cluster: string;
}

/** Whom a range lets in, worked out once for all agents of a datacenter that have the same range. */
class Admissions {
  private readonly foreigners = new Map<string, readonly Foreigner[]>();
  private readonly known = new Map<string, Foreigner | undefined>();

  constructor(private readonly fleet: Fleet) {}

  by(agent: Agent, { range, text }: AllowListEntry): Foreigner | undefined {
    const datacenter = datacenterKey(agent);
    if (datacenter === undefined || range === undefined) return undefined;
    const key = `${datacenter}\n${text}`;
    if (!this.known.has(key)) {
      const found = this.foreignersOf(agent, datacenter).find(({ bytes }) => covers(range, bytes));
      this.known.set(key, found);
    }
    return this.known.get(key);
  }

  /** Agents of other datacenters of the site, by addresses that nobody in the own datacenter has. */
  private foreignersOf(agent: Agent, datacenter: string): readonly Foreigner[] {
    const before = this.foreigners.get(datacenter);
    if (before !== undefined) return before;
    const mates = agentsOfDatacenter(agent, this.fleet);
    const own = new Set(mates.flatMap(({ addresses }) => addresses.map(({ host }) => host)));
    const found = this.fleet.agents.flatMap((other) => {
      const cluster = nameOf(other);
      if (other.product !== "consul" || other.site !== agent.site || cluster === undefined) return [];
      if (datacenterKey(other) === datacenter) return [];
      return lanAddresses(other).flatMap(({ host, at }) =>
        own.has(host) ? [] : [{ ip: host, at, bytes: ipToBytes(host), cluster }],
      );
    });
    this.foreigners.set(datacenter, found);
    return found;
  }
}

/** All literal addresses from which its gossip may come, whichever of them it advertises. */
function lanAddresses({ addresses }: Agent): readonly AgentAddress[] {
  return addresses.filter(
    ({ host, isName, plane, scope }) => !isName && plane !== "wan" && scope === "" && !isLoopbackHost(host),
  );
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
