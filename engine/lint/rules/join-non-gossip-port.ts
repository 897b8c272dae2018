/** GM211: a join to a port where no gossip is heard. */
import { withPort } from "../edits.ts";
import type { Agent, Product } from "../model/agent.ts";
import { portOf, type Join } from "../model/join.ts";
import type { Rule } from "../rule.ts";

export const joinNonGossipPort: Rule = {
  code: "GM211",
  id: "join-non-gossip-port",
  summary: "A join address uses an RPC, HTTP, DNS or gRPC port",
  severity: "error",
  whyItIsARisk:
    "The agent never joins and tries again for ever. The usual next step is an operator who tries ports until one works, the WAN gossip port included.",
  examples: {
    flagged: {
      "client.hcl": 'datacenter = "dc1"\nretry_join = ["10.1.0.10:8300"]\n',
    },
    clean: {
      "client.hcl": 'datacenter = "dc1"\nretry_join = ["10.1.0.10"]\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "fleet",
  *check(fleet) {
    for (const agent of fleet.agents.filter(({ isDev }) => !isDev)) {
      for (const join of agent.joins) {
        const port = portOf(join);
        const owners = fleet.ownersOf(join, agent).filter(({ product }) => product === agent.product);
        const service = port === undefined ? undefined : serviceOf(port, join, agent.product, owners);
        if (port === undefined || service === undefined) continue;
        const right = rightPort(join, agent.product, owners);
        yield {
          at: join.at,
          message: `\`${join.text}\`: port ${port} is the ${service} port, not the one that this list needs (${right}).`,
          fix: { title: `Use port ${right}`, edits: [withPort(join, right)], isSafe: true },
        };
      }
    }
  },
};

const SERVICES: Readonly<Record<Product, ReadonlyMap<number, string>>> = {
  consul: new Map([
    [8300, "server RPC"],
    [8500, "HTTP"],
    [8501, "HTTPS"],
    [8502, "gRPC"],
    [8503, "gRPC TLS"],
    [8600, "DNS"],
  ]),
  nomad: new Map([
    [4646, "HTTP"],
    [4647, "RPC"],
  ]),
  serf: new Map([[7373, "RPC"]]),
  memberlist: new Map(),
};

/** A Nomad client asks servers over RPC; gossip is what it must not call. */
const NOMAD_CLIENT = new Map([
  [4646, "HTTP"],
  [4648, "gossip"],
]);

/** What answers on that port; the number is a hint only, where the target's own ports are known. */
function serviceOf(
  port: number,
  { list }: Join,
  product: Product,
  owners: readonly Agent[],
): string | undefined {
  if (list === "rpc") {
    const isRpc = owners.some(({ ports }) => ports.others.get(port) === "RPC");
    return isRpc ? undefined : NOMAD_CLIENT.get(port);
  }
  if (owners.some(({ ports }) => ports.lan === port || ports.wan === port)) return undefined;
  const own = owners.map(({ ports }) => ports.others.get(port)).find((name) => name !== undefined);
  return own ?? SERVICES[product].get(port);
}

function rightPort({ list }: Join, product: Product, owners: readonly Agent[]): number {
  const [owner] = owners;
  if (list === "rpc") {
    const rpc = [...(owner?.ports.others ?? [])].find(([, name]) => name === "RPC");
    return rpc?.[0] ?? 4647;
  }
  if (list === "wan") return owner?.ports.wan ?? 8302;
  return owner?.ports.lan ?? (product === "consul" ? 8301 : product === "nomad" ? 4648 : 7946);
}
