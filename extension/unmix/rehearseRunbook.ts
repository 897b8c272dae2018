/** *Rehearse on a Simulated Copy*: the runbook is followed in virtual time, and a page says whether it would hold. */
import * as vscode from "vscode";
import { openJournal, type Journal } from "../../engine/index.ts";
import { VIEWS } from "../contributions.ts";
import type { LintFeature } from "../linting/registerLinting.ts";
import type { Clicked } from "../remedySubject.ts";
import type { ReportPages } from "../reportPages.ts";
import type { Sessions } from "../sessions.ts";
import { askForCase } from "./startRunbook.ts";

/** What a rehearsal needs besides the case. */
export interface Rehearsing {
  readonly reports: ReportPages;
  readonly linting: Pick<LintFeature, "rehearseUnmix">;
}

/** A runbook that is not started yet, by the same questions; undefined when one was left open. */
export async function askForJournal(sessions: Sessions, clicked: Clicked): Promise<Journal | undefined> {
  const asked = await askForCase(sessions, clicked);
  return asked === undefined ? undefined : openJournal(asked.runbookCase, Date.now());
}

/** Sends nothing: the members are made from what the case knows of them. */
export async function rehearseRunbook({ reports, linting }: Rehearsing, journal: Journal): Promise<void> {
  const played = await vscode.window.withProgress(
    { location: { viewId: VIEWS.remediation }, title: vscode.l10n.t("Rehearsing the runbook") },
    () => linting.rehearseUnmix(JSON.stringify(journal)),
  );
  if (played === undefined) throw new Error(vscode.l10n.t("The rehearsal was not played; see the log."));
  await reports.open(vscode.l10n.t("Unmix Rehearsal"), played.markdown);
  void vscode.window.setStatusBarMessage(vscode.l10n.t("Rehearsal: {0}", played.verdict), 8_000);
}
