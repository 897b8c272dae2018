/**
 * The exact commands of an action: files to save, lines to type, where, and what could not be known from here. Nothing is
 * run; tokens come from the environment of whoever runs them.
 */
import { unreachable } from "../base/assert.ts";
import { fail, ok, type Result } from "../base/result.ts";
import { agentCommands } from "./agentCommands.ts";
import { leaveCommands } from "./leaveCommands.ts";
import { recoverCommands } from "./recoverCommands.ts";
import { cutsRpc, ruleSetOf, type CutPorts } from "./ruleSet.ts";
import { offeredAt, type Journal } from "./journal.ts";
import type { Action, ActionCommands, Context } from "./step.ts";

/** The reason why there are none is a sentence with its advice. */
export function commandsOf(context: Context, action: Action): Result<ActionCommands, string> {
  const { journal } = context;
  switch (action.kind) {
    case "cut":
      return cutCommands(journal, action.ports);
    case "lift":
    case "rollBack":
      return undoCommands(journal, action.kind);
    case "forceLeave":
      return ok(leaveCommands(context, action));
    case "recoverPeers":
      return ok(recoverCommands(journal, action.on));
    case "rejoin":
    case "saveSnapshots":
    case "restoreSnapshot":
    case "stopAll":
    case "clean":
    case "startServers":
    case "startClients":
    case "forgetWan":
      return ok(agentCommands(journal, action));
    default:
      return unreachable(action);
  }
}

function cutCommands(journal: Journal, ports: CutPorts): Result<ActionCommands, string> {
  const set = ruleSetOf(journal.case, ports);
  if (!set.ok) return set;
  const { dialect, policy, files } = set.value;
  const isHost = dialect.group === "Host";
  const hasRpc = cutsRpc(journal.case, ports);
  const portsText = hasRpc ? "with the servers' RPC port" : "gossip ports only";
  return ok({
    title: `Cut ${policy.a.name} from ${policy.b.name}: ${hasRpc ? "gossip and RPC" : "gossip"}`,
    where: isHost
      ? "Root on every host of both sides: the same file goes to each, and finds its side by itself."
      : "Where the header of the file says, for both sides.",
    files,
    lines: isHost
      ? ["sh rules.sh check", "sh rules.sh apply", "sh rules.sh confirm", "sh rules.sh verify"]
      : [],
    notes: [
      `Set ${policy.id}, revision ${policy.revision}: ${policy.statements.length} rules, ${portsText}.`,
      ...(dialect.isMeasured
        ? []
        : [`${dialect.title} was not tried on real clusters: verify the isolation.`]),
      ...(isHost
        ? ["A verification counts only after `confirm`: until then a timer may undo the rules."]
        : []),
      ...policy.warnings,
    ],
  });
}

/** The same for the end and for harm: the set has one name whatever ports it closes. */
function undoCommands(journal: Journal, kind: "lift" | "rollBack"): Result<ActionCommands, string> {
  const isAll = offeredAt(journal, "cut gossipAndRpc") !== undefined;
  const set = ruleSetOf(journal.case, isAll ? "gossipAndRpc" : "gossip");
  if (!set.ok)
    return fail(
      `The undo could not be written anew: ${set.error} Use the undo.sh that was saved with the rules.`,
    );
  const { dialect, files } = set.value;
  const undo = files.filter(({ name }) => name === "undo.sh");
  const isHost = undo.length > 0;
  return ok({
    title: kind === "lift" ? "Lift the rules" : "Take the rules back, since they do harm",
    where: isHost
      ? "Root on every host of both sides, host by host."
      : "Where the rules were put, for both sides.",
    files: undo,
    lines: isHost ? ["sh undo.sh"] : [],
    notes: isHost ? [] : [`Remove what was added for ${dialect.title}; the header of its file names it.`],
  });
}
