/** GM502: a selector that would find the next datacenter's machines just as well. */
import type { Agent } from "../model/agent.ts";
import type { AutoJoin } from "../model/autoJoin.ts";
import type { Fleet } from "../model/fleet.ts";
import {
  isKnownProvider,
  isScoped,
  isIncomparable,
  missingSelectors,
  selectingValues,
} from "../model/providers.ts";
import type { Rule } from "../rule.ts";
import { wanSelectors } from "./auto-join-wan-selector-in-lan.ts";

export const autoJoinWithoutDatacenter: Rule = {
  code: "GM502",
  id: "auto-join-without-datacenter",
  summary: "A LAN auto-join selector that says nothing about the datacenter",
  severity: "information",
  whyItIsARisk:
    "A tag such as `consul_server=true` is right until a second cluster appears in the account. AWS falls back to the region of the machine itself, so two datacenters in one region are enough to find each other.",
  examples: {
    flagged: {
      "agent.hcl": 'datacenter = "dc1"\nretry_join = ["provider=aws tag_key=consul_server tag_value=true"]\n',
    },
    clean: {
      "agent.hcl":
        'datacenter = "dc1"\nretry_join = ["provider=aws region=eu-west-1 tag_key=consul tag_value=dc1-servers"]\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "fleet",
  *check(fleet) {
    const datacenters = datacentersByProvider(fleet);
    const federationWide = wanSelectors(fleet);
    const sharedSelectors = lanSelectorsOfSeveral(fleet);
    for (const agent of fleet.agents) {
      if (agent.product !== "consul" || agent.isDev || agent.cluster.kind !== "named") continue;
      const { name } = agent.cluster;
      for (const join of agent.joins) {
        if (join.list !== "lan" || join.target.kind !== "autoJoin") continue;
        const { autoJoin } = join.target;
        // What is shared already has a rule that says so.
        if (!isAmbiguous(autoJoin, name) || federationWide.has(autoJoin.selector)) continue;
        if (sharedSelectors.has(autoJoin.selector)) continue;
        const isShared = (datacenters.get(autoJoin.provider)?.size ?? 0) > 1;
        yield {
          at: join.at,
          severity: isShared ? "warning" : "information",
          message: `Auto-join selector \`${autoJoin.selector}\` does not depend on the datacenter "${name}"; a second cluster with the same tag will be joined.`,
        };
      }
    }
  },
};

function datacentersByProvider(fleet: Fleet): ReadonlyMap<string, ReadonlySet<string>> {
  return datacentersBy(({ provider }) => provider, fleet);
}

/** Selectors that two datacenters of one site use. */
function lanSelectorsOfSeveral(fleet: Fleet): ReadonlySet<string> {
  const sites = new Set(fleet.agents.map(({ site }) => site));
  const shared = [...sites].flatMap((site) => {
    const agents = fleet.agents.filter((agent) => agent.site === site);
    return [...datacentersBy(({ selector }) => selector, { agents })].filter(([, names]) => names.size > 1);
  });
  return new Set(shared.map(([selector]) => selector));
}

function datacentersBy(
  keyOf: (autoJoin: AutoJoin) => string,
  { agents }: Pick<Fleet, "agents">,
): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const agent of agents) {
    const name = datacenterOf(agent);
    if (name === undefined) continue;
    for (const { list, target } of agent.joins) {
      if (list !== "lan" || target.kind !== "autoJoin") continue;
      const key = keyOf(target.autoJoin);
      found.set(key, (found.get(key) ?? new Set()).add(name));
    }
  }
  return found;
}

function datacenterOf({ product, isDev, cluster }: Agent): string | undefined {
  return product === "consul" && !isDev && cluster.kind !== "unknown" ? cluster.name : undefined;
}

/** Has a filter, but none that tells this datacenter's machines from another's. */
function isAmbiguous(autoJoin: AutoJoin, datacenter: string): boolean {
  if (isIncomparable(autoJoin) || !isKnownProvider(autoJoin.provider)) return false;
  if (missingSelectors(autoJoin).length > 0 || isScoped(autoJoin)) return false;
  const tokens = datacenter.split(/[-_]/).filter((token) => token.length > 1);
  return !selectingValues(autoJoin).some(([, value]) => tokens.some((token) => occurs(token, value)));
}

/** `us` is no part of `cluster`: two letters must begin a word, as in `us-east` and `prod-us1`. */
function occurs(token: string, value: string): boolean {
  const text = value.toLowerCase();
  return token.length > 2
    ? text.includes(token)
    : text.split(/[^a-z0-9]+/).some((word) => word.startsWith(token));
}
