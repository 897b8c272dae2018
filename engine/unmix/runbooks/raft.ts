/**
 * Kind R: two sites of Consul servers with one datacenter name, Raft and all. First gossip is cut and Raft mended on
 * the site that has the leader; only then is the RPC port cut. The other site recovers by itself.
 * Source: the measured runbook, section 4; scenarios R1 to R3.
 */
import type { SideKey } from "../../firewall/sides.ts";
import { otherSide, unaddressable } from "../case.ts";
import { foreign, isHeard } from "../checks.ts";
import { isSaid } from "../journal.ts";
import {
  agreedLeader,
  foreignPeers,
  isLeaderless,
  ownPeersOnly,
  quorumObstacle,
  raftSince,
  serversOf,
} from "../raftChecks.ts";
import {
  actionKey,
  saidCheck,
  type Action,
  type Check,
  type Context,
  type Relapse,
  type Runbook,
  type Step,
} from "../step.ts";
import {
  cause,
  cutRelapse,
  evidence,
  freeze,
  freshOf,
  isolate,
  isolationCheck,
  lanes,
  leavingRelapse,
  lift,
  unreadRaft,
  waitFailed,
  watch,
} from "./common.ts";
import { leaveStep, readSinceMs, stragglerRelapse } from "./leave.ts";
import { written } from "./written.ts";

const snapshots: Step = {
  ...evidence,
  doneWhen:
    "the list of every agent and Raft of every server were read, and a snapshot of each site is on disk, with its index noted.",
  actions: () => [{ kind: "saveSnapshots" }],
  check: (context) => {
    const read = evidence.check(context);
    const isSaved = isSaid(context.journal, "evidence");
    const raft = unreadRaft(context, context.journal.case.openedAtMs - freshOf(context));
    const missing = [
      ...new Set([
        ...read.missing,
        ...raft,
        ...(isSaved ? [] : ["Say that a snapshot of each site is on disk."]),
      ]),
    ];
    return { ...read, isDone: missing.length === 0, missing };
  },
  record: ({ seen }) => ({
    raftIds: Object.fromEntries(
      seen.raft.flatMap(({ peers }) =>
        peers.flatMap(({ id, raftId }) => (id === undefined ? [] : [[String(id), raftId]])),
      ),
    ),
  }),
};

const QUORUM_LOST: Check = {
  isDone: false,
  progress: "the quorum is lost on both sides",
  missing: [
    "No server names a leader: open the RPC port between the sites again, or take the whole cut back, and wait for a leader. Where that is not possible, both sites need peers.json.",
  ],
};

const survivor: Step = {
  id: "survivor",
  title: "Who goes on",
  why: "The site of the leader keeps Raft as it is; the other one is recovered from its own snapshot afterwards.",
  who: "Nobody: it follows from who leads.",
  doneWhen: "all servers that were read agree on one leader.",
  otherwise:
    "Nobody leads: if port 8300 was cut, open it first and wait for a leader. If that is not possible, both sites need peers.json.",
  goBack: "Nothing was changed.",
  check: (context) => {
    const leader = agreedLeader(context, context.journal.stepSinceMs);
    const isRead = serversOf(context).every(({ id }) =>
      raftSince(context, context.journal.stepSinceMs).has(id),
    );
    if (isRead && isLeaderless(context, context.journal.stepSinceMs)) return QUORUM_LOST;
    return leader === undefined || leader.side === "apart" || !isRead
      ? {
          isDone: false,
          progress: "no leader is agreed on",
          missing: ["Read Raft on every server; all must name one leader."],
        }
      : { isDone: true, progress: `${context.journal.case.names[leader.side]} has the leader`, missing: [] };
  },
  record: (context) => {
    const side = agreedLeader(context, context.journal.stepSinceMs)?.side;
    return side === undefined || side === "apart" ? {} : { survivor: side };
  },
};

const leaveServers: Step = {
  id: "leaveServers",
  title: "Force out the foreign servers",
  why: "Autopilot removes a minority by itself and refuses the rest; one at a time keeps the quorum.",
  who: "On ONE agent of the site that goes on, one server at a time; read Raft after each.",
  doneWhen: "Raft of every server of that site names own peers only, and a leader.",
  otherwise: "Where an own server is down, bring it back before the next one is taken out.",
  goBack: "Nothing is needed on the site that goes on.",
  actions: (context) => {
    const side = context.journal.survivor;
    return side === undefined ? [] : nextServer(context, side);
  },
  check: (context) => ownPeersOnly(context, context.journal.survivor ?? "a", context.journal.stepSinceMs),
};

