/** The rows of the *Remediation* view for runbooks and their steps. Knows no VS Code. */
import type { Board, Journal } from "../../engine/index.ts";

/** What a row is made of. */
export interface RunbookFacts {
  readonly journal: Journal;
  readonly board: Board;
  readonly isAttached: boolean;
}

export interface RemediationRow {
  /** Stable, so that selection and expansion survive. */
  readonly id: string;
  readonly runbookId?: string;
  readonly ruleSetId?: string;
  /** Of a rule set. */
  readonly file?: string;
  readonly label: string;
  readonly description: string;
  readonly icon:
    "runbook" | "finished" | "alarm" | "done" | "current" | "ahead" | "rules" | "file" | "side" | "member";
  readonly contextValue: string;
  readonly expansion: "none" | "collapsed" | "expanded";
  readonly tooltip: string;
  readonly children: readonly RemediationRow[];
}

export function runbookRow({ journal, board, isAttached }: RunbookFacts): RemediationRow {
  const { id, kind, names, pool, certainty } = journal.case;
  const { current, alarm, steps } = board;
  const at = steps.findIndex(({ state }) => state === "current") + 1;
  const stand =
    current === undefined
      ? "done"
      : [
          ...(alarm === "" ? [] : ["stop"]),
          `${at} of ${steps.length}: ${current.title}`,
          ...(isAttached ? [] : ["pool not attached"]),
        ].join(" · ");
  const label = kind === "M" ? pool : `${names.a} | ${names.b}`;
  return {
    id,
    runbookId: id,
    label,
    description: stand,
    icon: current === undefined ? "finished" : alarm === "" ? "runbook" : "alarm",
    contextValue: current === undefined ? "runbook.finished" : "runbook.open",
    expansion: current === undefined ? "collapsed" : "expanded",
    tooltip: [`Runbook ${id} of ${pool}, kind ${kind} (${certainty})`, ...(alarm === "" ? [] : [alarm])].join(
      "\n",
    ),
    children: steps.map((_, index) => stepRow(id, board, index)),
  };
}

function stepRow(runbookId: string, { steps, check, alarm }: Board, index: number): RemediationRow {
  const found = steps[index];
  const state = found?.state ?? "ahead";
  const isCurrent = state === "current";
  const title = found?.step.title ?? "";
  const missing = isCurrent ? check.missing.slice(0, 10) : [];
  return {
    id: `${runbookId}/${index}`,
    runbookId,
    label: `${index + 1} ${title}`,
    description: isCurrent ? check.progress : state === "done" ? "done" : "",
    icon: isCurrent && alarm !== "" ? "alarm" : state,
    contextValue: `runbookStep.${state}`,
    expansion: "none",
    tooltip: [
      `${title}: ${found?.step.why ?? ""}`,
      `Done when ${found?.step.doneWhen ?? ""}`,
      ...(isCurrent && alarm !== "" ? [alarm] : []),
      ...missing,
    ].join("\n\n"),
    children: [],
  };
}
