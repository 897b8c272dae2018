/** The one question of *Observe Pool…*, and what stood in its way as a choice. */
import * as vscode from "vscode";
import type { PreflightReport } from "../engine/index.ts";
import { seedText, type KnownPool } from "./pool.ts";
import { pickStep, type StepFrame, type StepResult } from "./quickInput.ts";
import type { PreflightAnswer, Sessions } from "./sessions.ts";

/** Asks once, with a way to cancel; a problem becomes a step back, or the end. */
export async function askOnce(
  frame: StepFrame,
  sessions: Sessions,
  pool: KnownPool,
): Promise<PreflightReport | Exclude<StepResult<never>, { kind: "next" }>> {
  const answer = await preflight(sessions, pool);
  if (answer === undefined) return { kind: "back" };
  if (answer.ok) return answer.report;
  const back = { label: vscode.l10n.t("$(arrow-left) Go back and change it"), detail: answer.problem.advice };
  const chosen = await pickStep(frame, answer.problem.message, [back]);
  return chosen.kind === "cancelled" ? { kind: "cancelled" } : { kind: "back" };
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
