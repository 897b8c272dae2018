/** GM604: two clusters claim one gossip address. */
import { addTo } from "../model/multimap.ts";
import type { Agent } from "../model/agent.ts";
import type { Fleet } from "../model/fleet.ts";
import { reachableIp } from "../model/gossipAddress.ts";
import { isLinkLocal } from "../model/host.ts";
import { haveDifferentKeys } from "../model/keyComparison.ts";
import { known, type Known } from "../model/located.ts";
import type { Rule } from "../rule.ts";

export const gossipAddressReused: Rule = {
  code: "GM604",
  id: "gossip-address-reused",
  summary: "One address and gossip port is claimed by agents of two clusters",
  severity: "error",
  whyItIsARisk:
    "Serf remembers members by name and address and keeps trying them for 72 hours. A cluster that knew the address before reaches its new owner and merges with it.",
  examples: {
    flagged: {
      "a.hcl": 'datacenter = "dc1"\nnode_name = "n1"\nbind_addr = "10.1.0.10"\nretry_join = ["10.1.0.11"]\n',
      "b.hcl":
        'datacenter = "dc2"\nnode_name = "n2"\nadvertise_addr = "10.1.0.10"\nretry_join = ["10.2.0.11"]\n',
    },
    clean: {
      "a.hcl": 'datacenter = "dc1"\nbind_addr = "10.1.0.10"\n',
      "b.hcl":
        'datacenter = "dc2"\nbind_addr = "10.1.0.10"\nports {\n  serf_lan = 9301\n  serf_wan = 9302\n}\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "fleet",
  *check(fleet) {
    const earlier = new Map<string, Claim[]>();
    for (const claim of claimsOf(fleet)) {
      const place = `${claim.ip.value} ${claim.port}`;
      const others = earlier.get(place) ?? [];
      const first = others.find((other) => isSamePlace(other, claim) && areApart(other, claim, fleet));
      addTo(earlier, place, claim);
      if (first === undefined) continue;
      yield {
        at: claim.ip.at,
        message: `${claim.ip.value}:${claim.port} is also the LAN gossip address of ${nameOf(first)} in ${clusterText(first)} (${fleet.describe(first.ip.at)}).`,
        related: [{ at: first.ip.at, message: `the same address in ${clusterText(first)}` }],
      };
    }
  },
};

interface Claim {
  readonly agent: Agent;
  readonly cluster: string;
  readonly ip: Known<string>;
  readonly port: number;
}

function claimsOf({ agents }: Fleet): Claim[] {
  return agents.flatMap((agent) => {
    const { product, cluster, isDev, ports } = agent;
    if ((product !== "consul" && product !== "serf") || isDev || cluster.kind === "unknown") return [];
    const ip = reachableIp(agent);
    if (ip === undefined || ports.lan === undefined || isLinkLocal(ip.value)) return [];
    return [{ agent, cluster: cluster.name, ip, port: ports.lan }];
  });
}

/** The networks of two Compose projects or namespaces are apart, so their addresses may be equal. */
function isSamePlace(one: Claim, other: Claim): boolean {
  return (
    one.ip.value === other.ip.value &&
    one.port === other.port &&
    one.agent.site === other.agent.site &&
    one.agent.nameScope === other.agent.nameScope
  );
}

function areApart(one: Claim, other: Claim, fleet: Fleet): boolean {
  if (one.agent.product !== other.agent.product || one.cluster !== other.cluster) return true;
  // One name in one place: two clusters only if nothing connects them and their keys say so.
  return fleet.laneOf(one.agent) !== fleet.laneOf(other.agent) && haveDifferentKeys(one.agent, other.agent);
}

function nameOf({ agent }: Claim): string {
  return known(agent.nodeName) ?? agent.files[0] ?? "an agent";
}

function clusterText({ agent, cluster }: Claim): string {
  return agent.product === "consul" ? `datacenter "${cluster}"` : `Serf cluster "${cluster}"`;
}
