/** A force-leave as a script for one agent, restricted to the members of the action, and on which agent to run it. */
import { lineText } from "../firewall/plainText.ts";
import { planForceLeave, LEAVE_DEFAULTS, type LeaveSet } from "./forceLeave.ts";
import { forceLeaveScript } from "./forceLeaveScript.ts";
import { defaultStyle } from "./leaveStyles.ts";
import { caseFleet, caseSplit, otherSide, type CaseMember } from "./case.ts";
import { named, readingsSince } from "./checks.ts";
import { downMembers } from "./journal.ts";
import type { AgentReading } from "./observation.ts";
import type { Action, ActionCommands, Context } from "./step.ts";
import { freshMs } from "./windows.ts";

type ForceLeave = Extract<Action, { readonly kind: "forceLeave" }>;

export function leaveCommands(context: Context, action: ForceLeave): ActionCommands {
  const { case: runbookCase, stepSinceMs } = context.journal;
  const { on, prune } = action;
  const sinceMs = Math.max(stepSinceMs, context.nowMs - freshMs(runbookCase.members.length));
  const readings = [...readingsSince(context, sinceMs).values()];
  const lists = readings.flatMap(({ agent, stateOf }) => {
    const side = runbookCase.members[agent]?.side;
    return side === undefined || side === "apart" ? [] : [{ side, stateOf }];
  });
  const plan = planForceLeave(caseFleet(runbookCase), caseSplit(runbookCase), runbookCase.names, {
    ...LEAVE_DEFAULTS,
    lists,
    prune,
    // Pruning is offered only once the list of every agent was read and shows the name as left.
    listsAreComplete: prune,
  });
  const set = restricted(plan.sets[on === "a" ? 0 : 1], context, action);
  const name = `force-leave-${on}${prune ? "-prune" : ""}.sh`;
  const style = defaultStyle(runbookCase.poolKind);
  return {
    title: `${prune ? "Forget" : "Force out"} ${named(membersOf(context, action))} on ${runbookCase.names[on]}`,
    where: whereText(context, action, readings),
    files: [{ name, languageId: "shellscript", text: forceLeaveScript(plan, set, style) }],
    lines: set.targets.length === 0 ? [] : [`sh ${name}`],
    notes: [
      "Read all agents again afterwards: an exit code of 0 does not say that it was told to anybody.",
      ...set.refused.map(
        (refused) => `Left out: ${lineText(refused.name, 60)}: ${refused.reason}. ${refused.advice}`,
      ),
    ],
  };
}

function membersOf({ journal }: Context, { members }: ForceLeave): CaseMember[] {
  return journal.case.members.filter(({ id }) => members.includes(id));
}

/** The action's names only; one name at a time where Raft asks for it. */
function restricted(set: LeaveSet, context: Context, action: ForceLeave): LeaveSet {
  const names = new Set(membersOf(context, action).map(({ name }) => name));
  const targets = set.targets.filter(({ name }) => names.has(name));
  return {
    ...set,
    ownCount: ownOf(context, action.on).length,
    targets: action.prune ? targets.filter(({ prune }) => prune) : targets,
    refused: set.refused.filter(({ name }) => names.has(name)),
  };
}

/** Members that can be told; where one is all that runs, there is nobody to tell. */
function ownOf({ journal }: Context, on: ForceLeave["on"]): CaseMember[] {
  const down = downMembers(journal);
  return journal.case.members.filter(({ id, side }) => side === on && !down.has(id));
}

/** One agent that can tell the others, and those that have to be asked again if they keep it as failed. */
function whereText(context: Context, { on, members }: ForceLeave, readings: readonly AgentReading[]): string {
  const { members: all, names } = context.journal.case;
  const own = ownOf(context, on);
  const here = readings.filter(({ agent }) => all[agent]?.side === on);
  const able = here.filter(
    ({ agent, stateOf }) =>
      (own.length === 1 || own.some(({ id }) => id !== agent && stateOf(id) === "alive")) &&
      !own.some(({ id }) => stateOf(id) === "leaving"),
  );
  const agents = able.flatMap(({ agent }) => all[agent] ?? []);
  const [first] = agents;
  if (first === undefined)
    return `On ONE agent of ${names[on]} that shows another own member as alive; none was read that does.`;
  const stragglers = here
    .filter(({ agent, stateOf }) => agent !== first.id && members.some((id) => stateOf(id) === "failed"))
    .flatMap(({ agent }) => all[agent] ?? []);
  const later =
    stragglers.length === 0
      ? ""
      : ` If any of them still says failed afterwards, there too: ${named(stragglers)}.`;
  return `On ONE agent of ${names[on]}, ${named([first])}.${later} Not on ${names[otherSide(on)]}.`;
}
