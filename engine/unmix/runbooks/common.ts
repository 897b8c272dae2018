/** Steps that several kinds of mix share. Source: the measured runbook, sections 2, 3, 8 and 9. */
import type { SideKey } from "../../firewall/sides.ts";
import { hasSharedRaft } from "../case.ts";
import {
  agentsToRead,
  everyAgentShows,
  foreign,
  isHeard,
  isOut,
  own,
  named,
  readingsSince,
  sightingText,
  unreadText,
} from "../checks.ts";
import { isSaid, offeredAt, type Journal } from "../journal.ts";
import { STILL_HEARD } from "../brokenCuts.ts";
import { isMerged, raftSince, serversOf } from "../raftChecks.ts";
import {
  actionKey,
  saidCheck,
  type Action,
  type Check,
  type Context,
  type Relapse,
  type Step,
} from "../step.ts";
import {
  durationText,
  failureLimitMs,
  failureWindow,
  freshMs,
  HOLD_MS,
  settleMs,
  WATCH_MS,
} from "../windows.ts";

export const freeze: Step = {
  id: "freeze",
  title: "Freeze",
  why: "A retry loop, a deployment or a snapshot file that names the other side re-mixes the pools within a second of lifting the rules.",
  who: "Whoever deploys the agents of both sides.",
  doneWhen:
    "no retry_join, retry_join_wan, start_join, -join, auto-join tag or DNS name of either side names the other (lint the configuration), and nothing deploys agents until the end.",
  otherwise: "Go on only when the entry is gone everywhere; a loop that has not yet succeeded keeps running.",
  goBack: "Nothing was changed.",
  check: ({ journal }) =>
    saidCheck(
      isSaid(journal, "freeze"),
      "Say that no configuration of either side names the other one any more.",
    ),
};

/** Reads everybody, and Raft where it could be merged. */
export const evidence: Step = {
  id: "evidence",
  title: "Evidence",
  why: "Views differ for up to a minute and each end decides a join for itself, so one list is not enough to tell the kind.",
  who: "You: read the list of every agent of both sides, and Raft on every server.",
  doneWhen:
    "the list of every agent was read, or the agent is known to be stopped; where both sides have servers of one datacenter name, Raft of every server too.",
  otherwise:
    "Stop what can't be read, or find a way to read it: a stopped agent re-mixes when it starts with its old snapshot.",
  goBack: "Nothing was changed.",
  check: (context) => {
    const since = context.journal.case.openedAtMs - freshOf(context);
    const agents = agentsToRead(context.journal);
    const unread = agents.filter(({ id }) => !readingsSince(context, since).has(id));
    const raft = unreadRaft(context, since);
    return {
      isDone: unread.length === 0 && raft.length === 0,
      progress: `${agents.length - unread.length} of ${agents.length} agents were read`,
      missing: [...unreadText(unread), ...raft],
    };
  },
};

/** How old a reading may be, for a pool of that size. */
export function freshOf({ journal }: Pick<Context, "journal">): number {
  return freshMs(journal.case.members.length);
}

/** What is not known of Raft, where it matters. */
export function unreadRaft(context: Context, sinceMs: number): string[] {
  if (!hasSharedRaft(context.journal.case)) return [];
  const read = raftSince(context, sinceMs);
  const unread = serversOf(context).filter(({ id }) => !read.has(id));
  if (unread.length === 0) return [];
  return [`Raft was not read on ${named(unread)}: run \`consul operator raft list-peers -stale\` there.`];
}

export const lanes: Step = {
  id: "lanes",
  title: "Assign lanes",
  why: "One forgotten member keeps the pools connected.",
  who: "You: every member has a side, by a fact and not by a guess.",
  doneWhen: "no list names a member that is on neither side.",
  otherwise: "Open a runbook with the newcomers on a side; the rules have to know them.",
  goBack: "Nothing was changed.",
  check: ({ seen }) => ({
    isDone: seen.newcomers.length === 0,
    progress: seen.newcomers.length === 0 ? "every member has a side" : `${seen.newcomers.length} have none`,
    missing: seen.newcomers.slice(0, 10).map((name) => `${JSON.stringify(name)} is on no side.`),
  }),
};

const CUT_GOSSIP: Action = { kind: "cut", ports: "gossip" };

