/** GM801: one mDNS name in two Serf clusters. */
import type { Agent } from "../model/agent.ts";
import type { Fleet } from "../model/fleet.ts";
import { known, type Known } from "../model/located.ts";
import { isPlaceholderName } from "../model/placeholder.ts";
import type { Rule } from "../rule.ts";

const GENERIC = new Set(["serf", "cluster", "default", "test", "dev"]);

export const serfDiscoverShared: Rule = {
  code: "GM801",
  id: "serf-discover-shared",
  summary: "The same mDNS cluster name in different Serf clusters",
  severity: "warning",
  whyItIsARisk:
    "With `discover`, agents of one network segment find and join each other without any address, and Serf has no guard that compares clusters.",
  examples: {
    flagged: {
      "a/serf.json":
        '{\n  "discover": "app",\n  "tags": { "dc": "east" },\n  "keyring_file": "/etc/serf/keyring"\n}\n',
      "b/serf.json":
        '{\n  "discover": "app",\n  "tags": { "dc": "west" },\n  "keyring_file": "/etc/serf/keyring"\n}\n',
    },
    clean: {
      "a/serf.json":
        '{\n  "discover": "app-east",\n  "tags": { "dc": "east" },\n  "keyring_file": "/etc/serf/keyring"\n}\n',
      "b/serf.json":
        '{\n  "discover": "app-west",\n  "tags": { "dc": "west" },\n  "keyring_file": "/etc/serf/keyring"\n}\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "fleet",
  *check(fleet) {
    const uses = usesOf(fleet);
    for (const use of uses) {
      const other = uses.find((candidate) => clash(use, candidate)) ?? joinedElsewhere(use, fleet);
      const { value: name, at } = use.discover;
      if (other !== undefined) {
        yield {
          at,
          message: `mDNS name "${name}" is also used by ${describe(other.agent)} (${fleet.describe(other.at)}); agents on one network will merge.`,
          related: [{ at: other.at, message: describe(other.agent) }],
        };
      } else if (
        GENERIC.has(name.toLowerCase()) &&
        use.agent.key === undefined &&
        !use.agent.hasKeyElsewhere
      ) {
        yield {
          at,
          severity: "information",
          message: `mDNS name "${name}" is so common that another Serf cluster may use it, and there is no gossip key.`,
        };
      }
    }
  },
};

interface Use {
  readonly agent: Agent;
  readonly discover: Known<string>;
}

interface Other {
  readonly agent: Agent;
  readonly at: Known<string>["at"];
}

function usesOf({ agents }: Fleet): (Use & Other)[] {
  return agents.flatMap((agent) => {
    const discover = agent.product === "serf" ? agent.settings.scalar("discover") : undefined;
    if (discover?.known !== true || discover.value === "" || agent.isDev) return [];
    if (isPlaceholderName(String(discover.value))) return [];
    return [{ agent, discover: { ...discover, value: String(discover.value) }, at: discover.at }];
  });
}

function clash(one: Use, other: Use): boolean {
  if (one.agent === other.agent || one.discover.value !== other.discover.value) return false;
  const { cluster: a, key: k, site: s } = one.agent;
  const { cluster: b, key: l, site: t } = other.agent;
  if (a.kind !== "unknown" && b.kind !== "unknown" && a.name !== b.name) return true;
  return s !== t || (k?.kind === "literal" && l?.kind === "literal" && k.identity !== l.identity);
}

/** The agent finds one cluster by mDNS and joins another by address. */
function joinedElsewhere({ agent }: Use, fleet: Fleet): Other | undefined {
  const { cluster } = agent;
  if (cluster.kind === "unknown") return undefined;
  for (const join of agent.joins) {
    const owner = fleet
      .ownersOf(join, agent)
      .find(
        ({ product, cluster: other }) =>
          product === "serf" && other.kind !== "unknown" && other.name !== cluster.name,
      );
    if (owner !== undefined) return { agent: owner, at: owner.home };
  }
  return undefined;
}

function describe({ cluster, nodeName, files }: Agent): string {
  if (cluster.kind !== "unknown") return `cluster "${cluster.name}"`;
  return known(nodeName) ?? files[0] ?? "another agent";
}
