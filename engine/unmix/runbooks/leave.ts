/** The step that forces one side's members out of the other, and reads until every agent has them left. */
import type { SideKey } from "../../firewall/sides.ts";
import { unaddressable } from "../case.ts";
import {
  everyAgentShows,
  foreign,
  isHeard,
  isOut,
  named,
  own,
  readingsSince,
  sightingText,
} from "../checks.ts";
import { offeredAt, type StepId } from "../journal.ts";
import { actionKey, type Action, type Context, type Relapse, type Step } from "../step.ts";
import { freshOf } from "./common.ts";

export interface LeaveStepOptions {
  readonly id: StepId;
  readonly title: string;
  /** On which sides the commands run. */
  readonly on: (context: Context) => readonly SideKey[];
  /** Which sides' agents must show it. */
  readonly shownOn?: (context: Context) => SideKey | undefined;
  /** The last one before the rules may go: when it is verified counts. */
  readonly isLast: boolean;
}

export function leaveStep({ id, title, on, shownOn, isLast }: LeaveStepOptions): Step {
  return {
    id,
    title,
    why: "A failed name is tried again and again for a day or three; a forced-out one is not.",
    who: "On ONE agent of the side that shows another own member alive; then again on each agent that still says failed.",
    doneWhen: "every agent shows every foreign member left, or does not list it. The exit code says nothing.",
    otherwise:
      "Run the commands again on each agent that still says failed, or let it join an own peer: the state exchange carries `left`.",
    goBack:
      "Forced out on one side only, undoing the rules heals it in 0.5 to 30 s. On both sides nothing heals: that is the purpose.",
    window: () => ({ fromMs: 400, toMs: 60_000 }),
    actions: (context) => on(context).flatMap((side) => leaveAction(context, side)),
    check: (context) => {
      const shown = everyAgentShows(
        context,
        context.journal.stepSinceMs,
        "left or gone",
        isOut,
        shownOn?.(context),
      );
      return shown.isDone ? shown : { ...shown, missing: [...shown.missing, ...unaddressableText(context)] };
    },
    ...(isLast ? { record: ({ nowMs }) => ({ leftAtMs: nowMs }) } : {}),
  };
}

/** What may be asked for on a side now: only for readings that are fresh, and newer than what was asked before. */
function leaveAction(context: Context, on: SideKey): Action[] {
  const key = actionKey({ kind: "forceLeave", on, members: [], prune: false });
  const sinceMs = readSinceMs(context, key);
  const lists = [...readingsSince(context, sinceMs).values()];
  if (!lists.some(({ agent }) => context.journal.case.members[agent]?.side === on)) return [];
  if (foreign(context, sinceMs, isHeard, on).length > 0) return [];
  if (own(context, sinceMs, (state) => state === "leaving", on).length > 0) return [];
  const failed = foreign(context, sinceMs, (state) => state === "failed", on);
  const members = [...new Set(failed.map(({ member }) => member.id))].filter(
    (id) => !unaddressable(context.journal.case).has(id),
  );
  return members.length === 0 ? [] : [{ kind: "forceLeave", on, members, prune: false }];
}

/** Whom a name can't tell apart: forced out, either of two members could be hit. */
function unaddressableText({ journal }: Context): string[] {
  const ids = unaddressable(journal.case);
  if (ids.size === 0) return [];
  return [
    `Not addressable by name: ${named(journal.case.members.filter(({ id }) => ids.has(id)))}. Rename one of the agents and let it rejoin its own pool, or keep the rules until the name is reaped (serf 24 h, consul 72 h).`,
  ];
}

/** What was asked may have been run: it is not asked again before somebody looked. */
export function readSinceMs({ journal, nowMs }: Context, key: string): number {
  return Math.max(
    journal.stepSinceMs,
    nowMs - freshOf({ journal }),
    offeredAt(journal, key) ?? 0,
    // After a restart nothing is asked by what was read before it.
    journal.resumedAtMs - 1,
  );
}

/** Names that all agents of both sides, each read just now, show as left: these alone may also be forgotten. */
export function pruneActions(context: Context): Action[] {
  return (["a", "b"] as const).flatMap((on): Action[] => {
    const sinceMs = readSinceMs(context, actionKey({ kind: "forceLeave", on, members: [], prune: true }));
    if (!everyAgentShows(context, sinceMs, "left", (state) => state === "left").isDone) return [];
    const unnamed = unaddressable(context.journal.case);
    const members = context.journal.case.members.filter(
      ({ id, side }) => side !== on && side !== "apart" && !unnamed.has(id),
    );
    if (members.length === 0) return [];
    return [{ kind: "forceLeave", on, members: members.map(({ id }) => id), prune: true }];
  });
}

/** A name that is failed again keeps being tried: out of the force-leave step nothing goes on. */
export function stragglerRelapse(context: Context, backTo: StepId): Relapse | undefined {
  const { leftAtMs, liftedAtMs } = context.journal;
  if (leftAtMs === undefined) return undefined;
  const failed = foreign(context, leftAtMs, (state) => state === "failed");
  if (failed.length === 0) return undefined;
  return {
    backTo: liftedAtMs === undefined ? backTo : "isolate",
    reason: `Failed again, so that agents try to reach them: ${sightingText(failed).join(" ")}`,
  };
}
