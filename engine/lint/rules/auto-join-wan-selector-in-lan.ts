/** GM504: the selector that finds the servers of all datacenters, in a LAN list. */
import type { Where } from "../model/located.ts";
import type { Fleet } from "../model/fleet.ts";
import { isIncomparable } from "../model/providers.ts";
import type { Rule } from "../rule.ts";

export const autoJoinWanSelectorInLan: Rule = {
  code: "GM504",
  id: "auto-join-wan-selector-in-lan",
  summary: "The federation-wide selector is used for a LAN join",
  severity: "error",
  whyItIsARisk:
    "A WAN selector returns the servers of every datacenter by design. As a LAN selector it makes the agent LAN-join all of them.",
  examples: {
    flagged: {
      "east.hcl":
        'datacenter = "east"\nserver = true\nretry_join = ["provider=gce tag_value=consul-east"]\nretry_join_wan = ["provider=gce tag_value=consul-server"]\n',
      "west.hcl":
        'datacenter = "west"\nserver = true\nretry_join = ["provider=gce tag_value=consul-server"]\nretry_join_wan = ["provider=gce tag_value=consul-server"]\n',
    },
    clean: {
      "east.hcl":
        'datacenter = "east"\nserver = true\nretry_join = ["provider=gce tag_value=consul-east"]\nretry_join_wan = ["provider=gce tag_value=consul-server"]\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "fleet",
  *check(fleet) {
    const federationWide = wanSelectors(fleet);
    for (const { product, isDev, joins } of fleet.agents) {
      if (product !== "consul" || isDev) continue;
      for (const join of joins) {
        if (join.list !== "lan" || join.target.kind !== "autoJoin") continue;
        const { selector, hasPlaceholder } = join.target.autoJoin;
        const wan = federationWide.get(selector);
        if (wan === undefined || hasPlaceholder) continue;
        yield {
          at: join.at,
          message: `Selector \`${selector}\` is the WAN join selector in ${fleet.describe(wan)}; as LAN selector it returns servers of other datacenters.`,
          related: [{ at: wan, message: "the same selector, for the WAN pool" }],
        };
      }
    }
  },
};

/** Selectors of WAN lists, each with its first use; empty while the workspace knows one datacenter only. */
export function wanSelectors({ agents }: Fleet): ReadonlyMap<string, Where> {
  const found = new Map<string, Where>();
  const datacenters = new Set<string>();
  for (const { product, isDev, cluster, joins } of agents) {
    if (product !== "consul" || isDev) continue;
    if (cluster.kind !== "unknown") datacenters.add(cluster.name);
    for (const { list, target, at } of joins) {
      if (list !== "wan" || target.kind !== "autoJoin" || isIncomparable(target.autoJoin)) continue;
      if (!found.has(target.autoJoin.selector)) found.set(target.autoJoin.selector, at);
    }
  }
  return datacenters.size > 1 ? found : new Map();
}
