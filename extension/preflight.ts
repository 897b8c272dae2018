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

/** Characters that fit into one row of a quick pick. */
const LINE_LENGTH_MAX = 76;

/** A way out of a problem, beside going back. */
export interface WayOut {
  readonly label: string;
  readonly detail: string;
  readonly take: () => Promise<StepResult<unknown>>;
}

/** A problem is a choice: what happened stands on top, below it what can be done. */
export async function showProblem(
  frame: StepFrame,
  problem: PoolProblem,
  waysOut: readonly WayOut[] = [],
): Promise<StepResult<unknown>> {
  const back = (): Promise<StepResult<unknown>> => Promise.resolve({ kind: "back" });
  const [what, more] = splitSentence(problem.message);
  const items: readonly WayOut[] = [
    { label: `$(error) ${what}`, detail: more, take: back },
    ...waysOut,
    { label: vscode.l10n.t("$(arrow-left) Go back and change it"), detail: problem.advice, take: back },
  ];
  const placeholder = vscode.l10n.t("This pool cannot be seen yet");
  const chosen = await pickStep(frame, placeholder, items, items.at(-1 - waysOut.length));
  return chosen.kind === "next" ? chosen.value.take() : chosen;
}

/** A row does not wrap: a long sentence is cut where it has a joint. */
function splitSentence(text: string): readonly [string, string] {
  if (text.length <= LINE_LENGTH_MAX) return [text, ""];
  const joint = Math.max(...["; ", ": ", ", "].map((mark) => text.lastIndexOf(mark, LINE_LENGTH_MAX)));
  return joint < 0 ? [text, ""] : [text.slice(0, joint + 1).replace(/[;,]$/, ""), text.slice(joint + 2)];
}
