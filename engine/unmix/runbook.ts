/**
 * The runbook as a pure machine: observations and people's words in, a journal and what may be run now out. It has no
 * clock and runs nothing. A step is done when an observation shows it; what an observation disproves is open again.
 *
 * Invariant: nothing is offered by a reading that is older than what was offered before on the same place.
 * Invariant: after a restart nothing is offered before somebody looked again.
 */
import { assert } from "../base/assert.ts";
import { isPresent } from "./checks.ts";
import { allFailed } from "./runbooks/common.ts";
import { RUNBOOKS } from "./runbooks/index.ts";
import { logged, withOffer, type Journal, type Said, type StepId } from "./journal.ts";
import type { IsolationRow, Observation } from "./observation.ts";
import { actionKey, type Action, type Check, type Context, type Step } from "./step.ts";

export interface BoardStep {
  readonly step: Step;
  readonly state: "done" | "current" | "ahead";
  readonly verifiedAtMs: number | undefined;
}

/** Where a runbook stands. */
export interface Board {
  readonly steps: readonly BoardStep[];
  /** undefined once all are done. */
  readonly current: Step | undefined;
  /** Of the current step. */
  readonly check: Check;
  /** What may be run now, and nothing else. */
  readonly actions: readonly Action[];
  /** "" when all is well. */
  readonly alarm: string;
}

const FINISHED: Check = { isDone: true, progress: "all steps are done", missing: [] };

/** Takes in what was read: goes on as far as it is seen to be done, or back as far as it is disproved. */
export function observe(journal: Journal, seen: Observation, nowMs: number): Journal {
  const { steps, relapse } = RUNBOOKS[journal.case.kind];
  let next = timed(journal, seen, nowMs);
  const fallen = relapse({ journal: next, seen, nowMs });
  if (fallen !== undefined) {
    if (fallen.backTo !== undefined) return reopened(next, fallen.backTo, fallen.reason, nowMs);
    return next.alarm === fallen.reason
      ? next
      : logged({ ...next, alarm: fallen.reason }, nowMs, fallen.reason);
  }
  if (next.alarm !== "") next = logged({ ...next, alarm: "" }, nowMs, "What was wrong is mended.");
  // At most once over all steps: each that is done makes the next one the current one.
  for (let turn = 0; turn < steps.length; turn += 1) {
    const step = currentStep(next);
    const context = { journal: next, seen, nowMs };
    const check = step?.check(context);
    if (step === undefined || check?.isDone !== true) break;
    const done = { ...next, ...step.record?.(context), verified: { ...next.verified, [step.id]: nowMs } };
    next = logged({ ...done, stepSinceMs: nowMs }, nowMs, `${step.title}: done, ${check.progress}.`);
  }
  return next;
}

/** Takes a person's word, of the step that is open only. */
export function say(journal: Journal, said: Omit<Said, "atMs">, nowMs: number): Journal {
  const known: Said = { ...said, atMs: nowMs };
  const who = said.member === undefined ? "" : ` (${journal.case.members[said.member]?.name ?? "?"})`;
  return logged(
    { ...journal, said: [...journal.said, known].slice(-500) },
    nowMs,
    `A person says of ${said.step}: ${said.what}${who}.`,
  );
}

/** Takes the result of a verification; while a rollback timer may run, its blocked pairs prove nothing. */
export function isolated(
  journal: Journal,
  rows: readonly IsolationRow[],
  isConfirmed: boolean,
  nowMs: number,
): Journal {
  const blocked = rows.filter(({ verdict }) => verdict === "blocked").length;
  return logged(
    { ...journal, isolation: { atMs: nowMs, rows: rows.slice(0, 20_000), isConfirmed } },
    nowMs,
    `Verified: ${blocked} of ${rows.length} pairs are blocked${isConfirmed ? "" : "; void, since a rollback timer may have run"}.`,
  );
}

