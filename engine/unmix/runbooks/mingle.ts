/**
 * Kind M: LAN and WAN of one datacenter mingled, so that each server exists twice with one node id. Any cut and any
 * force-leave takes healthy servers out of Raft: there is neither here, only a short stop of everything.
 * Source: the measured runbook, section 6; scenario M1.
 */
import { secondNames } from "../case.ts";
import { agentsToRead, named, readingsSince, unreadText } from "../checks.ts";
import { isSaid, offeredAt } from "../journal.ts";
import { ownPeersOnly } from "../raftChecks.ts";
import { saidCheck, type Check, type Context, type Relapse, type Runbook, type Step } from "../step.ts";
import { evidence, freshOf, watch } from "./common.ts";

const freeze: Step = {
  id: "freeze",
  title: "Announce a stop",
  why: "All agents of the datacenter stop for some seconds: one that is left running re-infects all others.",
  who: "Whoever runs the datacenter, and the servers of federated ones whose WAN list shows port 8301.",
  doneWhen:
    "the stop is agreed on, a snapshot of Raft is on disk, and nothing restarts agents by itself meanwhile.",
  otherwise:
    "Do not begin: in 72 h the reaping does the same harm as a force-leave, but until then there is time.",
  goBack: "Nothing was changed.",
  actions: () => [{ kind: "saveSnapshots" }],
  check: ({ journal }) =>
    saidCheck(isSaid(journal, "freeze"), "Say that the stop is announced and a snapshot is on disk."),
};

const stopAll: Step = {
  id: "stopAll",
  title: "Stop all agents",
  why: "Each agent that runs tells the others the doubled names again.",
  who: "On every host: stop the agent, clients first, then servers. Do not let it leave.",
  doneWhen: "nobody answers any more, and a person says that all are stopped.",
  otherwise: "Find the agent that still answers and stop it before anything is deleted.",
  goBack: "Start the agents again: all is as before.",
  actions: () => [{ kind: "stopAll" }],
  check: (context) => {
    const { journal } = context;
    const saidAtMs = Math.max(
      ...journal.said
        .filter(({ step, what }) => step === "stopAll" && what === "done")
        .map(({ atMs }) => atMs),
    );
    const said = saidCheck(isSaid(journal, "stopAll"), "Say that every agent is stopped.");
    const running = saidAtMs === -Infinity ? [] : answering(context, saidAtMs);
    return running.length === 0
      ? said
      : {
          isDone: false,
          progress: `${running.length} still answer`,
          missing: [`Still running: ${named(running)}.`],
        };
  },
};

function answering(context: Context, sinceMs: number): ReturnType<typeof agentsToRead> {
  const read = readingsSince(context, sinceMs);
  return agentsToRead(context.journal).filter(({ id }) => read.has(id));
}

const clean: Step = {
  id: "clean",
  title: "Delete what they remember",
  why: "serf/local.snapshot and serf/remote.snapshot hold the doubled names and the wrong port.",
  who: "On every host, while its agent is stopped. Raft's data stays.",
  doneWhen: "both files are gone on every host, by a person's word.",
  otherwise: "One forgotten file brings the names back when its agent starts: begin with the stop again.",
  goBack: "Nothing is needed: the files are written anew.",
  actions: () => [{ kind: "clean" }],
  check: ({ journal }) =>
    saidCheck(isSaid(journal, "clean"), "Say that both snapshot files are deleted on every host."),
};

const startServers: Step = {
  id: "startServers",
  title: "Start the servers",
  why: "Clients that start first would find nobody.",
  who: "On the servers; let them join each other by port 8301 only.",
  doneWhen: "Raft of every server names its peers and a leader, and no list shows a name twice.",
  otherwise: "A doubled name again: somebody still runs or still has a snapshot. Stop all once more.",
  goBack: "Stop them again.",
  window: () => ({ fromMs: 4_000, toMs: 20_000 }),
  actions: () => [{ kind: "startServers" }],
  check: (context) => ownPeersOnly(context, "a", context.journal.stepSinceMs),
};

const startClients: Step = {
  id: "startClients",
  title: "Start the clients",
  why: "They join by port 8301 only: the join to 8302 was the accident.",
  who: "On the clients.",
  doneWhen: "the list of every agent was read and shows no name twice.",
  otherwise: "Look at the agent that joined by 8302: its retry_join or its script is the cause.",
  goBack: "Stop them again.",
  window: () => ({ fromMs: 4_000, toMs: 20_000 }),
  actions: () => [{ kind: "startClients" }],
  check: (context) => cleanLists(context, context.journal.stepSinceMs),
};

function cleanLists(context: Context, sinceMs: number): Check {
  const agents = agentsToRead(context.journal);
  const read = readingsSince(context, sinceMs);
  const unread = agents.filter(({ id }) => !read.has(id));
  const double = doublesSeen(context, sinceMs);
  return {
    isDone: unread.length === 0 && double.length === 0,
    progress: `${agents.length - unread.length} of ${agents.length} agents were read`,
    missing: [...unreadText(unread), ...(double.length === 0 ? [] : [`Twice in a list: ${named(double)}.`])],
  };
}

function doublesSeen(context: Context, sinceMs: number): ReturnType<typeof agentsToRead> {
  const ids = secondNames(context.journal.case);
  const shown = [...readingsSince(context, sinceMs).values()];
  return context.journal.case.members.filter(
    ({ id }) =>
      ids.has(id) && shown.some(({ stateOf }) => stateOf(id) !== undefined && stateOf(id) !== "reaped"),
  );
}

const guard: Step = {
  id: "cause",
  title: "Guard the WAN port",
  why: "The same mistake then ends in an i/o timeout.",
  who: "Root on the servers: 8302, tcp and udp, from servers' addresses only; and whoever owns retry_join.",
  doneWhen: "no join of the datacenter names port 8302, and servers take it from servers only.",
  otherwise: "Keep watching: without the guard one join is enough.",
  goBack: "Remove the rule.",
  check: ({ journal }) => saidCheck(isSaid(journal, "cause"), "Say that no join names port 8302 any more."),
};

const mingleWatch: Step = {
  ...watch,
  doneWhen: "two minutes later no list shows a name twice.",
  otherwise: "Stop all once more: somebody kept a snapshot.",
  check: (context) => {
    const timed = watch.check(context);
    return timed.missing.length === 0 &&
      !timed.isDone &&
      timed.untilMs !== undefined &&
      context.nowMs < timed.untilMs
      ? timed
      : cleanLists(context, Math.max(context.journal.stepSinceMs, context.nowMs - freshOf(context)));
  },
};

/** A doubled name after the start: the stop was not whole. */
function relapse(context: Context): Relapse | undefined {
  const startedAtMs = context.journal.verified.clean;
  if (startedAtMs !== undefined) {
    const double = doublesSeen(context, startedAtMs);
    if (double.length > 0)
      return {
        backTo: "stopAll",
        reason: `Twice in a list again: ${named(double)}. Somebody ran on, or kept a snapshot.`,
      };
  }
  const isCleaning =
    context.journal.verified.stopAll !== undefined &&
    offeredAt(context.journal, "startServers") === undefined;
  const running = isCleaning ? answering(context, context.journal.verified.stopAll ?? 0) : [];
  return running.length === 0
    ? undefined
    : { backTo: "stopAll", reason: `${named(running)} still runs: it would re-infect all others.` };
}

export const mingle: Runbook = {
  kind: "M",
  steps: [freeze, evidence, stopAll, clean, startServers, startClients, guard, mingleWatch],
  relapse,
};
