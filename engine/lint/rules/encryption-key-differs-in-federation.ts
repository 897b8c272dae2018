/** GM404: a federation whose datacenters cannot hear each other. */
import { replace } from "../edits.ts";
import type { Agent } from "../model/agent.ts";
import type { Fleet } from "../model/fleet.ts";
import { seedOf } from "../model/lanes.ts";
import { clusterOf, clusterPlace } from "../model/naming.ts";
import { whyNoWanPool } from "../model/wanPool.ts";
import type { Rule } from "../rule.ts";

export const encryptionKeyDiffersInFederation: Rule = {
  code: "GM404",
  id: "encryption-key-differs-in-federation",
  summary: "WAN-joined datacenters with different gossip keys",
  severity: "error",
  whyItIsARisk:
    "`encrypt` feeds the LAN and the WAN keyring alike, so the WAN join fails. People then copy one key over the other without a rotation, or switch verification off.",
  examples: {
    flagged: {
      "dc1.hcl":
        'datacenter = "dc1"\nserver = true\nbind_addr = "10.1.0.10"\nencrypt = "qDOPBEr+/oUVeOFQOnVypxwDaHzLrD+lvjo5vCEBbZ0="\n',
      "dc2.hcl":
        'datacenter = "dc2"\nserver = true\nbind_addr = "10.2.0.10"\nencrypt = "w2VkqBmaq9hQ4y0pF9dDkeW9bJc6DPRSYl1CPIeyFyo="\nretry_join_wan = ["10.1.0.10"]\n',
    },
    clean: {
      "dc1.hcl":
        'datacenter = "dc1"\nserver = true\nencrypt = "qDOPBEr+/oUVeOFQOnVypxwDaHzLrD+lvjo5vCEBbZ0="\n',
      "dc2.hcl":
        'datacenter = "dc2"\nserver = true\nencrypt = "qDOPBEr+/oUVeOFQOnVypxwDaHzLrD+lvjo5vCEBbZ0="\nretry_join_wan = ["10.1.0.10"]\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "fleet",
  *check(fleet) {
    const servers = fleet.agents.filter(
      ({ product, isServer, isDev }) => product === "consul" && isServer === true && !isDev,
    );
    for (const server of servers) {
      const other = wanPeers(server, servers, fleet).find((peer) => keysDiffer(server, peer));
      if (other === undefined) continue;
      const at = server.key?.setting.at ?? clusterPlace(server);
      const there = other.key?.setting.at ?? clusterPlace(other);
      yield {
        at,
        severity: fleet.settings.separateWanKeyring ? "information" : "error",
        message: `Gossip key differs from datacenter "${clusterOf(other) ?? "?"}" (${fleet.describe(there)}), which this server WAN-joins; \`encrypt\` feeds the LAN and the WAN keyring.`,
        related: [{ at: there, message: other.key === undefined ? "no key here" : "another key" }],
        ...(server.key !== undefined && other.key !== undefined
          ? {
              fix: {
                title: "Use the key of the joined datacenter",
                edits: [replace(at, fleet.textAt(there))],
                isSafe: false,
              },
            }
          : {}),
      };
    }
  },
};

/** Servers of other datacenters that this one WAN-joins, or that use the same WAN selector. */
function wanPeers(server: Agent, servers: readonly Agent[], fleet: Fleet): Agent[] {
  if (whyNoWanPool(server) !== undefined) return [];
  const wan = server.joins.filter(({ list }) => list === "wan");
  if (wan.length === 0) return [];
  const owners = wan.flatMap((join) => fleet.ownersOf(join, server));
  const selectors = new Set(
    wan.flatMap((join) => (join.target.kind === "autoJoin" ? (seedOf(join, server) ?? []) : [])),
  );
  const alike = servers.filter((peer) =>
    peer.joins.some((join) => join.list === "wan" && selectors.has(seedOf(join, peer) ?? "")),
  );
  const own = clusterOf(server);
  return [...owners, ...alike].filter((peer) => {
    const other = clusterOf(peer);
    return peer.isServer === true && own !== undefined && other !== undefined && other !== own;
  });
}

/** Keys that cannot work are a finding of their own. */
function keysDiffer({ key: one, ...server }: Agent, { key: other, ...peer }: Agent): boolean {
  if (one?.kind === "literal" && other?.kind === "literal") {
    return one.identity !== other.identity && one.problem === undefined && other.problem === undefined;
  }
  const lacksKey = (agent: Pick<Agent, "isClosed" | "hasKeyElsewhere">): boolean =>
    agent.isClosed && !agent.hasKeyElsewhere;
  if (one?.kind === "literal") return other === undefined && lacksKey(peer);
  return other?.kind === "literal" && one === undefined && lacksKey(server);
}