/** Notes that the commands of an action were shown, and may be run from now on. It must be one of the board's. */
export function offer(journal: Journal, seen: Observation, action: Action, nowMs: number): Journal {
  const key = actionKey(action);
  assert(
    boardOf(journal, seen, nowMs).actions.some((each) => actionKey(each) === key),
    "only what the board allows is offered",
  );
  const names = action.kind === "forceLeave" ? `: ${namesOf(journal, action.members)}` : "";
  const noted = logged(withOffer(journal, key, nowMs), nowMs, `Commands were shown: ${key}${names}.`);
  return action.kind === "lift" ? { ...noted, liftedAtMs: nowMs } : noted;
}

/** After a restart: what was read before is not known any more. */
export function resume(journal: Journal, nowMs: number): Journal {
  return logged(
    { ...journal, failedSinceMs: undefined, presentSinceMs: undefined, resumedAtMs: nowMs },
    nowMs,
    "Resumed.",
  );
}

export function boardOf(journal: Journal, seen: Observation, nowMs: number): Board {
  const { steps, relapse } = RUNBOOKS[journal.case.kind];
  const current = currentStep(journal);
  const context: Context = { journal, seen, nowMs };
  const fallen = relapse(context);
  const alarm = fallen?.reason ?? journal.alarm;
  return {
    steps: steps.map((step) => ({
      step,
      state: step === current ? "current" : journal.verified[step.id] === undefined ? "ahead" : "done",
      verifiedAtMs: journal.verified[step.id],
    })),
    current,
    check: current?.check(context) ?? FINISHED,
    actions:
      alarm === "" ? (current?.actions?.(context) ?? []) : [...(fallen?.mend ?? []), ...mending(journal)],
    alarm,
  };
}

export function currentStep({ case: { kind }, verified }: Journal): Step | undefined {
  return RUNBOOKS[kind].steps.find(({ id }) => verified[id] === undefined);
}

/** While something is wrong and nothing else mends it: what takes the rules back. */
function mending({ verified, liftedAtMs, offered }: Journal): Action[] {
  const mayBeCut = offered.some(({ action }) => action.startsWith("cut")) && liftedAtMs === undefined;
  // Kind R: an undo opens the RPC port of a site that was recovered; that is for a person to decide.
  return mayBeCut && verified.recover === undefined ? [{ kind: "rollBack" }] : [];
}

/** Since when everybody is there, and everybody shows everybody failed, as long as it lasts. */
function timed(journal: Journal, seen: Observation, nowMs: number): Journal {
  const isWhole = isPresent({ journal, seen, nowMs });
  const presentSinceMs = isWhole ? (journal.presentSinceMs ?? nowMs) : undefined;
  if (currentStep(journal)?.id !== "waitFailed") return { ...journal, presentSinceMs };
  const isShown = allFailed({ journal, seen, nowMs }).isDone;
  return {
    ...journal,
    presentSinceMs,
    failedSinceMs: isShown ? (journal.failedSinceMs ?? nowMs) : undefined,
  };
}

/** The step and all that follow are open again, and what was found out in them is forgotten. */
function reopened(journal: Journal, backTo: StepId, reason: string, nowMs: number): Journal {
  const ids = RUNBOOKS[journal.case.kind].steps.map(({ id }) => id);
  const from = ids.indexOf(backTo);
  const kept = ids.slice(0, from).flatMap((id) => {
    const atMs = journal.verified[id];
    return atMs === undefined ? [] : [[id, atMs] as const];
  });
  const forgotten = {
    failedSinceMs: undefined,
    leftAtMs: undefined,
    liftedAtMs: undefined,
    isolation: undefined,
  };
  const open: Journal = {
    ...journal,
    ...forgotten,
    verified: Object.fromEntries(kept),
    stepSinceMs: nowMs,
    alarm: "",
  };
  return logged(open, nowMs, `Open again from ${backTo} on. ${reason}`);
}

function namesOf({ case: { members } }: Journal, ids: readonly number[]): string {
  return ids.map((id) => members[id]?.name ?? "?").join(", ");
}
