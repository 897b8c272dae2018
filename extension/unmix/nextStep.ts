/** *Next Step…*: what may be run, verified or said about the open step, and nothing else. */
import * as vscode from "vscode";
import { caseSplit, isolated, offer, say, type Action } from "../../engine/index.ts";
import type { Sessions } from "../sessions.ts";
import { tools, type Tools } from "../tools.ts";
import { verifyIsolation } from "../verifyIsolation.ts";
import type { OpenRunbook, Runbooks } from "./runbooks.ts";
import { isCutStep, wordsThatCount } from "./words.ts";

interface Choice extends vscode.QuickPickItem {
  readonly run?: () => Promise<void>;
}

export async function nextStep(runbooks: Runbooks, sessions: Sessions, runbook: OpenRunbook): Promise<void> {
  const { board, isAttached } = runbook;
  const { current, check, alarm } = board;
  if (current === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t("All steps of this runbook are done."));
    return;
  }
  const { commandsOf } = await tools();
  const choices: Choice[] = [
    ...board.actions.map((action) => actionChoice(runbooks, runbook, action, commandsOf)),
    ...(isCutStep(board) && isAttached ? [verifyChoice(runbooks, sessions, runbook)] : []),
    ...wordChoices(runbooks, runbook),
    downChoice(runbooks, runbook),
  ];
  const title = `${current.title}: ${alarm === "" ? check.progress : alarm}`;
  const placeHolder = isAttached
    ? [...check.missing, current.doneWhen].join(" ")
    : vscode.l10n.t("Its pool is not attached: observe it, else nothing is seen to be done.");
  const chosen = await vscode.window.showQuickPick(choices, { title, placeHolder, ignoreFocusOut: true });
  await chosen?.run?.();
}

function actionChoice(
  runbooks: Runbooks,
  { journal, seen }: OpenRunbook,
  action: Action,
  commandsOf: Tools["commandsOf"],
): Choice {
  const nowMs = Date.now();
  const commands = commandsOf({ journal, seen, nowMs }, action);
  if (!commands.ok) return { label: vscode.l10n.t("No commands can be written"), detail: commands.error };
  const { title, where, files } = commands.value;
  const run = async (): Promise<void> => {
    const { id } = journal.case;
    const current = runbooks.get(id);
    const isStill = current?.board.actions.some((each) => JSON.stringify(each) === JSON.stringify(action));
    if (current === undefined || isStill !== true)
      throw new Error(vscode.l10n.t("The pool has changed meanwhile. Look at the step again."));
    await runbooks.change(id, (now, seenNow) => offer(now, seenNow, action, Date.now()));
    runbooks.show(id, commands.value);
    // The first one is read first, so it is opened last.
    for (const { text, languageId } of [...files].reverse()) await openFile(languageId, text);
  };
  return { label: `$(terminal) ${title}`, detail: where, run };
}

function verifyChoice(runbooks: Runbooks, sessions: Sessions, { journal, poolId }: OpenRunbook): Choice {
  return {
    label: `$(shield) ${vscode.l10n.t("Verify Isolation…")}`,
    detail: vscode.l10n.t(
      "Members of each side are asked to ping the other one. After the rules were confirmed.",
    ),
    run: async () => {
      const session = sessions.get(poolId);
      if (session === undefined) throw new Error(vscode.l10n.t("The pool is not attached any more."));
      const results = await verifyIsolation(session, caseSplit(journal.case), journal.case.names);
      if (results.length === 0) return;
      const rows = results.map(({ round: { helper, target }, verdict }) => ({
        helper: helper.id,
        target: target.id,
        verdict: verdict.kind,
        reason: verdict.kind === "unknown" ? verdict.reason : "",
      }));
      await runbooks.change(journal.case.id, (now) => isolated(now, rows, Date.now()));
    },
  };
}

function wordChoices(runbooks: Runbooks, { journal, seen, board }: OpenRunbook): Choice[] {
  const { current } = board;
  if (current === undefined) return [];
  return wordsThatCount(journal, seen, Date.now()).map((what) => ({
    label:
      what === "kept"
        ? `$(lock) ${vscode.l10n.t("Say: the Rules Stay for Good")}`
        : `$(check) ${vscode.l10n.t("Say: It Is So")}`,
    detail: what === "kept" ? vscode.l10n.t("They become the permanent lane.") : current.doneWhen,
    run: () => runbooks.change(journal.case.id, (now) => say(now, { step: current.id, what }, Date.now())),
  }));
}

function downChoice(runbooks: Runbooks, { journal, board }: OpenRunbook): Choice {
  const step = board.current?.id;
  return {
    label: `$(debug-stop) ${vscode.l10n.t("Say That an Agent Is Stopped for Good…")}`,
    detail: vscode.l10n.t("Its list is not waited for. It must not start again with its old snapshot."),
    run: async () => {
      const items = journal.case.members.map(({ name, ip, id }) => ({ label: name, description: ip, id }));
      const placeHolder = vscode.l10n.t("Which agent is stopped and stays so?");
      const member = (await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true }))
        ?.id;
      if (member === undefined || step === undefined) return;
      await runbooks.change(journal.case.id, (now) => say(now, { step, what: "down", member }, Date.now()));
    },
  };
}

async function openFile(languageId: string, content: string): Promise<void> {
  const known = await vscode.languages.getLanguages();
  const language = known.includes(languageId) ? languageId : "plaintext";
  const document = await vscode.workspace.openTextDocument({ language, content });
  await vscode.window.showTextDocument(document, { preview: false });
}
