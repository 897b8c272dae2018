/** The runbook in the editor: its commands, its page and the *Remediation* view around one keeper of journals. */
import * as vscode from "vscode";
import { UNMIX_COMMANDS } from "../contributions.ts";
import { registerCommand, type Log } from "../log.ts";
import type { Clicked } from "../remedySubject.ts";
import type { Sessions } from "../sessions.ts";
import { registerRemediationTree } from "../trees/remediation.ts";
import { nextStep } from "./nextStep.ts";
import { askForJournal, rehearseRunbook, type Rehearsing } from "./rehearseRunbook.ts";
import { RunbookPages } from "./runbookPages.ts";
import { registerRuleSets } from "./registerRuleSets.ts";
import type { OpenRunbook, Runbooks } from "./runbooks.ts";
import { askForCase } from "./startRunbook.ts";
import type { UnmixServices } from "./unmixServices.ts";

/** A row of the tree, or what names a runbook as one does. */
interface RunbookArgument {
  readonly runbookId?: string;
}

export function registerUnmix(
  sessions: Sessions,
  services: UnmixServices,
  rehearsing: Rehearsing,
  log: Log,
): vscode.Disposable {
  const { actions, ruleSets } = services;
  const { runbooks } = actions;
  const pages = new RunbookPages(runbooks);
  return vscode.Disposable.from(
    services,
    pages,
    registerRemediationTree(runbooks, ruleSets),
    registerRuleSets(sessions, ruleSets, log),
    registerCommand(log, UNMIX_COMMANDS.start, async (...clicked: Clicked) => {
      const asked = await askForCase(sessions, clicked);
      if (asked === undefined) return;
      await runbooks.open(asked.poolId, asked.runbookCase);
      // Collapsed until there is something in it, so that the pools have the room.
      await vscode.commands.executeCommand("lanekeeper.remediation.focus");
      await pages.open(asked.runbookCase.id);
    }),
    registerCommand(log, UNMIX_COMMANDS.next, async (row?: RunbookArgument) => {
      const runbook = await pick(runbooks, row);
      if (runbook !== undefined) await nextStep(actions, runbook);
    }),
    registerCommand(log, UNMIX_COMMANDS.openRunbook, async (row?: RunbookArgument) => {
      const runbook = await pick(runbooks, row);
      if (runbook !== undefined) await pages.open(runbook.journal.case.id);
    }),
    registerCommand(
      log,
      UNMIX_COMMANDS.rehearse,
      async (what?: { readonly runbookId: string } | Clicked[0]) => {
        const row = what !== undefined && "runbookId" in what ? what : undefined;
        const clicked: Clicked = what === undefined || "runbookId" in what ? [] : [what];
        const isNew = row === undefined && (clicked.length > 0 || runbooks.list().length === 0);
        const journal = isNew ? await askForJournal(sessions, clicked) : (await pick(runbooks, row))?.journal;
        if (journal !== undefined) await rehearseRunbook(rehearsing, journal);
      },
    ),
    registerCommand(log, UNMIX_COMMANDS.remove, async (row?: RunbookArgument) => {
      const runbook = await pick(runbooks, row);
      if (runbook !== undefined) await removeRunbook(runbooks, runbook);
    }),
  );
}

/** The one that was clicked, the only one, or the one that is chosen. */
async function pick(runbooks: Runbooks, row: RunbookArgument | undefined): Promise<OpenRunbook | undefined> {
  if (row?.runbookId !== undefined) return runbooks.get(row.runbookId);
  const all = runbooks.list();
  if (all.length === 0)
    throw new Error(vscode.l10n.t("There is no runbook. Run “Start Unmix Runbook…” first."));
  if (all.length === 1) return all[0];
  const items = all.map((runbook) => ({
    label: runbook.journal.case.id,
    description: runbook.journal.case.pool,
    runbook,
  }));
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t("Which runbook?") }))
    ?.runbook;
}

async function removeRunbook(runbooks: Runbooks, { journal, board }: OpenRunbook): Promise<void> {
  const remove = vscode.l10n.t("Remove");
  const question = vscode.l10n.t("Remove runbook {0} and its record?", journal.case.id);
  const detail =
    board.current === undefined
      ? vscode.l10n.t("All its steps are done.")
      : vscode.l10n.t("It is not done: rules may be in place on hosts. Their undo.sh needs no runbook.");
  const chosen = await vscode.window.showWarningMessage(question, { modal: true, detail }, remove);
  if (chosen === remove) await runbooks.remove(journal.case.id);
}
