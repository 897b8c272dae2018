/** What can be done with a rule set that was written here: open, verify, copy its undo, forget. */
import * as vscode from "vscode";
import { fleetOfView, planIsolation, splitMembers } from "../../engine/index.ts";
import { REMEDY_COMMANDS } from "../contributions.ts";
import { registerCommand, type Log } from "../log.ts";
import { openDocument } from "../openDocument.ts";
import { withAllAssigned } from "../remedyQuestions.ts";
import { subjectOf, type Clicked } from "../remedySubject.ts";
import type { Sessions } from "../sessions.ts";
import type { RemediationRow } from "../trees/remediationRows.ts";
import { verifyIsolation } from "../verifyIsolation.ts";
import type { RuleSetRecord, RuleSets } from "./ruleSets.ts";

export function registerRuleSets(sessions: Sessions, ruleSets: RuleSets, log: Log): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommand(
      log,
      REMEDY_COMMANDS.verifyIsolation,
      async (...clicked: Clicked | readonly [RemediationRow]) => {
        const [what] = clicked;
        const id = what !== undefined && "ruleSetId" in what ? what.ruleSetId : undefined;
        if (id === undefined) await verifySides(sessions, clicked as Clicked);
        else await verifySet(sessions, ruleSets, find(ruleSets, id));
      },
    ),
    registerCommand(log, REMEDY_COMMANDS.openSetFile, async (row?: RemediationRow) => {
      const set = await pick(ruleSets, row);
      const file = set?.files.find(({ name }) => row?.file === undefined || name === row.file);
      if (file !== undefined) await openDocument(file.languageId, file.text);
    }),
    registerCommand(log, REMEDY_COMMANDS.copyUndo, async (row?: RemediationRow) => {
      const set = await pick(ruleSets, row);
      if (set === undefined) return;
      const undo = set.files.find(({ name }) => name === "undo.sh");
      if (undo === undefined)
        throw new Error(vscode.l10n.t("{0} has no undo of its own: remove what was added.", set.dialect));
      await vscode.env.clipboard.writeText(undo.text);
      vscode.window.setStatusBarMessage(vscode.l10n.t("The undo of {0} was copied", set.policyId), 4_000);
    }),
    registerCommand(log, REMEDY_COMMANDS.removeSet, async (row?: RemediationRow) => {
      const set = await pick(ruleSets, row);
      if (set !== undefined) await forget(ruleSets, set);
    }),
  );
}

/** The sides that were clicked or are chosen now; no set takes the result. */
async function verifySides(sessions: Sessions, clicked: Clicked): Promise<void> {
  const subject = await subjectOf(sessions, clicked);
  const session = subject === undefined ? undefined : sessions.get(subject.view.info.id);
  const sides = subject && (await withAllAssigned(fleetOfView(subject.view), subject.sides));
  if (subject === undefined || session === undefined || sides === undefined) return;
  const split = splitMembers(fleetOfView(subject.view).members, sides);
  const names = { a: sides.a.name, b: sides.b.name };
  await verifyIsolation(session, { plan: planIsolation(split), names, hasTimer: false });
}

async function verifySet(sessions: Sessions, ruleSets: RuleSets, set: RuleSetRecord): Promise<void> {
  const session = sessions.get(set.poolId);
  if (session === undefined)
    throw new Error(vscode.l10n.t("Observe the pool {0} first: its members are asked.", set.pool));
  const plan = planIsolation({ ...set.members, apart: [], unassigned: [], contested: [] });
  const verified = await verifyIsolation(session, { plan, names: set.names, hasTimer: set.hasTimer });
  if (verified !== undefined) await ruleSets.verified(set.id, verified.results, verified.isConfirmed);
}

async function forget(ruleSets: RuleSets, { id, policyId }: RuleSetRecord): Promise<void> {
  const remove = vscode.l10n.t("Remove");
  const question = vscode.l10n.t("Remove rule set {0} from this list?", policyId);
  const detail = vscode.l10n.t("Rules on hosts and saved files stay as they are; undo.sh needs no list.");
  const chosen = await vscode.window.showWarningMessage(question, { modal: true, detail }, remove);
  if (chosen === remove) await ruleSets.remove(id);
}

/** The one that was clicked, the only one, or the one that is chosen. */
async function pick(ruleSets: RuleSets, row: RemediationRow | undefined): Promise<RuleSetRecord | undefined> {
  if (row?.ruleSetId !== undefined) return find(ruleSets, row.ruleSetId);
  const all = ruleSets.list();
  if (all.length === 0)
    throw new Error(vscode.l10n.t("There is no rule set. Run “Generate Firewall Rules…” first."));
  if (all.length === 1) return all[0];
  const items = all.map((set) => ({
    label: `${set.names.a} | ${set.names.b}`,
    description: set.dialect,
    detail: set.pool,
    set,
  }));
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t("Which rule set?") }))?.set;
}

function find(ruleSets: RuleSets, id: string): RuleSetRecord {
  const set = ruleSets.get(id);
  if (set === undefined) throw new Error(vscode.l10n.t("This rule set was removed."));
  return set;
}
