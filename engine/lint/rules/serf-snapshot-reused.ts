/** GM802: a Serf snapshot that outlives the cluster it was taken of. */
import type { Agent } from "../model/agent.ts";
import type { Fleet } from "../model/fleet.ts";
import { known, type Located } from "../model/located.ts";
import { areOnOneHost } from "../model/sameHost.ts";
import type { Rule } from "../rule.ts";

export const serfSnapshotReused: Rule = {
  code: "GM802",
  id: "serf-snapshot-reused",
  summary: "A Serf snapshot that can outlive its cluster",
  severity: "warning",
  whyItIsARisk:
    "On start Serf joins the members of its snapshot before anything else; with `rejoin_after_leave` even after an intended leave. An agent that joins nothing else can only go where the snapshot says.",
  examples: {
    flagged: {
      "serf.json":
        '{\n  "node_name": "a",\n  "snapshot_path": "/var/lib/serf/snapshot",\n  "rejoin_after_leave": true\n}\n',
    },
    clean: {
      "serf.json":
        '{\n  "node_name": "a",\n  "snapshot_path": "/var/lib/serf/east.snapshot",\n  "start_join": ["10.1.0.5"],\n  "tags": { "dc": "east" },\n  "keyring_file": "/etc/serf/keyring"\n}\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "fleet",
  *check(fleet) {
    const snapshots = snapshotsOf(fleet);
    for (const { agent, path, setting } of snapshots) {
      const twin = snapshots.find(
        (other) => other.path === path && areTwoClustersOnOneHost(agent, other.agent),
      );
      if (twin !== undefined) {
        yield {
          at: setting.at,
          message: `Snapshot ${path} is also used in ${fleet.describe(twin.setting.at)}; the agent re-joins the cluster recorded there.`,
          related: [{ at: twin.setting.at, message: "the same snapshot" }],
        };
      } else if (goesOnlyBack(agent)) {
        yield {
          at: setting.at,
          message: `Snapshot ${path} is all this agent has to join, and \`rejoin_after_leave\` is on; the agent re-joins the cluster recorded there.`,
        };
      }
    }
  },
};

interface Snapshot {
  readonly agent: Agent;
  readonly path: string;
  readonly setting: Located<unknown>;
}

function snapshotsOf({ agents }: Fleet): Snapshot[] {
  return agents.flatMap((agent) => {
    if (agent.product !== "serf" || agent.isDev) return [];
    const setting = agent.settings.scalar("snapshot_path");
    const path = known(setting);
    return setting === undefined || path === undefined || path === ""
      ? []
      : [{ agent, path: String(path), setting }];
  });
}

function areTwoClustersOnOneHost(one: Agent, other: Agent): boolean {
  if (one.cluster.kind === "unknown" || other.cluster.kind === "unknown") return false;
  return one.cluster.name !== other.cluster.name && areOnOneHost(one, other);
}

function goesOnlyBack({ settings, joins }: Agent): boolean {
  const rejoins = String(known(settings.scalar("rejoin_after_leave"))) === "true";
  return rejoins && joins.length === 0 && !settings.has("discover");
}
