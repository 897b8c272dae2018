/** GM702: an agent that goes back to where it came from. */
import { removeEntry } from "../edits.ts";
import type { Agent } from "../model/agent.ts";
import { known } from "../model/located.ts";
import type { Rule } from "../rule.ts";

export const rejoinAfterLeave: Rule = {
  code: "GM702",
  id: "rejoin-after-leave",
  summary: "The agent goes back to its previous cluster even after a leave",
  severity: "information",
  whyItIsARisk:
    "A machine that left, was re-imaged or moved keeps the old members in its snapshot and contacts them first. That bridges the old cluster and the new one.",
  examples: {
    flagged: {
      "agent.json":
        '{\n  "datacenter": "dc1",\n  "rejoin_after_leave": true,\n  "retry_join": ["10.1.0.10"]\n}\n',
    },
    clean: { "agent.json": '{\n  "datacenter": "dc1",\n  "retry_join": ["10.1.0.10"]\n}\n' },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "file",
  *check(agent, texts) {
    const key = agent.product === "nomad" ? "server.rejoin_after_leave" : "rejoin_after_leave";
    const setting = agent.settings.scalar(key);
    if (setting === undefined || agent.isDev || String(known(setting)) !== "true") return;
    yield {
      at: setting.at,
      severity: isMovedOften(agent) ? "warning" : "information",
      message: `\`${setting.written}\` makes this agent return to members from its old snapshot; wipe ${stateText(agent)} when moving it to another cluster.`,
      fix: { title: `Remove ${setting.written}`, edits: [removeEntry(setting, texts)], isSafe: false },
    };
  },
};

/** Images and autoscaling groups: the same configuration starts on machines with a past. */
function isMovedOften({ cluster, joins }: Agent): boolean {
  return cluster.kind === "implicit" || joins.some(({ target }) => target.kind === "autoJoin");
}

function stateText({ product, settings }: Agent): string {
  if (product === "serf") return String(known(settings.scalar("snapshot_path")) ?? "its snapshot");
  const directory = known(settings.scalar("data_dir"));
  return directory === undefined ? "its state directory" : `${String(directory)}/serf`;
}