/** The first foreign peer that is failed in gossip and may leave without costing the quorum. */
function nextServer(context: Context, side: "a" | "b"): Action[] {
  const key = actionKey({ kind: "forceLeave", on: side, members: [], prune: false });
  const sinceMs = readSinceMs(context, key);
  if (foreign(context, sinceMs, isHeard, side).length > 0) return [];
  const leader = agreedLeader(context, sinceMs);
  const reading = leader === undefined ? undefined : raftSince(context, sinceMs).get(leader.id);
  const failed = new Set(
    foreign(context, sinceMs, (state) => state === "failed", side).map(({ member }) => member.id),
  );
  const next = (reading === undefined ? [] : foreignPeers(context, reading, side)).find(
    ({ id }) =>
      id !== undefined &&
      failed.has(id) &&
      !unaddressable(context.journal.case).has(id) &&
      quorumObstacle(context, side, id, sinceMs) === undefined,
  )?.id;
  return next === undefined ? [] : [{ kind: "forceLeave", on: side, members: [next], prune: false }];
}

const leaveClients = leaveStep({
  id: "leaveClients",
  title: "Force out the rest",
  on: ({ journal: { survivor: side } }) => (side === undefined ? [] : [side]),
  shownOn: ({ journal: { survivor: side } }) => side,
  isLast: false,
});

const CUT_ALL: Action = { kind: "cut", ports: "gossipAndRpc" };

const cutRpc: Step = {
  id: "cutRpc",
  title: "Cut the RPC port too",
  why: "Over the open RPC port the two would form one Raft again.",
  who: "Root on every host of both sides: the same file goes to each.",
  doneWhen:
    "`sh rules.sh verify` was read on every host; the site that goes on has its leader, the other one has none, as expected.",
  otherwise: "If the site that goes on loses its leader, take this cut back at once; the gossip cut stays.",
  goBack: "Apply the set of the step Isolate again: it has the same name and replaces this one.",
  actions: (context) =>
    ownPeersOnly(context, context.journal.survivor ?? "a", freshSince(context)).isDone ? [CUT_ALL] : [],
  check: (context) => {
    const { journal } = context;
    const rules = isolationCheck(journal, actionKey(CUT_ALL), "cutRpc");
    const raft = ownPeersOnly(context, journal.survivor ?? "a", journal.stepSinceMs);
    return { ...rules, isDone: rules.isDone && raft.isDone, missing: [...rules.missing, ...raft.missing] };
  },
};

const recover: Step = {
  id: "recover",
  title: "Recover the other site",
  why: "Its servers still have the other site's voters in their configuration and can't elect anybody.",
  who: "On the other site: stop all its servers, put the same peers.json into raft/ of each, start them.",
  doneWhen:
    "Raft of every server of that site names own peers only, and a leader. Their logs say `deleted peers.json file after successful recovery`.",
  otherwise: "Look for `found peers.json file` in the log: without it the file stands in the wrong folder.",
  goBack: "Only the saved snapshot of that site.",
  window: () => ({ fromMs: 20_000, toMs: 30_000 }),
  actions: (context) => {
    const side = context.journal.survivor;
    // With the RPC port still open, a recovered site could vote with the other one.
    return side === undefined || !ownPeersOnly(context, side, freshSince(context)).isDone
      ? []
      : [{ kind: "recoverPeers", on: otherSide(side) }];
  },
  check: (context) =>
    ownPeersOnly(context, otherSide(context.journal.survivor ?? "a"), context.journal.stepSinceMs),
};

const restore: Step = {
  id: "restore",
  title: "Restore its state",
  why: "If any of its servers took entries of the other site in, the logs are spliced without an error: indexes may match by accident.",
  who: "On the other site: compare a few keys with `consul kv get -stale` on each server, then restore its own snapshot.",
  doneWhen: "the keys are equal on all servers of that site and as they were before.",
  otherwise: "Restore again, from the snapshot of its own server.",
  goBack: "Only the saved snapshot.",
  actions: ({ journal: { survivor: side } }) =>
    side === undefined ? [] : [{ kind: "restoreSnapshot", on: otherSide(side) }],
  check: ({ journal }) =>
    saidCheck(isSaid(journal, "restore"), "Say that the state of the other site is its own again."),
};

