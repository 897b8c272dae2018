/** GM803: Serf, Consul and Nomad speak one protocol, so an agent of one can join another's pool. */
import type { Agent, Product } from "../model/agent.ts";
import type { Fleet } from "../model/fleet.ts";
import type { Join } from "../model/join.ts";
import type { Report, Rule } from "../rule.ts";

/** Default gossip ports, and whose they are. */
const GOSSIP_PORTS: ReadonlyMap<number, Product> = new Map([
  [8301, "consul"],
  [8302, "consul"],
  [4648, "nomad"],
  [7946, "serf"],
]);
const DEFAULT_PORT: Readonly<Record<Product, number>> = {
  consul: 8301,
  nomad: 4648,
  serf: 7946,
  memberlist: 7946,
};
const NAME: Readonly<Record<Product, string>> = {
  consul: "Consul",
  nomad: "Nomad",
  serf: "Serf",
  memberlist: "memberlist",
};

export const serfJoinForeignProduct: Rule = {
  code: "GM803",
  id: "serf-join-foreign-product",
  summary: "A gossip agent joins another product's pool",
  severity: "error",
  whyItIsARisk:
    "They speak the same protocol, and Consul's guard looks only at members that carry Consul's tags. A plain Serf agent is let into the LAN pool, into those of two datacenters at once if it is told to.",
  examples: {
    flagged: {
      "serf.json":
        '{\n  "node_name": "probe",\n  "keyring_file": "/etc/serf/keyring",\n  "start_join": ["10.1.0.10:8301"]\n}\n',
    },
    clean: {
      "serf.json":
        '{\n  "node_name": "probe",\n  "keyring_file": "/etc/serf/keyring",\n  "start_join": ["10.1.0.10:7946"]\n}\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "fleet",
  *check(fleet) {
    const byHost = agentsByHost(fleet);
    for (const agent of fleet.agents) {
      if (agent.isDev || agent.product === "memberlist") continue;
      for (const join of agent.joins) {
        if (join.list !== "rpc" && join.target.kind === "host") yield* reportsOf(agent, join, fleet, byHost);
      }
    }
  },
};

type AgentsByHost = ReadonlyMap<string, readonly Agent[]>;

/** Whoever has an address for a host, memberlist's aside, which know no other product. */
function agentsByHost({ agents }: Fleet): AgentsByHost {
  const byHost = new Map<string, Agent[]>();
  for (const agent of agents) {
    if (agent.product === "memberlist") continue;
    for (const { host } of agent.addresses) {
      const before = byHost.get(host);
      if (before === undefined) byHost.set(host, [agent]);
      else before.push(agent);
    }
  }
  return byHost;
}

function* reportsOf(agent: Agent, join: Join, fleet: Fleet, byHost: AgentsByHost): Iterable<Report> {
  if (join.target.kind !== "host") return;
  const { host, port } = join.target;
  const called = port ?? (join.list === "wan" ? 8302 : DEFAULT_PORT[agent.product]);
  // Known to be one of its own, whatever the number.
  const owners = fleet.ownersOf(join, agent);
  if (
    owners.some(({ product, ports }) => product === agent.product && [ports.lan, ports.wan].includes(called))
  )
    return;
  const foreign = ownerAt(byHost.get(host) ?? [], agent, host, called);
  const product = foreign?.product ?? (port === undefined ? undefined : GOSSIP_PORTS.get(port));
  if (product === undefined || product === agent.product) return;
  yield {
    at: join.at,
    message: `\`${join.text}\` is a ${NAME[product]} gossip port; this ${NAME[agent.product]} agent will become a member of that pool.`,
    ...(foreign === undefined
      ? {}
      : { related: [{ at: foreign.home, message: `the ${NAME[product]} agent` }] }),
  };
}

/** An agent of another product that gossips at just this address and port. */
function ownerAt(agents: readonly Agent[], joiner: Agent, host: string, port: number): Agent | undefined {
  return agents.find(
    ({ product, ports, addresses, site }) =>
      product !== joiner.product &&
      site === joiner.site &&
      [ports.lan, ports.wan].includes(port) &&
      addresses.some(
        (address) => address.host === host && (address.scope === "" || address.scope === joiner.nameScope),
      ),
  );
}
