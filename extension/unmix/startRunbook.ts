/** *Start Unmix Runbook…*: pool, sides, the kind only where the pool does not tell it for certain, dialect. */
import * as vscode from "vscode";
import { fleetOfView, openCase, type MixKind, type RunbookCase } from "../../engine/index.ts";
import { chooseDialect, withAllAssigned } from "../remedyQuestions.ts";
import { subjectOf, type Clicked } from "../remedySubject.ts";
import type { Sessions } from "../sessions.ts";

/** undefined when a question was left open. */
export async function askForCase(
  sessions: Sessions,
  clicked: Clicked,
): Promise<{ readonly poolId: string; readonly runbookCase: RunbookCase } | undefined> {
  const subject = await subjectOf(sessions, clicked);
  if (subject === undefined) return undefined;
  const { view } = subject;
  const fleet = fleetOfView(view);
  const sides = await withAllAssigned(fleet, subject.sides);
  const dialect = sides === undefined ? undefined : await chooseDialect();
  if (sides === undefined || dialect === undefined) return undefined;
  const options = { dialect: dialect.id, findings: view.findings, nowMs: Date.now() };
  const told = openCase(fleet, sides, options);
  if (!told.ok) throw new Error(told.error);
  if (told.value.certainty === "certain") return { poolId: view.info.id, runbookCase: told.value };
  const kind = await chooseKind(told.value.kind);
  if (kind === undefined) return undefined;
  const opened = openCase(fleet, sides, { ...options, kind });
  if (!opened.ok) throw new Error(opened.error);
  return { poolId: view.info.id, runbookCase: opened.value };
}

/** The likeliest first, with what speaks for each. */
async function chooseKind(likeliest: MixKind): Promise<MixKind | undefined> {
  const { l10n } = vscode;
  const kinds: readonly { readonly mix: MixKind; readonly label: string; readonly detail: string }[] = [
    { mix: "P", label: l10n.t("Plain pools"), detail: l10n.t("Two pools became one; Raft is not merged.") },
    {
      mix: "R",
      label: l10n.t("Raft merged"),
      detail: l10n.t("Servers of both sides have one datacenter name and are in one Raft."),
    },
    { mix: "W", label: l10n.t("Federation"), detail: l10n.t("WAN only: sites that are to be separated.") },
    {
      mix: "M",
      label: l10n.t("LAN and WAN mingled"),
      detail: l10n.t("One datacenter shows names with and without “.dc”. Must not be cut."),
    },
    {
      mix: "H",
      label: l10n.t("Half mixed"),
      detail: l10n.t("Some members know the other side, most don't."),
    },
    { mix: "B", label: l10n.t("A bridge"), detail: l10n.t("One agent is in both pools.") },
  ];
  const items = [...kinds].sort((x, y) => Number(y.mix === likeliest) - Number(x.mix === likeliest));
  const title = l10n.t("The pool does not tell the kind of mix for certain");
  const placeHolder = l10n.t("Which kind is it? When in doubt about Raft, choose “Raft merged”");
  return (await vscode.window.showQuickPick(items, { title, placeHolder, matchOnDetail: true }))?.mix;
}
