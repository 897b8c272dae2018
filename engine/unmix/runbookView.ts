/** A runbook as the dashboard draws it: everything worked out and printable, so that the page knows no machine. */
import { lineText } from "../firewall/plainText.ts";
import {
  PAIRS_MAX,
  type ActionView,
  type CommandsView,
  type IsolationView,
  type NowView,
  type PairView,
  type RunbookView,
  type StepView,
} from "../view/remediation.ts";
import { caseSplit, type RunbookCase } from "./case.ts";
import { commandsOf } from "./commands.ts";
import { planIsolation, type IsolationPlan } from "./isolation.ts";
import { reportIsolation } from "./isolationReport.ts";
import { pairsOf } from "./isolationRows.ts";
import { downMembers, type Journal, type Said } from "./journal.ts";
import type { IsolationRow, Observation } from "./observation.ts";
import type { Board, BoardStep } from "./runbook.ts";
import { KIND_TITLES, windowText } from "./runbookText.ts";
import { actionKey, type ActionCommands } from "./step.ts";

/** Lines of the record that a page gets. */
const RECORD_MAX = 50;

/** What a view is made of. */
export interface RunbookFacts {
  readonly journal: Journal;
  readonly board: Board;
  readonly seen: Observation;
  readonly isAttached: boolean;
  /** Commands that were shown for the open step. */
  readonly commands: readonly ActionCommands[];
  /** A person's words that would count now. */
  readonly words: readonly Exclude<Said["what"], "down">[];
  /** Whether a verification may be asked for now. */
  readonly canVerify: boolean;
  /** Rows of a verification that runs; undefined when none does. */
  readonly running: readonly IsolationRow[] | undefined;
}

export function runbookView(facts: RunbookFacts, nowMs: number): RunbookView {
  const { journal, board, isAttached } = facts;
  const { id, kind, certainty, names, pool } = journal.case;
  return {
    id,
    title: kind === "M" ? pool : `${names.a} | ${names.b}`,
    kind,
    kindTitle: KIND_TITLES[kind],
    certainty,
    isAttached,
    alarm: board.alarm,
    steps: board.steps.map((step) => stepView(journal, step)),
    now: nowView(facts, nowMs),
    isolation: board.steps.some(({ step }) => step.id === "isolate") ? isolationView(facts) : undefined,
    record: [...journal.log.slice(-RECORD_MAX)]
      .reverse()
      .map(({ atMs, text }) => ({ atMs, text: lineText(text, 2_000) })),
  };
}

function stepView(journal: Journal, { step, state, verifiedAtMs }: BoardStep): StepView {
  const { id, title, why, who, doneWhen, otherwise, goBack } = step;
  const takes = windowText(journal, step);
  return { id, title, state, verifiedAtMs: verifiedAtMs ?? 0, why, who, doneWhen, otherwise, goBack, takes };
}

function nowView(facts: RunbookFacts, nowMs: number): NowView | undefined {
  const { journal, board, commands, words, canVerify } = facts;
  const { current, check } = board;
  if (current === undefined) return undefined;
  const window = current.window?.(journal);
  return {
    step: current.id,
    sinceMs: journal.stepSinceMs,
    progress: lineText(check.progress, 400),
    sides: (check.bySide ?? []).map(({ side, good, of }) => ({ name: journal.case.names[side], good, of })),
    missing: check.missing.map((each) => lineText(each, 1_000)),
    untilMs: check.untilMs ?? 0,
    shortestMs: window?.fromMs ?? 0,
    longestMs: window?.toMs ?? 0,
    actions: actionViews(facts, nowMs),
    commands: commands.map(commandsView),
    words,
    canVerify,
  };
}

function actionViews({ journal, board, seen }: RunbookFacts, nowMs: number): ActionView[] {
  return board.actions.map((action): ActionView => {
    const made = commandsOf({ journal, seen, nowMs }, action);
    const key = actionKey(action);
    return made.ok
      ? { key, title: made.value.title, where: made.value.where, error: "" }
      : { key, title: "No commands can be written", where: "", error: made.error };
  });
}

function commandsView({ title, where, files, lines, notes }: ActionCommands): CommandsView {
  return { title, where, files: files.map(({ name }) => name), lines, notes };
}

/** Who can be asked: stopped members answer nobody. */
export function casePlan(journal: Journal): IsolationPlan {
  const split = caseSplit(journal.case);
  const down = downMembers(journal);
  const up = (side: "a" | "b") => split[side].filter(({ id }) => !down.has(id));
  return planIsolation({ ...split, a: up("a"), b: up("b") });
}

function isolationView({ journal, running }: RunbookFacts): IsolationView {
  const plan = casePlan(journal);
  const kept = journal.isolation;
  const rows = running ?? kept?.rows ?? [];
  const report = reportIsolation(pairsOf(journal.case, rows));
  const pairs = shownPairs(plan, rows, running !== undefined);
  const isVoid = running === undefined && kept !== undefined && !kept.isConfirmed;
  return {
    sides: journal.case.names,
    members: namedMembers(journal.case, pairs.shown),
    pairs: pairs.shown,
    pairCount: pairs.count,
    probeCount: plan.probeCount,
    roundCount: plan.rounds.length,
    atMs: running === undefined ? (kept?.atMs ?? 0) : 0,
    answered: running?.length ?? -1,
    voidReason: isVoid
      ? "Void: nobody said that the rules were confirmed on every host before, so a rollback timer may have run. Confirm, then verify again."
      : "",
    summary: rows.length === 0 ? "" : report.summary,
    holes: report.holes,
    unproven: report.unproven,
    cuts: rows.length === 0 ? [] : report.cuts,
  };
}

/** What was answered, and what is still to be asked while it runs or before it ever ran. */
function shownPairs(
  { rounds }: IsolationPlan,
  rows: readonly IsolationRow[],
  isRunning: boolean,
): { readonly shown: PairView[]; readonly count: number } {
  const answered = new Set(rows.map(({ helper, target }) => `${helper} ${target}`));
  const open = rows.length === 0 || isRunning ? rounds : [];
  const pairs: PairView[] = [
    ...rows.map(({ helper, target, verdict, reason }) => ({ helper, target, verdict, reason })),
    ...open
      .filter(({ helper, target }) => !answered.has(`${helper.id} ${target.id}`))
      .map(({ helper, target }) => ({
        helper: helper.id,
        target: target.id,
        verdict: "notAsked" as const,
        reason: "",
      })),
  ];
  if (pairs.length <= PAIRS_MAX) return { shown: pairs, count: pairs.length };
  const bad = pairs.filter(({ verdict }) => verdict === "open" || verdict === "unknown");
  const rest = pairs.filter(({ verdict }) => verdict !== "open" && verdict !== "unknown");
  return { shown: [...bad, ...rest].slice(0, PAIRS_MAX), count: pairs.length };
}

function namedMembers({ members }: RunbookCase, pairs: readonly PairView[]): IsolationView["members"] {
  const ids = new Set(pairs.flatMap(({ helper, target }) => [helper, target]));
  return members.flatMap(({ id, name, side }) =>
    side === "apart" || !ids.has(id) ? [] : [{ id, name: lineText(name, 60), side }],
  );
}
