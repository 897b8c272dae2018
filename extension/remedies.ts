/**
 * *Generate Firewall Rules…* and *Force-Leave Commands…*: one click opens a document. It stops for a question
 * only where a member has no side. Nothing is run from here; the documents say what they do and where.
 */
import { networkInterfaces } from "node:os";
import * as vscode from "vscode";
import {
  assign,
  fleetOfView,
  splitMembers,
  type Dialect,
  type Fleet,
  type Policy,
  type RuleFile,
  type SidesRule,
} from "../engine/index.ts";
import { REMEDY_COMMANDS } from "./contributions.ts";
import { registerCommand, type Log } from "./log.ts";
import { openDocument } from "./openDocument.ts";
import { chooseDialect, withAllAssigned } from "./remedyQuestions.ts";
import { subjectOf, type Clicked } from "./remedySubject.ts";
import type { Sessions } from "./sessions.ts";
import { readSettings } from "./settings.ts";
import { tools } from "./tools.ts";
import type { RuleSets } from "./unmix/ruleSets.ts";

/** Global state entry with the dialect that was used last. */
const LAST_DIALECT = "lanekeeper.lastDialect";

export function registerRemedies(
  sessions: Sessions,
  ruleSets: RuleSets,
  memento: vscode.Memento,
  log: Log,
): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommand(log, REMEDY_COMMANDS.generateFirewall, async (...clicked: Clicked) => {
      const dialect = await lastDialect(memento);
      if (dialect !== undefined) await generateRules({ sessions, ruleSets }, dialect, clicked);
    }),
    registerCommand(log, REMEDY_COMMANDS.generateFirewallAs, async (...clicked: Clicked) => {
      const dialect = await chooseDialect();
      if (dialect === undefined) return;
      await memento.update(LAST_DIALECT, dialect.id);
      await generateRules({ sessions, ruleSets }, dialect, clicked);
    }),
    registerCommand(log, REMEDY_COMMANDS.saveRuleSet, async (...clicked: Clicked) => {
      const dialect = await lastDialect(memento);
      if (dialect !== undefined) await saveRuleSet({ sessions, ruleSets }, dialect, clicked);
    }),
    registerCommand(log, REMEDY_COMMANDS.generateForceLeave, (...clicked: Clicked) =>
      generateForceLeave(sessions, clicked),
    ),
  );
}

interface Services {
  readonly sessions: Sessions;
  readonly ruleSets: RuleSets;
}

async function generateRules(
  { sessions, ruleSets }: Services,
  dialect: Dialect,
  clicked: Clicked,
): Promise<void> {
  const subject = await subjectOf(sessions, clicked);
  if (subject === undefined) return;
  const policy = await policyWithQuestions(fleetOfView(subject.view), subject.sides);
  if (policy === undefined) return;
  const files = await filesOf(policy, dialect);
  await ruleSets.note(subject.view.info.id, policy, dialect, files);
  const [file] = files;
  if (file !== undefined) await openDocument(file.languageId, file.text);
}

async function lastDialect(memento: vscode.Memento): Promise<Dialect | undefined> {
  const { dialectOf, DIALECTS } = await tools();
  return dialectOf(memento.get(LAST_DIALECT, readSettings().defaultDialect)) ?? DIALECTS[0];
}

/** All files of a set and their page, into a folder that the user picks. */
async function saveRuleSet(
  { sessions, ruleSets }: Services,
  dialect: Dialect,
  clicked: Clicked,
): Promise<void> {
  const subject = await subjectOf(sessions, clicked);
  const policy =
    subject === undefined ? undefined : await policyWithQuestions(fleetOfView(subject.view), subject.sides);
  if (subject === undefined || policy === undefined) return;
  const openLabel = vscode.l10n.t("Save Rule Set Here");
  const [folder] =
    (await vscode.window.showOpenDialog({ canSelectFolders: true, canSelectFiles: false, openLabel })) ?? [];
  if (folder === undefined) return;
  const files = await filesOf(policy, dialect);
  for (const { name, text } of files) {
    await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, name), new TextEncoder().encode(text));
  }
  await ruleSets.note(subject.view.info.id, policy, dialect, files, folder.fsPath);
  await vscode.window.showTextDocument(vscode.Uri.joinPath(folder, README));
}

const README = "README.md";

/** The first file is the one to show; the page goes last. */
async function filesOf(policy: Policy, dialect: Dialect): Promise<RuleFile[]> {
  const { setReadme } = await tools();
  const text = setReadme(policy, dialect);
  return [...dialect.render(policy), { name: README, languageId: "markdown", text }];
}

async function generateForceLeave(sessions: Sessions, clicked: Clicked): Promise<void> {
  const subject = await subjectOf(sessions, clicked);
  if (subject === undefined) return;
  const { view } = subject;
  const fleet = fleetOfView(view);
  const sides = await withAllAssigned(fleet, subject.sides);
  if (sides === undefined) return;
  const { agentLists, defaultStyle, forceLeaveScript, LEAVE_DEFAULTS, planForceLeave } = await tools();
  const split = splitMembers(fleet.members, sides);
  const names = { a: sides.a.name, b: sides.b.name };
  const { leaveBatchSize: batchSize, leavePauseSeconds: pauseSeconds } = readSettings();
  const options = { ...LEAVE_DEFAULTS, lists: agentLists(view, split), batchSize, pauseSeconds };
  const plan = planForceLeave(fleet, split, names, options);
  // Members against the rest are forced out on the rest's side only.
  const sets = sides.rest === undefined ? plan.sets : plan.sets.filter(({ on }) => on === sides.rest);
  const useful = sets.filter(({ targets }) => targets.length > 0);
  // Where nobody may be forced out, one document says why.
  for (const set of useful.length > 0 ? [...useful].reverse() : sets.slice(0, 1)) {
    await openDocument("shellscript", forceLeaveScript(plan, set, defaultStyle(plan.kind)));
  }
}

/** Builds the policy; what stands in the way is asked for where an answer helps, else it is the error. */
async function policyWithQuestions(fleet: Fleet, rule: SidesRule): Promise<Policy | undefined> {
  const sides = await withAllAssigned(fleet, rule);
  if (sides === undefined) return undefined;
  const { confirmWithinSeconds, includeServerRpc } = readSettings();
  const observerIps = Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .filter(({ internal }) => !internal)
    .map(({ address }) => address);
  const ports = { wan: false, serverRpc: includeServerRpc };
  const { buildPolicy, CAREFUL } = await tools();
  const policy = buildPolicy(fleet, sides, { ...CAREFUL, ports, observerIps, confirmWithinSeconds });
  if (policy.ok) return policy.value;
  const { kind, message, advice, members } = policy.error;
  if (kind !== "sharedAddress") throw new Error(`${message} ${advice}`);
  const apart = vscode.l10n.t("Leave Out of Both Sides");
  const chosen = await vscode.window.showWarningMessage(`${message} ${advice}`, apart);
  const ids = members.map(({ id }) => id);
  return chosen === apart ? policyWithQuestions(fleet, assign(sides, ids, "apart")) : undefined;
}
