/** GM104: two clusters that nothing connects, under one name. */
import { addTo } from "../model/multimap.ts";
import type { Agent } from "../model/agent.ts";
import type { Fleet } from "../model/fleet.ts";
import { isLoopbackHost, isShortName } from "../model/host.ts";
import { haveDifferentKeys } from "../model/keyComparison.ts";
import type { Lane } from "../model/lane.ts";
import { clusterNoun, clusterPlace } from "../model/naming.ts";
import type { Rule } from "../rule.ts";

export const datacenterNameReused: Rule = {
  code: "GM104",
  id: "datacenter-name-reused",
  summary: "Two unconnected clusters carry the same datacenter name",
  severity: "warning",
  whyItIsARisk:
    "Nothing but the network keeps them apart. An IP address that is used again, or a client that moves with its state directory, merges both: one restarted client pulled two clusters called dc1 together.",
  examples: {
    flagged: {
      "envs/prod/server.hcl":
        'datacenter = "dc1"\nserver = true\nbind_addr = "10.1.0.10"\nretry_join = ["10.1.0.11"]\nencrypt = "qDOPBEr+/oUVeOFQOnVypxwDaHzLrD+lvjo5vCEBbZ0="\n',
      "envs/staging/server.hcl":
        'datacenter = "dc1"\nserver = true\nbind_addr = "10.9.0.10"\nretry_join = ["10.9.0.11"]\nencrypt = "w2VkqBmaq9hQ4y0pF9dDkeW9bJc6DPRSYl1CPIeyFyo="\n',
    },
    clean: {
      "envs/prod/server.hcl": 'datacenter = "prod-fra"\nserver = true\nretry_join = ["10.1.0.11"]\n',
      "envs/staging/server.hcl": 'datacenter = "stg-fra"\nserver = true\nretry_join = ["10.9.0.11"]\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "fleet",
  *check(fleet) {
    const clusters = clustersOf(fleet);
    for (const cluster of clusters) {
      const others = clusters.filter((other) => areAlike(cluster, other));
      const [first] = others;
      if (first === undefined) continue;
      const { product, name, server } = cluster;
      const at = clusterPlace(server);
      const isLocked = others.every((other) => haveDifferentKeys(server, other.server));
      yield {
        at,
        severity: isLocked ? "information" : "warning",
        message: `The ${clusterNoun(product)} name "${name}" is used by two unconnected clusters (${fleet.describe(at)}, ${fleet.describe(clusterPlace(first.server))}); ${WORD[product]} cannot tell them apart and merges them on first contact.`,
        related: others.map((other) => ({
          at: clusterPlace(other.server),
          message: `another cluster called "${name}"`,
        })),
      };
    }
  },
};

const WORD = { consul: "Consul", nomad: "Nomad", serf: "Serf", memberlist: "memberlist" } as const;

/** A cluster of servers: lanes of one name that hang together, in whatever sites. */
interface NamedCluster {
  readonly product: Agent["product"];
  readonly name: string;
  readonly component: string;
  readonly sites: ReadonlySet<string>;
  readonly serverCount: number;
  /** The first one. */
  readonly server: Agent;
}

function clustersOf({ lanes }: Fleet): NamedCluster[] {
  const byComponent = new Map<string, Lane[]>();
  for (const lane of lanes.filter(({ product }) => product === "consul" || product === "nomad")) {
    addTo(byComponent, lane.component, lane);
  }
  return [...byComponent.values()].flatMap((parts) => {
    const [first] = parts;
    const servers = parts.flatMap((lane) => lane.servers);
    const [server] = parts.some((lane) => lane.agents.some(mayMeetOthers)) ? servers : [];
    const sites = new Set(parts.map(({ site }) => site));
    if (first === undefined || server === undefined) return [];
    const { product, name, component } = first;
    return [{ product, name, component, sites, serverCount: servers.length, server }];
  });
}

/** Two environments of one fleet are meant to be apart; inside one site, a name may well be given twice in examples. */
function areAlike(one: NamedCluster, other: NamedCluster): boolean {
  if (one.component === other.component || one.product !== other.product || one.name !== other.name)
    return false;
  const isApart = ![...one.sites].some((site) => other.sites.has(site));
  if (isApart) return !one.sites.has("") && !other.sites.has("");
  const isFleet = one.serverCount > 1 || other.serverCount > 1;
  return isFleet && haveDifferentKeys(one.server, other.server);
}

/** A lab on loopback, or in a network of Compose's own, meets nobody. */
function mayMeetOthers({ joins, addresses, nameScope }: Agent): boolean {
  const hasAddress = addresses.some(
    ({ host, isName, scope }) => !isName && scope === "" && !isLoopbackHost(host),
  );
  const joinsOthers = joins.some(({ target }) =>
    target.kind === "host"
      ? !isLoopbackHost(target.host) && !(nameScope !== "" && isShortName(target.host))
      : true,
  );
  return hasAddress || joinsOthers;
}