const leaveOther: Step = leaveStep({
  id: "leaveOther",
  title: "Force-leave on the other site",
  on: ({ journal: { survivor: side } }) => (side === undefined ? [] : [otherSide(side)]),
  isLast: true,
});

const bothRafts: Step = {
  id: "raftPeers",
  title: "Raft peers of both",
  why: "Else a lifted rule re-forms one Raft over the RPC port although gossip stays apart.",
  who: "You: read Raft on every server of both sides.",
  doneWhen: "Raft of every server of each side names own peers only, and a leader.",
  otherwise: "Go back to the step that names the server.",
  goBack: "Nothing was changed.",
  check: (context) => {
    const [a, b] = (["a", "b"] as const).map((side) =>
      ownPeersOnly(context, side, context.journal.stepSinceMs),
    );
    return {
      isDone: a?.isDone === true && b?.isDone === true,
      progress: [a?.progress, b?.progress].join("; "),
      missing: [...(a?.missing ?? []), ...(b?.missing ?? [])],
    };
  },
};

/** Servers of one datacenter name meet over the WAN port too, without anybody's join. Seen in scenario R1. */
const forgetWan: Step = {
  ...written("rollingRestart", {
    title: "Clean the WAN lists",
    why: "Servers that met in the LAN pool joined each other's WAN pool by themselves. There the other site is failed by now, or not even that, and one WAN pool again a minute after the rules are gone.",
    who: "On every server, one after the other, with the cut in place: stop, delete serf/remote.snapshot, start, wait for a leader and all healthy peers. From Consul 1.12 on `consul force-leave -wan` does it.",
    doneWhen:
      "`consul members -wan` of every server shows no server of the other site but left ones; or the rules stay for good.",
    otherwise:
      "One server that was forgotten keeps the names; do it again there. Never two of a site at a time.",
    goBack: "Nothing is needed: the file is written anew.",
  }),
  actions: () => [{ kind: "forgetWan" }],
};

/** The other site, between the cut of its RPC port and its recovery. */
function stoppedSide({ journal: { survivor: side, verified } }: Context): SideKey | undefined {
  return side !== undefined && verified.cutRpc !== undefined && verified.recover === undefined
    ? otherSide(side)
    : undefined;
}

function freshSince({ journal, nowMs }: Context): number {
  return Math.max(journal.stepSinceMs, nowMs - freshOf({ journal }));
}

/** A quorum that is lost, or a Raft that holds foreign peers after it was mended. */
function raftRelapse(context: Context): Relapse | undefined {
  const { survivor: side, verified } = context.journal;
  if (side === undefined) return undefined;
  const sinceMs = Math.max(verified.survivor ?? 0, context.nowMs - freshOf(context));
  const own = serversOf(context, side).filter(({ id }) => raftSince(context, sinceMs).has(id));
  const leaderless = own.filter(({ id }) =>
    raftSince(context, sinceMs)
      .get(id)
      ?.peers.every(({ leader }) => !leader),
  );
  if (own.length > 0 && leaderless.length === own.length)
    return {
      backTo: undefined,
      reason:
        "Nobody leads on the site that goes on: open the RPC port again, wait for a leader, and change nothing until then.",
    };
  const mended = verified.leaveServers;
  const again =
    mended === undefined
      ? []
      : [...raftSince(context, mended)].filter(([id, reading]) => {
          const at = context.journal.case.members[id];
          return at?.side === side && foreignPeers(context, reading, side).length > 0;
        });
  return again.length === 0
    ? undefined
    : { backTo: "leaveServers", reason: "Raft of the site that goes on holds foreign servers again." };
}

export const raft: Runbook = {
  kind: "R",
  steps: [
    freeze,
    snapshots,
    lanes,
    survivor,
    isolate,
    waitFailed,
    leaveServers,
    leaveClients,
    cutRpc,
    recover,
    restore,
    leaveOther,
    bothRafts,
    cause,
    forgetWan,
    lift,
    watch,
  ],
  relapse: (context) =>
    raftRelapse(context) ??
    cutRelapse(context, stoppedSide(context)) ??
    leavingRelapse(context) ??
    stragglerRelapse(context, "leaveOther"),
};
