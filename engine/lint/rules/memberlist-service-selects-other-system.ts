/** GM1005: a headless service that answers with the pods of two systems. */
import type { HeadlessService, LabelledPods } from "../model/gossipService.ts";
import { selects } from "../model/gossipService.ts";
import { capitalised } from "../model/memberlistSystem.ts";
import type { Rule } from "../rule.ts";

export const memberlistServiceSelectsOtherSystem: Rule = {
  code: "GM1005",
  id: "memberlist-service-selects-other-system",
  summary: "A headless gossip service selects the pods of two systems",
  severity: "error",
  whyItIsARisk:
    "Members find each other by asking for the service's name. A selector such as `part-of: memberlist` fits the pods of every chart that uses the label, so the answer holds members of both systems, and both pools become one at the next start.",
  examples: {
    flagged: {
      "gossip.yaml":
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: gossip-ring\nspec:\n  clusterIP: None\n  selector:\n    app.kubernetes.io/part-of: memberlist\n  ports:\n    - port: 7946\n",
      "loki.yaml":
        "apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: loki\nspec:\n  template:\n    metadata:\n      labels:\n        app: loki\n        app.kubernetes.io/part-of: memberlist\n    spec:\n      containers:\n        - name: loki\n          image: grafana/loki:3.0.0\n",
      "tempo.yaml":
        "apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: tempo\nspec:\n  template:\n    metadata:\n      labels:\n        app: tempo\n        app.kubernetes.io/part-of: memberlist\n    spec:\n      containers:\n        - name: tempo\n          image: grafana/tempo:2.4.0\n",
    },
    clean: {
      "gossip.yaml":
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: loki-gossip-ring\nspec:\n  clusterIP: None\n  selector:\n    app: loki\n    app.kubernetes.io/part-of: memberlist\n  ports:\n    - port: 7946\n",
      "loki.yaml":
        "apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: loki\nspec:\n  template:\n    metadata:\n      labels:\n        app: loki\n        app.kubernetes.io/part-of: memberlist\n    spec:\n      containers:\n        - name: loki\n          image: grafana/loki:3.0.0\n",
      "tempo.yaml":
        "apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: tempo\nspec:\n  template:\n    metadata:\n      labels:\n        app: tempo\n        app.kubernetes.io/part-of: memberlist\n    spec:\n      containers:\n        - name: tempo\n          image: grafana/tempo:2.4.0\n",
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "fleet",
  *check({ headlessServices, labelledPods }) {
    for (const service of headlessServices) {
      const found = firstOfEachSystem(service, labelledPods);
      if (found.length < 2) continue;
      const names = found.map(({ system }) => capitalised(system)).join(" and ");
      yield {
        at: service.at,
        message: `The selector of "${service.name}" fits pods of ${names}; who joins by this name joins them all.`,
        related: found.map(({ at, system }) => ({ at, message: `pods of ${capitalised(system)}` })),
      };
    }
  },
};

function firstOfEachSystem(service: HeadlessService, all: readonly LabelledPods[]): readonly LabelledPods[] {
  const found = new Map<string, LabelledPods>();
  for (const pods of all) {
    if (!found.has(pods.system) && selects(service, pods)) found.set(pods.system, pods);
  }
  return [...found.values()];
}
