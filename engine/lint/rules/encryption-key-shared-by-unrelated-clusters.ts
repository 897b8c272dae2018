/** GM403: one key for clusters that have nothing to do with each other. */
import type { Agent, Product } from "../model/agent.ts";
import type { Fleet } from "../model/fleet.ts";
import type { LiteralKey } from "../model/gossipKey.ts";
import type { Lane } from "../model/lane.ts";
import { clusterNoun, isSpellingVariant } from "../model/naming.ts";
import type { Rule } from "../rule.ts";

export const encryptionKeySharedByUnrelatedClusters: Rule = {
  code: "GM403",
  id: "encryption-key-shared-by-unrelated-clusters",
  summary: "The same gossip key in clusters that are not federated",
  severity: "warning",
  whyItIsARisk:
    "The key is the last barrier against a merge. With one key for both, a single wrong join address is enough. Inside a federation one key is required; outside of it, it means a copied configuration.",
  examples: {
    flagged: {
      "envs/prod/server.hcl":
        'datacenter = "prod"\nserver = true\nretry_join = ["10.1.0.11"]\nencrypt = "qDOPBEr+/oUVeOFQOnVypxwDaHzLrD+lvjo5vCEBbZ0="\n',
      "envs/stg/server.hcl":
        'datacenter = "stg"\nserver = true\nretry_join = ["10.9.0.11"]\nencrypt = "qDOPBEr+/oUVeOFQOnVypxwDaHzLrD+lvjo5vCEBbZ0="\n',
    },
    clean: {
      "dc1.hcl":
        'datacenter = "dc1"\nserver = true\nbind_addr = "10.1.0.10"\nencrypt = "qDOPBEr+/oUVeOFQOnVypxwDaHzLrD+lvjo5vCEBbZ0="\n',
      "dc2.hcl":
        'datacenter = "dc2"\nserver = true\nretry_join_wan = ["10.1.0.10"]\nencrypt = "qDOPBEr+/oUVeOFQOnVypxwDaHzLrD+lvjo5vCEBbZ0="\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "fleet",
  *check(fleet) {
    const uses = usesOf(fleet);
    for (const use of uses) {
      const { key } = use;
      const other = uses.find(
        (candidate) => candidate.key.identity === key.identity && areStrangers(use, candidate, fleet),
      );
      if (other === undefined) continue;
      yield {
        at: key.setting.at,
        severity: isCertain([use, other], fleet) ? "warning" : "information",
        message: `This gossip key (${key.fingerprint}) is also used by the unrelated ${other.name} (${fleet.describe(other.key.setting.at)}); with equal keys nothing but the name separates them.`,
        related: [{ at: other.key.setting.at, message: "the same key" }],
      };
    }
  },
};

interface KeyUse {
  readonly product: Product;
  /** For the eye. */
  readonly name: string;
  /** Serf needs no name for its clusters, and without one an agent is in no lane. */
  readonly lane: Lane | undefined;
  readonly key: LiteralKey;
}

/** The key of each lane's first server that has one. Lanes without servers don't show with whom they are federated. */
function usesOf(fleet: Fleet): KeyUse[] {
  const named = fleet.lanes.flatMap((lane): KeyUse[] => {
    const { product } = lane;
    const key = lane.servers.map(usableKey).find((found) => found !== undefined);
    const name = `${product} ${clusterNoun(product)} "${lane.name}"`;
    return key === undefined ? [] : [{ product, name, lane, key }];
  });
  const nameless = fleet.agents.flatMap((agent): KeyUse[] => {
    const key = agent.product === "serf" && fleet.laneOf(agent) === undefined ? usableKey(agent) : undefined;
    return key === undefined ? [] : [{ product: "serf", name: "serf cluster", lane: undefined, key }];
  });
  return [...named, ...nameless];
}

function usableKey({ key }: Agent): LiteralKey | undefined {
  const isUsable = key?.kind === "literal" && key.problem === undefined && !key.isPlaceholderWord;
  return isUsable ? key : undefined;
}

function areStrangers(one: KeyUse, other: KeyUse, fleet: Fleet): boolean {
  if (one.product !== other.product) return true;
  const [a, b] = [one.lane, other.lane];
  if (a === undefined || b === undefined) return false;
  if (a.name === b.name) return a.component !== b.component;
  return !fleet.federates(a, b) && !isSpellingVariant(a.name, b.name);
}

/** A key from a tutorial is a finding of its own, and whom the lanes federate with must be known. */
function isCertain(uses: readonly KeyUse[], fleet: Fleet): boolean {
  return uses.every(
    ({ key, lane }) => !key.isPublished && (lane === undefined || !mayBeFederated(lane, fleet)),
  );
}

/** Whether it WAN-joins somebody whom no file here describes. */
function mayBeFederated({ product, servers }: Lane, fleet: Fleet): boolean {
  return (
    product === "consul" &&
    servers.some((server) =>
      server.joins.some((join) => join.list === "wan" && fleet.ownersOf(join, server).length === 0),
    )
  );
}
