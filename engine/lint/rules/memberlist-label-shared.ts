/** GM1002: one label for two systems, which keeps them as little apart as none. */
import { areTwoSystems, clusterLabel, memberlistAgents, systemName } from "../model/memberlistSystem.ts";
import type { Rule } from "../rule.ts";

export const memberlistLabelShared: Rule = {
  code: "GM1002",
  id: "memberlist-label-shared",
  summary: "Two systems gossip under one `cluster_label`",
  severity: "error",
  whyItIsARisk:
    "The label is all that members compare. Loki and Tempo under one label become one pool as soon as one of them reaches an address of the other, and their rings, which have the same names, fill with each other's instances.",
  examples: {
    flagged: {
      "loki/loki.yaml":
        "schema_config: {}\nmemberlist:\n  cluster_label: observability\n  join_members:\n    - loki-memberlist.loki.svc.cluster.local:7946\n",
      "tempo/tempo.yaml":
        "metrics_generator: {}\nmemberlist:\n  cluster_label: observability\n  join_members:\n    - tempo-gossip-ring.tempo.svc.cluster.local:7946\n",
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
    const agents = memberlistAgents(fleet);
    for (const agent of agents) {
      const label = clusterLabel(agent);
      if (label === undefined) continue;
      for (const other of agents) {
        const same = clusterLabel(other);
        if (same?.value !== label.value || !areTwoSystems(agent, other)) continue;
        yield {
          at: label.at,
          message: `Label "${label.value}" is also that of ${systemName(other)} (${fleet.describe(same.at)}); give ${systemName(agent)} one of its own.`,
          related: [{ at: same.at, message: `the label of ${systemName(other)}` }],
        };
        break;
      }
    }
  },
};
