/** The one question of *Observe Pool…*, and what stood in its way as a choice. */
import * as vscode from "vscode";
import type { PoolProblem, PreflightReport } from "../engine/index.ts";
import { seedText, type KnownPool } from "./pool.ts";
import { pickStep, type StepFrame } from "./quickInput.ts";
import type { PreflightAnswer, Sessions } from "./sessions.ts";

/** Another way out of a problem than going back. */
export interface WayOut {
  readonly isFor: (problem: PoolProblem) => boolean;
  readonly label: string;
  readonly detail: string;
}

/** Asks once, with a way to cancel; a problem becomes a step back, the other way out, or the end. */
export async function askOnce(
  frame: StepFrame,
  sessions: Sessions,
  pool: KnownPool,
  wayOut?: WayOut,
): Promise<PreflightReport | { readonly kind: "back" | "cancelled" | "wayOut" }> {
  const answer = await preflight(sessions, pool);
  if (answer === undefined) return { kind: "back" };
  if (answer.ok) return answer.report;
  const back = { label: vscode.l10n.t("$(arrow-left) Go back and change it"), detail: answer.problem.advice };
  const choices = wayOut?.isFor(answer.problem) === true ? [wayOut, back] : [back];
  const chosen = await pickStep(frame, answer.problem.message, choices);
  if (chosen.kind !== "next") return { kind: chosen.kind };
  return { kind: chosen.value === back ? "back" : "wayOut" };
}

async function preflight(sessions: Sessions, pool: KnownPool): Promise<PreflightAnswer | undefined> {
  const progress = {
    location: vscode.ProgressLocation.Notification,
    cancellable: true,
    title: vscode.l10n.t("Asking {0} for its member list", seedText(pool)),
  };
  return vscode.window.withProgress(progress, async (_report, cancel) => {
    try {
      return await sessions.preflight(pool, cancel);
    } catch (cause) {
      if (cancel.isCancellationRequested) return undefined;
      throw cause;
    }
  });
}
