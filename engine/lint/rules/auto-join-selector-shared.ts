/** GM503: one LAN selector in two datacenters; each finds the other's machines. */
import type { Agent } from "../model/agent.ts";
import type { AutoJoin } from "../model/autoJoin.ts";
import type { Fleet } from "../model/fleet.ts";
import { haveDifferentKeys } from "../model/keyComparison.ts";
import type { Join } from "../model/join.ts";
import { dependsOnPlace, isIncomparable } from "../model/providers.ts";
import { wanSelectors } from "./auto-join-wan-selector-in-lan.ts";
import type { Rule } from "../rule.ts";

export const autoJoinSelectorShared: Rule = {
  code: "GM503",
  id: "auto-join-selector-shared",
  summary: "Two datacenters use the same LAN auto-join selector",
  severity: "error",
  whyItIsARisk:
    "Each datacenter finds the machines of the other and tries to LAN-join them at every start. Only the comparison of names stands between them, and only in Consul.",
  examples: {
    flagged: {
      "east.hcl": 'datacenter = "east"\nretry_join = ["provider=gce project_name=acme tag_value=consul"]\n',
      "west.hcl": 'datacenter = "west"\nretry_join = ["provider=gce project_name=acme tag_value=consul"]\n',
    },
    clean: {
      "east.hcl":
        'datacenter = "east"\nretry_join = ["provider=gce project_name=acme tag_value=consul-east"]\n',
      "west.hcl":
        'datacenter = "west"\nretry_join = ["provider=gce project_name=acme tag_value=consul-west"]\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "fleet",
  *check(fleet) {
    const federationWide = wanSelectors(fleet);
    const uses = usesOf(fleet);
    const bySelector = firstOfEachCluster(uses);
    for (const use of uses) {
      // The federation's own selector in a LAN list has a rule of its own.
      if (use.agent.product === "consul" && federationWide.has(use.autoJoin.selector)) continue;
      const rivals = bySelector.get(use.autoJoin.selector)?.values() ?? [];
      const other = [...rivals].find((candidate) => clash(use, candidate));
      if (other === undefined) continue;
      yield {
        at: use.join.at,
        severity: dependsOnPlace(use.autoJoin) ? "warning" : "error",
        message: `Auto-join selector \`${use.autoJoin.selector}\` is also the LAN selector of ${noun(use)} "${other.cluster}" (${fleet.describe(other.join.at)}).`,
        related: [{ at: other.join.at, message: `the same selector in ${noun(use)} "${other.cluster}"` }],
      };
    }
  },
};

interface Use {
  readonly agent: Agent;
  readonly cluster: string;
  readonly join: Join;
  readonly autoJoin: AutoJoin;
}

function noun({ agent }: Use): string {
  return agent.product === "nomad" ? "region" : "datacenter";
}

function usesOf({ agents }: Fleet): Use[] {
  return agents.flatMap((agent) => {
    const { product, cluster, isDev, joins } = agent;
    if ((product !== "consul" && product !== "nomad") || isDev || cluster.kind === "unknown") return [];
    return joins.flatMap((join) => {
      const { list, target } = join;
      if (list === "wan" || target.kind !== "autoJoin" || isIncomparable(target.autoJoin)) return [];
      return [{ agent, cluster: cluster.name, join, autoJoin: target.autoJoin }];
    });
  });
}

/** All uses of a cluster and environment with one key clash alike, so the first stands for them. */
function firstOfEachCluster(uses: readonly Use[]): ReadonlyMap<string, ReadonlyMap<string, Use>> {
  const bySelector = new Map<string, Map<string, Use>>();
  for (const use of uses) {
    const { product, site, key } = use.agent;
    const identity = key?.kind === "literal" ? key.identity : "";
    const cluster = [product, site, use.cluster, use.join.list, identity].join("\n");
    const firsts = bySelector.get(use.autoJoin.selector) ?? new Map<string, Use>();
    if (!firsts.has(cluster)) firsts.set(cluster, use);
    bySelector.set(use.autoJoin.selector, firsts);
  }
  return bySelector;
}

function clash(one: Use, other: Use): boolean {
  if (one.agent.product !== other.agent.product || one.join.list !== other.join.list) return false;
  if (one.cluster === other.cluster || one.autoJoin.selector !== other.autoJoin.selector) return false;
  if (isServerListOfNomad(one))
    return one.agent.site !== other.agent.site || haveDifferentKeys(one.agent, other.agent);
  return one.agent.site === other.agent.site;
}

/** Servers of several regions share one pool on purpose. */
function isServerListOfNomad({ agent, join }: Use): boolean {
  return agent.product === "nomad" && join.list === "lan";
}
