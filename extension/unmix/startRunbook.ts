/** *Start Unmix Runbook…*: pool, sides, dialect, and the kind only where the pool does not tell it for certain. Every step has a way back. */
import * as vscode from "vscode";
import {
  assign,
  fleetOfView,
  openCase,
  type Dialect,
  type FleetMember,
  type MixKind,
  type PoolView,
  type RunbookCase,
  type SideKey,
  type SidesRule,
} from "../../engine/index.ts";
import { pickStep, type StepFrame, type StepResult } from "../quickInput.ts";
import { dialectChoices, sideQuestion, sideSuggestions, undecided } from "../remedyQuestions.ts";
import { requestOfRows, sidesOfRequest } from "../remedySides.ts";
import type { Clicked } from "../remedySubject.ts";
import type { Sessions } from "../sessions.ts";
import { kindChoices } from "./kindChoices.ts";

/** What was answered so far; going back asks anew. */
interface Draft {
  view: PoolView | undefined;
  /** As it was chosen, before members without a side were asked for. */
  sides: SidesRule | undefined;
  /** Members without a side, one question a group. */
  groups: readonly (readonly FleetMember[])[];
  readonly places: Map<readonly FleetMember[], SideKey | "apart">;
  dialect: Dialect | undefined;
  kind: MixKind | undefined;
}

type Step = (frame: StepFrame, draft: Draft) => Promise<StepResult<unknown>>;

/** undefined when a question was left open. */
export async function askForCase(
  sessions: Sessions,
  clicked: Clicked,
): Promise<{ readonly poolId: string; readonly runbookCase: RunbookCase } | undefined> {
  const draft = startDraft(sessions, clicked);
  const isPoolAsked = draft.view === undefined;
  const areSidesAsked = draft.sides === undefined;
  const title = vscode.l10n.t("Start Unmix Runbook");
  let step = 0;
  for (;;) {
    const steps = [
      ...(isPoolAsked ? [askPool(sessions)] : []),
      ...(areSidesAsked ? [askSides] : []),
      ...draft.groups.map(askGroup),
      askDialect,
      ...(needsKind(draft) ? [askKind] : []),
    ];
    const run = steps[step];
    if (run === undefined) break;
    const result = await run({ title, step: step + 1, totalSteps: steps.length }, draft);
    if (result.kind === "cancelled") return undefined;
    step += result.kind === "next" ? 1 : -1;
  }
  const opened = caseOf(draft);
  if (draft.view === undefined || opened === undefined) return undefined;
  if (!opened.ok) throw new Error(opened.error);
  return { poolId: draft.view.info.id, runbookCase: opened.value };
}

/** What the click or the only attached pool tells already. */
function startDraft(sessions: Sessions, [what, rows]: Clicked): Draft {
  const request = what !== undefined && "contextValue" in what ? requestOfRows(what, rows ?? [what]) : what;
  const attached = sessions.list().flatMap(({ view }) => (view === undefined ? [] : [view]));
  if (attached.length === 0)
    throw new Error(vscode.l10n.t("No pool is attached. Run “Observe Pool…” first."));
  const only = attached.length === 1 ? attached[0] : undefined;
  const view = request === undefined ? only : sessions.get(request.poolId)?.view;
  if (request !== undefined && view === undefined)
    throw new Error(vscode.l10n.t("This pool has not answered yet."));
  const sides = request === undefined || view === undefined ? undefined : sidesOfRequest(view, request);
  const draft: Draft = {
    view,
    sides: undefined,
    groups: [],
    places: new Map(),
    dialect: undefined,
    kind: undefined,
  };
  if (sides !== undefined) setSides(draft, sides);
  return draft;
}

/** What was answered of other sides counts no more. */
function setSides(draft: Draft, sides: SidesRule): void {
  draft.sides = sides;
  draft.groups = draft.view === undefined ? [] : undecided(fleetOfView(draft.view), sides);
  draft.places.clear();
}

function askPool(sessions: Sessions): Step {
  return async (frame, draft) => {
    const items = sessions
      .list()
      .flatMap(({ pool, view }) =>
        view === undefined ? [] : [{ label: pool.name, description: pool.id, view }],
      );
    const result = await pickStep(frame, vscode.l10n.t("Which pool?"), items);
    if (result.kind === "next") Object.assign(draft, { view: result.value.view, sides: undefined });
    return result;
  };
}

const askSides: Step = async (frame, draft) => {
  const items = draft.view === undefined ? [] : sideSuggestions(draft.view);
  const placeHolder = vscode.l10n.t("Which two sides are to be kept apart?");
  const result = await pickStep(frame, placeHolder, items);
  if (result.kind === "next") setSides(draft, result.value.sides);
  return result;
};

function askGroup(group: readonly FleetMember[]): Step {
  return async (frame, draft) => {
    if (draft.sides === undefined) return { kind: "back" };
    const { title, placeHolder, items } = sideQuestion(group, draft.sides);
    const result = await pickStep(frame, `${title}. ${placeHolder}`, items);
    if (result.kind === "next") draft.places.set(group, result.value.to);
    return result;
  };
}

const askDialect: Step = async (frame, draft) => {
  const placeHolder = vscode.l10n.t("Which dialect?");
  for (;;) {
    let result = await pickStep(frame, placeHolder, await dialectChoices(true));
    const isMore = result.kind === "next" && result.value.dialect === undefined;
    if (isMore) result = await pickStep(frame, placeHolder, await dialectChoices(false));
    // Back from the others leads to the measured ones.
    if (isMore && result.kind === "back") continue;
    if (result.kind === "next") draft.dialect = result.value.dialect;
    return result;
  }
};

/** The likeliest first, with what speaks for each. */
const askKind: Step = async (frame, draft) => {
  const told = caseOf({ ...draft, kind: undefined });
  const placeHolder = vscode.l10n.t(
    "The pool does not tell the kind of mix for certain. When in doubt about Raft, choose “Raft merged”",
  );
  const likeliest = told?.ok === true ? told.value.kind : "P";
  const result = await pickStep(frame, placeHolder, kindChoices(likeliest));
  if (result.kind === "next") draft.kind = result.value.mix;
  return result;
};

function needsKind(draft: Draft): boolean {
  const told = caseOf({ ...draft, kind: undefined });
  return told?.ok === true && told.value.certainty !== "certain";
}

/** undefined while something was not answered. */
function caseOf(draft: Draft): ReturnType<typeof openCase> | undefined {
  const { view, sides, places, dialect, kind } = draft;
  if (view === undefined || sides === undefined || dialect === undefined) return undefined;
  let rule = sides;
  for (const [group, to] of places)
    rule = assign(
      rule,
      group.map(({ id }) => id),
      to,
    );
  const options = { dialect: dialect.id, findings: view.findings, nowMs: Date.now() };
  return openCase(fleetOfView(view), rule, kind === undefined ? options : { ...options, kind });
}
