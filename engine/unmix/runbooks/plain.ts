/**
 * Kind P: two plain pools that became one. Cut, wait, force out, wait, lift.
 * Source: the measured runbook, section 3; scenarios P1 to P9.
 */
import type { PoolKind } from "../../view/view.ts";
import { isMerged, serversOf } from "../raftChecks.ts";
import type { Context, Runbook, Step } from "../step.ts";
import {
  cause,
  cutRelapse,
  evidence,
  freeze,
  isolate,
  lanes,
  leavingRelapse,
  lift,
  unreadRaft,
  waitFailed,
  watch,
} from "./common.ts";
import { leaveStep, pruneActions, stragglerRelapse } from "./leave.ts";

const forceLeave: Step = leaveStep({
  id: "forceLeave",
  title: "Force-leave",
  on: () => ["a", "b"],
  isLast: true,
});

export const raftPeers: Step = {
  id: "raftPeers",
  title: "Raft peers",
  why: "If Raft of one side holds a server of the other, lifting the rules re-forms one Raft over the RPC port although gossip stays apart.",
  who: "You: `consul operator raft list-peers -stale` on every server of both sides.",
  doneWhen: "no server's configuration names a server of the other side.",
  otherwise: "This is kind R: open a runbook of kind R. Cut nothing more.",
  goBack: "Nothing was changed.",
  check: (context) => {
    if (!hasRaft(context.journal.case.poolKind) || serversOf(context).length === 0)
      return { isDone: true, progress: "there is no Raft here", missing: [] };
    const unread = unreadRaft(context, context.journal.stepSinceMs);
    const merged = isMerged(context, context.journal.stepSinceMs);
    return {
      isDone: unread.length === 0 && !merged,
      progress: merged ? "Raft is merged" : unread.length === 0 ? "own peers only" : "not read yet",
      missing: [...unread, ...(merged ? ["Raft holds servers of both sides."] : [])],
    };
  },
};

/** What all agents show as left may also be forgotten, for tidiness, one name after the other. */
const liftTidily: Step = {
  ...lift,
  actions: (context) => [...(lift.actions?.(context) ?? []), ...pruneActions(context)],
};

function hasRaft(kind: PoolKind): boolean {
  return kind === "consul";
}

export const plain: Runbook = {
  kind: "P",
  steps: [freeze, evidence, lanes, isolate, waitFailed, forceLeave, raftPeers, cause, liftTidily, watch],
  relapse: (context: Context) =>
    cutRelapse(context) ?? leavingRelapse(context) ?? stragglerRelapse(context, "forceLeave"),
};