export const isolate: Step = {
  id: "isolate",
  title: "Isolate",
  why: "While packets pass, whoever is forced out comes back at once. The rules drop on receipt, on both sides: older agents whose own sends are refused never suspect anybody.",
  who: "Root on every host of both sides: the same file goes to each, and finds its side by itself.",
  doneWhen:
    "`sh rules.sh verify` passed on every host after the rules were confirmed, which a person says, and no verification from the members' own vantage points found a pair open. Pings alone can't show it: they are UDP, and need both ways.",
  otherwise:
    "The verification names the pairs that are open. Causes: a forgotten host, a rule behind an accept, UDP or TCP only, IPv6, NAT, one side only.",
  goBack:
    "Run `sh undo.sh` on every host: nothing was force-left, so the pools heal to the mixed state within 31 s.",
  actions: () => [CUT_GOSSIP],
  check: ({ journal }) => isolationCheck(journal, actionKey(CUT_GOSSIP), "isolate"),
};

const SAY_VERIFIED =
  "Say that `sh rules.sh verify` passed on every host: pings show neither TCP nor a cut of one side.";

/**
 * A ping is UDP and needs both ways: blocked pairs disprove nothing of a cut of UDP only, or of one side. So pings can
 * show that a cut does not hold, and only the check of every host, by a person's word, that it does.
 */
export function isolationCheck(journal: Journal, cut: string, step: "isolate" | "cutRpc"): Check {
  const rulesAtMs = offeredAt(journal, cut);
  const { isolation } = journal;
  const rows = isolation !== undefined && isolation.atMs > journal.stepSinceMs ? isolation.rows : [];
  const count = (verdict: string): number => rows.filter((row) => row.verdict === verdict).length;
  const isSaidSo = isSaid(journal, step) && count("open") === 0;
  const isDone = rulesAtMs !== undefined && isSaidSo;
  const isVoid = rows.length > 0 && isolation?.isConfirmed !== true;
  return {
    isDone,
    progress:
      rows.length === 0
        ? isSaidSo
          ? "read on every host, by a person's word"
          : "not verified yet"
        : `${count("blocked")} of ${rows.length} pairs are blocked, ${count("open")} open, ${count("unknown")} unknown${isVoid ? " (void: a rollback timer may have run)" : ""}`,
    missing: isDone
      ? []
      : [
          ...(rulesAtMs === undefined ? ["The rules were not written yet."] : []),
          ...(rows.length === 0 || isVoid ? ["Verify the isolation, after `confirm` on every host."] : []),
          ...(rulesAtMs === undefined || isSaidSo ? [] : [SAY_VERIFIED]),
          ...rows
            .filter(({ verdict }) => verdict === "open")
            .slice(0, 10)
            .map(({ helper, target }) => `Open: ${nameOf(journal, helper)} and ${nameOf(journal, target)}.`),
        ],
  };
}

function nameOf({ case: { members } }: Journal, id: number): string {
  const member = members[id];
  return member === undefined ? "?" : named([member]);
}

export const waitFailed: Step = {
  id: "waitFailed",
  title: "Wait until failed",
  why: "A force-leave before everybody has failed the name, and in the seconds after, is partly spent on the dead and leaves stragglers.",
  who: "Nobody: wait, and read all agents.",
  doneWhen:
    "every agent of both sides shows every foreign member failed (or does not list it) and every own member alive, and has done so for the time that gossip to the dead takes.",
  otherwise:
    "A foreign member that stays alive is a hole in the cut. An own member that fails means that the cut is too wide: undo at once.",
  goBack: "Run `sh undo.sh` on every host: the pools heal to the mixed state within 31 s.",
  window: ({ case: { members, plane } }) => {
    const { fromMs, toMs } = failureWindow(members.length, plane);
    return { fromMs: fromMs + settleMs(plane), toMs: toMs + settleMs(plane) };
  },
  check: (context) => {
    const { journal, nowMs } = context;
    const shown = allFailed(context);
    if (!shown.isDone || journal.failedSinceMs === undefined)
      return { isDone: false, progress: shown.progress, missing: [...shown.missing, ...lateText(context)] };
    const untilMs = journal.failedSinceMs + settleMs(journal.case.plane);
    return {
      isDone: nowMs >= untilMs,
      progress: shown.progress,
      missing:
        nowMs >= untilMs
          ? []
          : [`Wait ${durationText(untilMs - nowMs)} more: gossip is partly spent on the dead.`],
      untilMs,
    };
  },
};

