/** The one question that *Observe Pool…* sends, and what stood in its way as a choice. */
import * as vscode from "vscode";
import type { PoolProblem } from "../engine/index.ts";
import { seedText, type KnownPool } from "./pool.ts";
import { pickStep, type StepFrame, type StepResult } from "./quickInput.ts";
import type { PreflightAnswer, Sessions } from "./sessions.ts";

/** Asks once; undefined when the user cancelled. */
export async function preflight(sessions: Sessions, pool: KnownPool): Promise<PreflightAnswer | undefined> {
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

/** A way out of a problem, beside going back. */
export interface WayOut {
  readonly label: string;
  readonly detail: string;
  readonly take: () => Promise<StepResult<unknown>>;
}

/** A problem is a choice: back to change something, or one of the ways out. */
export async function showProblem(
  frame: StepFrame,
  problem: PoolProblem,
  waysOut: readonly WayOut[] = [],
): Promise<StepResult<unknown>> {
  const back: WayOut = {
    label: vscode.l10n.t("$(arrow-left) Go back and change it"),
    detail: problem.advice,
    take: () => Promise.resolve({ kind: "back" }),
  };
  const chosen = await pickStep(frame, problem.message, [...waysOut, back]);
  return chosen.kind === "next" ? chosen.value.take() : chosen;
}
