/** *Next Step…*: what may be run, verified or said about the open step, and nothing else. */
import * as vscode from "vscode";
import { actionKey, type Action } from "../../engine/index.ts";
import { tools, type Tools } from "../tools.ts";
import type { RunbookActions } from "./runbookActions.ts";
import type { OpenRunbook } from "./runbooks.ts";
import { isCutStep, wordsThatCount } from "./words.ts";

interface Choice extends vscode.QuickPickItem {
  readonly run?: () => Promise<void>;
}

export async function nextStep(actions: RunbookActions, runbook: OpenRunbook): Promise<void> {
  const { board, isAttached } = runbook;
  const { current, check, alarm } = board;
  if (current === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t("All steps of this runbook are done."));
    return;
  }
  const { commandsOf } = await tools();
  const choices: Choice[] = [
    ...board.actions.map((action) => actionChoice(actions, runbook, action, commandsOf)),
    ...(isCutStep(board) && isAttached ? [verifyChoice(actions, runbook)] : []),
    ...wordChoices(actions, runbook),
    downChoice(actions, runbook),
  ];
  const title = `${current.title}: ${alarm === "" ? check.progress : alarm}`;
  const placeHolder = isAttached
    ? [...check.missing, current.doneWhen].join(" ")
    : vscode.l10n.t("Its pool is not attached: observe it, else nothing is seen to be done.");
  const chosen = await vscode.window.showQuickPick(choices, { title, placeHolder, ignoreFocusOut: true });
  await chosen?.run?.();
}

function actionChoice(
  actions: RunbookActions,
  { journal, seen }: OpenRunbook,
  action: Action,
  commandsOf: Tools["commandsOf"],
): Choice {
  const commands = commandsOf({ journal, seen, nowMs: Date.now() }, action);
  if (!commands.ok) return { label: vscode.l10n.t("No commands can be written"), detail: commands.error };
  const { title, where } = commands.value;
  return {
    label: `$(terminal) ${title}`,
    detail: where,
    run: () => actions.showCommands(journal.case.id, actionKey(action)),
  };
}

function verifyChoice(actions: RunbookActions, { journal }: OpenRunbook): Choice {
  return {
    label: `$(shield) ${vscode.l10n.t("Verify Isolation…")}`,
    detail: vscode.l10n.t(
      "Members of each side are asked to ping the other one. After the rules were confirmed.",
    ),
    run: () => actions.verify(journal.case.id),
  };
}

function wordChoices(actions: RunbookActions, { journal, seen, board }: OpenRunbook): Choice[] {
  const { current } = board;
  if (current === undefined) return [];
  return wordsThatCount(journal, seen, Date.now()).map((what) => ({
    label:
      what === "kept"
        ? `$(lock) ${vscode.l10n.t("Say: the Rules Stay for Good")}`
        : `$(check) ${vscode.l10n.t("Say: It Is So")}`,
    detail: what === "kept" ? vscode.l10n.t("They become the permanent lane.") : current.doneWhen,
    run: () => actions.say(journal.case.id, current.id, what),
  }));
}

function downChoice(actions: RunbookActions, { journal }: OpenRunbook): Choice {
  return {
    label: `$(debug-stop) ${vscode.l10n.t("Say That an Agent Is Stopped for Good…")}`,
    detail: vscode.l10n.t("Its list is not waited for. It must not start again with its old snapshot."),
    run: () => actions.sayStopped(journal.case.id),
  };
}