/** Late is not yet never: what may be behind it, between the usual window and the limit. */
function lateText({ journal, nowMs }: Context): string[] {
  const { members, plane } = journal.case;
  const { toMs } = failureWindow(members.length, plane);
  if (nowMs < journal.stepSinceMs + toMs) return [];
  const limit = durationText(failureLimitMs(members.length, plane));
  return [
    `This takes longer than the ${durationText(toMs)} that agents in good health need. The cut has a hole, or agents are overloaded and probe more slowly, for up to ${limit}: verify the cut again.`,
  ];
}

/** Read after the step began, so that a list from before the cut proves nothing. */
export function allFailed(context: Context): Check {
  return everyAgentShows(context, context.journal.stepSinceMs, "failed", (state) => !isHeard(state));
}

export const cause: Step = {
  id: "cause",
  title: "Fix the cause",
  why: "What let the pools mix once does it again.",
  who: "Whoever owns the configuration of each side.",
  doneWhen:
    "the lint findings that explain the mix are gone: different gossip keys, distinct datacenter names, allow-listed ranges on both sides.",
  otherwise: "Keep the rules as the permanent lane instead of lifting them.",
  goBack: "Nothing to undo.",
  check: ({ journal }) =>
    saidCheck(isSaid(journal, "cause"), "Say that the cause is mended, or that the rules stay until it is."),
};

const SAY_LIFTED = "Say that undo was run on every host, or that the rules stay.";

export const lift: Step = {
  id: "lift",
  title: "Lift the rules",
  why: "A reconnect in flight retries its SYN for 10 s and wins over a force-leave; so nothing is lifted before 20 s of quiet.",
  who: "Root, host by host. Or keep the rules as the permanent lane, which is the safer end.",
  doneWhen: "undo was run on every host, or somebody decided that the rules stay.",
  otherwise: "If a foreign member is seen again, the case is open again from the cut on.",
  goBack: "Apply the rules again.",
  actions: (context) => (liftObstacle(context) === undefined ? [{ kind: "lift" }] : []),
  check: (context) => {
    const { journal } = context;
    const isKept = isSaid(journal, "lift", "kept");
    const isLifted = isSaid(journal, "lift") && journal.liftedAtMs !== undefined;
    const obstacle = liftObstacle(context);
    return {
      isDone: isKept || isLifted,
      progress: isKept
        ? "the rules stay"
        : isLifted
          ? "lifted, by a person's word"
          : (obstacle ?? "may be lifted"),
      missing: isKept || isLifted ? [] : [obstacle ?? SAY_LIFTED],
      ...(journal.leftAtMs === undefined ? {} : { untilMs: journal.leftAtMs + HOLD_MS }),
    };
  },
};

/** Why the rules have to stay for now; read anew, since a straggler keeps trying to reconnect. */
function liftObstacle(context: Context): string | undefined {
  const { journal, nowMs } = context;
  if (journal.leftAtMs === undefined) return "Not every agent was seen to show every foreign member left.";
  const untilMs = journal.leftAtMs + HOLD_MS;
  if (nowMs < untilMs) return `Wait ${durationText(untilMs - nowMs)} more: a reconnect may be in flight.`;
  if (journal.presentSinceMs === undefined)
    return "An agent is not there: when it starts again, it tries whom its snapshot names. Bring it back first, or stop it, clean its snapshot and say that it stays down.";
  const startedMs = journal.presentSinceMs + HOLD_MS - nowMs;
  if (startedMs > 0)
    return `Wait ${durationText(startedMs)} more: an agent came back, and tries whom its snapshot names.`;
  const again = everyAgentShows(
    context,
    Math.max(journal.leftAtMs, nowMs - freshOf(context)),
    "left or gone",
    isOut,
  );
  return again.isDone ? undefined : `Read all agents again first. ${again.missing.join(" ")}`;
}

