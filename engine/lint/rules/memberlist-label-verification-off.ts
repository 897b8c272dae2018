/** GM1003: a label that is sent and never checked. */
import { known } from "../model/located.ts";
import type { Rule } from "../rule.ts";

export const memberlistLabelVerificationOff: Rule = {
  code: "GM1003",
  id: "memberlist-label-verification-off",
  summary: "The cluster label of inbound gossip is not verified",
  severity: "warning",
  whyItIsARisk:
    "Members then take packets under any label or none. The switch exists for the hours in which a label is rolled out; left on, the label separates nothing.",
  examples: {
    flagged: {
      "mimir.yaml":
        "memberlist:\n  cluster_label: mimir\n  cluster_label_verification_disabled: true\n  join_members:\n    - mimir-gossip-ring.mimir.svc.cluster.local:7946\n",
    },
    clean: {
      "mimir.yaml":
        "memberlist:\n  cluster_label: mimir\n  join_members:\n    - mimir-gossip-ring.mimir.svc.cluster.local:7946\n",
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "file",
  *check({ product, isDev, settings }) {
    if (product !== "memberlist" || isDev) return;
    const setting = settings.scalar("cluster_label_verification_disabled");
    if (setting === undefined || String(known(setting)) !== "true") return;
    yield {
      at: setting.at,
      message: `\`${setting.written}\` lets members of other pools in, whatever their label; it is meant only for the time in which a label is rolled out.`,
      fix: {
        title: "Verify labels again",
        edits: [{ path: setting.at.path, span: setting.at.span, text: "false" }],
        // Safe only once every member sends the label, which no file shows.
        isSafe: false,
      },
    };
  },
};
