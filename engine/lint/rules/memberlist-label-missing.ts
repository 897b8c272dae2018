/** GM1001: a memberlist block without the label that tells its pool from others. */
import type { Agent } from "../model/agent.ts";
import type { Fleet } from "../model/fleet.ts";
import { lacksLabel, memberlistAgents, systemCount, systemName } from "../model/memberlistSystem.ts";
import type { Report, Rule } from "../rule.ts";

export const memberlistLabelMissing: Rule = {
  code: "GM1001",
  id: "memberlist-label-missing",
  summary: "A memberlist block of Loki, Tempo, Mimir or Cortex without `cluster_label`",
  severity: "warning",
  whyItIsARisk:
    "All of them gossip on port 7946 by default and call their rings alike. When Kubernetes gives the address of a Loki pod to a Tempo pod, the members that still remember it let Tempo in, and ingesters register in the wrong ring. The label makes packets of other pools unreadable.",
  examples: {
    flagged: {
      "loki/loki.yaml":
        "schema_config: {}\nmemberlist:\n  join_members:\n    - loki-memberlist.loki.svc.cluster.local:7946\n",
      "tempo/tempo.yaml":
        "metrics_generator: {}\nmemberlist:\n  cluster_label: tempo\n  join_members:\n    - tempo-gossip-ring.tempo.svc.cluster.local:7946\n",
    },
    clean: {
      "loki/loki.yaml":
        "schema_config: {}\nmemberlist:\n  cluster_label: loki\n  join_members:\n    - loki-memberlist.loki.svc.cluster.local:7946\n",
      "tempo/tempo.yaml":
        "metrics_generator: {}\nmemberlist:\n  cluster_label: tempo\n  join_members:\n    - tempo-gossip-ring.tempo.svc.cluster.local:7946\n",
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "fleet",
  *check(fleet) {
    const hasNeighbours = systemCount(fleet) > 1;
    for (const agent of memberlistAgents(fleet)) {
      if (agent.isClosed && lacksLabel(agent)) yield* reportsOf(agent, hasNeighbours, fleet);
    }
  },
};

function* reportsOf(agent: Agent, hasNeighbours: boolean, fleet: Fleet): Iterable<Report> {
  const list = agent.settings.history("join_members").at(-1);
  if (list === undefined) return;
  yield {
    at: agent.joins[0]?.at ?? list.at,
    severity: hasNeighbours ? "warning" : "information",
    message: `${systemName(agent)} gossips without a \`cluster_label\`; any other memberlist pool that reaches one of its addresses merges with it.`,
    ...fixOf(agent, list.entry, fleet),
  };
}

/** Not safe: members with and without a label refuse each other until verification is switched off for the change. */
function fixOf(agent: Agent, { path, span }: Report["at"], fleet: Fleet): Pick<Report, "fix"> {
  const before = fleet.textAt({ path, span: { start: Math.max(0, span.start - 80), end: span.start } });
  const indent = /(?:^|\n)([ \t]*)$/.exec(before)?.[1];
  if (indent === undefined) return {};
  const label = [agent.system, agent.site].filter((part) => part !== "").join("-");
  const edits = [
    { path, span: { start: span.start, end: span.start }, text: `cluster_label: ${label}\n${indent}` },
  ];
  return { fix: { title: `Set cluster_label "${label}"`, edits, isSafe: false } };
}