export const watch: Step = {
  id: "watch",
  title: "Watch for returners",
  why: "A stopped agent, a snapshot file or a forgotten retry loop brings the other side back minutes later.",
  who: "Nobody: watch, and read all agents.",
  doneWhen: "two minutes after the rules are gone no agent hears a foreign member.",
  otherwise: "The case opens again and says who re-adds whom.",
  goBack: "Nothing to undo: two pools that forgot each other stay apart.",
  window: () => ({ fromMs: WATCH_MS, toMs: WATCH_MS }),
  check: (context) => {
    const { journal, nowMs } = context;
    const sinceMs = Math.max(journal.liftedAtMs ?? 0, journal.stepSinceMs);
    const untilMs = sinceMs + WATCH_MS;
    if (nowMs < untilMs)
      return { isDone: false, progress: `${durationText(untilMs - nowMs)} to go`, missing: [], untilMs };
    return { ...everyAgentShows(context, untilMs - 1, "left or gone", isOut), untilMs };
  },
};

/** What may not be once the cut is verified. The agents of a side that is stopped on purpose lose each other. */
export function cutRelapse(context: Context, stopped?: SideKey): Relapse | undefined {
  const { journal } = context;
  const { verified } = journal;
  if (verified.isolate === undefined) return undefined;
  const lost = own(context, verified.isolate, (state) => state === "failed").filter(
    ({ member }) => member.state === "alive" && member.side !== stopped,
  );
  if (lost.length > 0)
    return {
      backTo: undefined,
      reason: `The cut is too wide, or an own member is down: ${sightingText(lost).join(" ")} Undo the rules at once, or say that it is down.`,
    };
  const hole = openPair(context) ?? neverFailed(context);
  if (hole !== undefined) return { backTo: "isolate", reason: `The cut has a hole: ${hole}` };
  const sinceMs = journal.liftedAtMs ?? verified.waitFailed;
  if (sinceMs === undefined) return undefined;
  const heard = foreign(context, sinceMs, isHeard);
  if (heard.length > 0)
    return {
      backTo: "isolate",
      reason: `${journal.liftedAtMs === undefined ? "The cut has a hole" : "Somebody is back"}: ${sightingText(heard).join(" ")} ${readders(context)}`,
    };
  return journal.case.kind === "P" && isMerged(context, sinceMs) && hasSharedRaft(journal.case)
    ? {
        backTo: undefined,
        reason:
          "Raft holds servers of both sides: this is kind R. Open a runbook of kind R before anything else.",
      }
    : undefined;
}

/** A later verification found a way through. */
function openPair({ journal }: Context): string | undefined {
  const { isolation, verified, liftedAtMs } = journal;
  if (isolation === undefined || isolation.atMs <= (verified.isolate ?? 0) || liftedAtMs !== undefined)
    return undefined;
  const open = isolation.rows.find(({ verdict }) => verdict === "open");
  return open === undefined
    ? undefined
    : `${nameOf(journal, open.helper)} and ${nameOf(journal, open.target)} reach each other.`;
}

/** Whoever is still heard when no failure can take longer is not cut off. */
function neverFailed(context: Context): string | undefined {
  const { journal, nowMs } = context;
  const { members, plane } = journal.case;
  if (journal.verified.waitFailed !== undefined || journal.verified.isolate === undefined) return undefined;
  const overMs = journal.stepSinceMs + failureLimitMs(members.length, plane);
  if (nowMs < overMs) return undefined;
  const heard = foreign(context, overMs, isHeard);
  return heard.length === 0
    ? undefined
    : `after the longest time that a failure takes, ${sightingText(heard).join(" ")}${silentText(context)}`;
}

/** No ping passes and still nobody fails: two cuts look like that. */
function silentText({ journal: { isolation } }: Context): string {
  const isSilent = isolation?.rows.every(({ verdict }) => verdict === "blocked") ?? false;
  return isSilent ? ` No ping passed all the same: ${STILL_HEARD}` : "";
}

/** An agent that shows its own member as leaving force-leaves without telling anybody. */
export function leavingRelapse(context: Context): Relapse | undefined {
  const { verified } = context.journal;
  const stuck = own(context, verified.waitFailed ?? Number.MAX_SAFE_INTEGER, (state) => state === "leaving");
  if (stuck.length === 0) return undefined;
  return {
    backTo: undefined,
    reason: `Own members are stuck: ${sightingText(stuck).join(" ")} Until they announced themselves again, a force-leave is not broadcast and still ends with 0. Repeat the join to an own member on that node.`,
    mend: [{ kind: "rejoin", members: [...new Set(stuck.map(({ member }) => member.id))] }],
  };
}

/** Who names the returners first, as far as was seen. */
function readders({ seen }: Context): string {
  return seen.returns.length === 0 ? "" : seen.returns.slice(0, 3).join(" ");
}
