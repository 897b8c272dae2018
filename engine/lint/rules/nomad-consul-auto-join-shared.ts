/** GM904: two Nomad clusters that find each other in one Consul. */
import type { Agent } from "../model/agent.ts";
import type { Fleet } from "../model/fleet.ts";
import { haveDifferentKeys } from "../model/keyComparison.ts";
import { isLoopbackHost } from "../model/host.ts";
import { known, type Where } from "../model/located.ts";
import { isPlaceholderAddress } from "../model/placeholder.ts";
import type { Rule } from "../rule.ts";

const DEFAULT_ADDRESS = "127.0.0.1:8500";
const DEFAULT_SERVICE = "nomad";

export const nomadConsulAutoJoinShared: Rule = {
  code: "GM904",
  id: "nomad-consul-auto-join-shared",
  summary: "Two Nomad clusters find each other through one Consul",
  severity: "warning",
  whyItIsARisk:
    "Servers without a leader ask every Consul datacenter for the service and join all that it names. Two clusters behind one Consul merge on first boot.",
  examples: {
    flagged: {
      "a.hcl":
        'region = "blue"\nserver {\n  enabled = true\n  bootstrap_expect = 3\n}\nconsul {\n  address = "consul.example.net:8500"\n}\n',
      "b.hcl":
        'region = "green"\nserver {\n  enabled = true\n  bootstrap_expect = 3\n}\nconsul {\n  address = "consul.example.net:8500"\n}\n',
    },
    clean: {
      "a.hcl":
        'region = "blue"\nserver {\n  enabled = true\n}\nconsul {\n  address = "consul.example.net:8500"\n  server_service_name = "nomad-blue"\n}\n',
      "b.hcl":
        'region = "green"\nserver {\n  enabled = true\n}\nconsul {\n  address = "consul.example.net:8500"\n  server_service_name = "nomad-green"\n}\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "fleet",
  *check(fleet) {
    const registrations = registrationsOf(fleet);
    const reported = new Set<string>();
    for (const [index, one] of registrations.entries()) {
      const first = registrations.slice(0, index).find((earlier) => meets(earlier, one, fleet));
      const group = groupOf(one.agent);
      if (first === undefined || reported.has(group)) continue;
      reported.add(group);
      yield {
        at: one.at,
        message: `Nomad servers of ${clusterText(first.agent)} (${fleet.describe(first.at)}) register the same Consul service "${one.service}"; \`server_auto_join\` will join them.`,
        related: [{ at: first.at, message: `the same Consul for ${clusterText(first.agent)}` }],
      };
    }
  },
};

interface Registration {
  readonly agent: Agent;
  /** Equal for servers that ask the same Consul. */
  readonly consul: string;
  readonly service: string;
  readonly at: Where;
}

function registrationsOf(fleet: Fleet): Registration[] {
  return fleet.agents.flatMap((agent) => {
    const { product, isServer, isDev, cluster, settings } = agent;
    if (product !== "nomad" || isServer !== true || isDev || cluster.kind === "unknown") return [];
    const block = settings.history("consul").at(-1);
    const address = settings.scalar("consul.address");
    const autoJoin = settings.scalar("consul.server_auto_join");
    const service = settings.scalar("consul.server_service_name");
    const isUnknown = [address, autoJoin, service].some((setting) => setting?.known === false);
    if (block === undefined || isUnknown || String(known(autoJoin)) === "false") return [];
    const consul = consulOf(agent, String(known(address) ?? DEFAULT_ADDRESS), fleet);
    if (consul === undefined) return [];
    const name = String(known(service) ?? DEFAULT_SERVICE);
    return [{ agent, consul, service: name, at: address?.at ?? block.entry }];
  });
}

/** The local agent is the same Consul only where the files show which datacenter it is in. */
function consulOf(agent: Agent, address: string, fleet: Fleet): string | undefined {
  if (isPlaceholderAddress(address)) return undefined;
  const host = address
    .replace(/^[a-z]+:\/\//i, "")
    .replace(/:\d+$/, "")
    .toLowerCase();
  if (!isLoopbackHost(host)) return host;
  if (agent.host === undefined) return undefined;
  const local = fleet.agents.find(({ product, host }) => product === "consul" && host === agent.host);
  return local === undefined || local.cluster.kind === "unknown"
    ? undefined
    : `datacenter ${local.cluster.name}`;
}

function meets(one: Registration, other: Registration, fleet: Fleet): boolean {
  return (
    one.consul === other.consul && one.service === other.service && areApart(one.agent, other.agent, fleet)
  );
}

/** Of two clusters: another environment, another key, or another region that nobody joins on purpose. */
function areApart(one: Agent, other: Agent, fleet: Fleet): boolean {
  if (one.cluster.kind === "unknown" || other.cluster.kind === "unknown") return false;
  if (one.site !== other.site) return true;
  if (one.cluster.name === other.cluster.name) return haveDifferentKeys(one, other);
  return !areJoined(one, other, fleet);
}

function areJoined(one: Agent, other: Agent, fleet: Fleet): boolean {
  const regions = new Set(
    [one, other].map(({ cluster }) => (cluster.kind === "unknown" ? "" : cluster.name)),
  );
  return fleet.agents.some(
    (agent) =>
      isServerOf(agent, regions) &&
      agent.joins.some((join) =>
        fleet
          .ownersOf(join, agent)
          .some(
            (owner) =>
              isServerOf(owner, regions) &&
              owner.cluster.kind !== "unknown" &&
              agent.cluster.kind !== "unknown" &&
              owner.cluster.name !== agent.cluster.name,
          ),
      ),
  );
}

function isServerOf({ product, isServer, cluster }: Agent, regions: ReadonlySet<string>): boolean {
  return product === "nomad" && isServer === true && cluster.kind !== "unknown" && regions.has(cluster.name);
}

function groupOf({ site, cluster, key }: Agent): string {
  const name = cluster.kind === "unknown" ? "" : cluster.name;
  return [site, name, key?.kind === "literal" ? key.identity : ""].join("\n");
}

function clusterText({ cluster, site }: Agent): string {
  const name = cluster.kind === "unknown" ? "another cluster" : `region "${cluster.name}"`;
  return site === "" ? name : `${name} of ${site}`;
}
