/** The commands of linting, and what the quick fixes and lenses call. */
import * as vscode from "vscode";
import type { EditorPlace, LaneConflict } from "../../engine/index.ts";
import { COMMANDS, LINT_ACTIONS, SETTINGS, VIEWS } from "../contributions.ts";
import { registerCommand, type Log } from "../log.ts";
import type { ReportPages } from "../reportPages.ts";
import type { Linting } from "./linting.ts";
import { readLintSettings } from "./lintSettings.ts";
import { NEW_CONFIG, suppressionComment, withOverride } from "./overrides.ts";
import { pathOf, toRange, uriOf } from "./workspacePaths.ts";

const BASELINE = "lanekeeper-baseline.json";
/** How long a first reading of the workspace may take before a command stops to wait, ms. */
const READING_MS_MAX = 30_000;

export function registerLintCommands(
  linting: Linting,
  extensionUri: vscode.Uri,
  reports: ReportPages,
  log: Log,
): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommand(log, COMMANDS.lintWorkspace, () => lintWorkspace(linting)),
    registerCommand(log, COMMANDS.lintFile, () => lintFile(linting)),
    registerCommand(log, COMMANDS.lintShowRule, (rule?: string) => showRule(linting, extensionUri, rule)),
    registerCommand(log, COMMANDS.lintCreateConfig, () => createConfig()),
    registerCommand(log, COMMANDS.lintCreateBaseline, () => createBaseline(linting)),
    registerCommand(log, COMMANDS.lintRehearse, () => rehearse(linting, reports)),
    registerCommand(log, LINT_ACTIONS.addToBaseline, (place: EditorPlace) => createBaseline(linting, place)),
    registerCommand(log, LINT_ACTIONS.suppress, suppress),
    registerCommand(log, LINT_ACTIONS.override, addOverride),
    registerCommand(log, LINT_ACTIONS.showConflict, showConflict),
    registerCommand(log, LINT_ACTIONS.showPlace, ({ path, range }: EditorPlace) =>
      show(path, range, vscode.ViewColumn.Active),
    ),
  );
}

async function lintWorkspace(linting: Linting): Promise<void> {
  mustBeOn();
  linting.restart();
  await whenRead(linting);
  await vscode.commands.executeCommand("workbench.actions.view.problems");
  const { lanes, fileCount } = linting.fleet ?? { lanes: [], fileCount: 0 };
  const findings = [...linting.allFindings()].flatMap((file) => file.findings);
  const text = vscode.l10n.t(
    "{0} findings in {1} files of {2} lanes",
    findings.length,
    fileCount,
    lanes.length,
  );
  void vscode.window.setStatusBarMessage(text, 8_000);
}

async function lintFile(linting: Linting): Promise<void> {
  mustBeOn();
  const document = vscode.window.activeTextEditor?.document;
  const path = document === undefined ? undefined : pathOf(document.uri);
  if (document === undefined || path === undefined) {
    throw new Error(
      vscode.l10n.t(
        "Open a file of the workspace first; linting looks at it beside the other agents' files.",
      ),
    );
  }
  linting.start();
  linting.take(document);
  await whenRead(linting);
  const count = linting.findingsOf(path)?.findings.length ?? 0;
  void vscode.window.setStatusBarMessage(vscode.l10n.t("{0} findings in {1}", count, path), 8_000);
}

function mustBeOn(): void {
  if (!readLintSettings().enable) {
    throw new Error(vscode.l10n.t("Linting is off; the setting lanekeeper.lint.enable turns it on."));
  }
}

/** Resolves after the next complete round. */
async function whenRead(linting: Linting): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = (): void => {
      listening.dispose();
      clearTimeout(timer);
      resolve();
    };
    const listening = linting.onFleet(() => linting.fleet !== undefined && done());
    const timer = setTimeout(done, READING_MS_MAX);
  });
}

async function showRule(linting: Linting, extensionUri: vscode.Uri, rule?: string): Promise<void> {
  const id = rule ?? (await chooseRule(linting));
  if (id === undefined) return;
  const page = vscode.Uri.joinPath(extensionUri, "engine", "lint", "rules", `${id}.md`);
  await vscode.workspace.fs.stat(page).then(undefined, () => {
    throw new Error(vscode.l10n.t("There is no page about {0}.", id));
  });
  await vscode.commands.executeCommand("markdown.showPreview", page);
}

async function chooseRule(linting: Linting): Promise<string | undefined> {
  linting.start();
  if (linting.rules.length === 0) await whenRead(linting);
  const items = linting.rules.map(({ id, code, summary }) => ({
    label: id,
    description: code,
    detail: summary,
  }));
  const placeHolder = vscode.l10n.t("Which rule?");
  return (
    await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true, matchOnDetail: true })
  )?.label;
}

async function createConfig(): Promise<void> {
  const uri = inWorkspace(readLintSettings().configFile);
  if (!(await exists(uri))) await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(NEW_CONFIG));
  await vscode.window.showTextDocument(uri);
}

/** Writes all findings as known ones, or adds the one at a place; then the setting names the file. */
async function createBaseline(linting: Linting, add?: EditorPlace): Promise<void> {
  mustBeOn();
  const text = await linting.running()?.baseline(add);
  if (text === undefined) throw new Error(vscode.l10n.t("The linter didn't answer; see the log."));
  const { baseline } = readLintSettings();
  const name = baseline === "" ? BASELINE : baseline;
  await vscode.workspace.fs.writeFile(inWorkspace(name), new TextEncoder().encode(text));
  const section = vscode.workspace.getConfiguration("lanekeeper");
  if (baseline === "")
    await section.update(SETTINGS.lintBaseline, name, vscode.ConfigurationTarget.Workspace);
  linting.restart();
}

/** Plays the workspace in the linter's thread; the page opens beside the editor. */
async function rehearse(linting: Linting, reports: ReportPages): Promise<void> {
  mustBeOn();
  linting.start();
  if (linting.fleet === undefined) await whenRead(linting);
  const progress = { location: { viewId: VIEWS.agentConfigs } };
  const played = await vscode.window.withProgress(progress, async () => linting.running()?.rehearse());
  if (played === undefined) throw new Error(vscode.l10n.t("The linter didn't answer; see the log."));
  await reports.open(vscode.l10n.t("Rehearsal"), played.markdown);
  void vscode.window.setStatusBarMessage(vscode.l10n.t("Rehearsal: {0}", played.verdict), 8_000);
}

async function suppress(uri: vscode.Uri, line: number, rule: string): Promise<void> {
  const reason = await vscode.window.showInputBox({
    title: vscode.l10n.t("Disable {0} for this line", rule),
    prompt: vscode.l10n.t("Why is it all right here? The next reader will ask."),
    ignoreFocusOut: true,
  });
  if (reason === undefined) return;
  const document = await vscode.workspace.openTextDocument(uri);
  const edit = new vscode.WorkspaceEdit();
  const comment = suppressionComment(document.lineAt(line).text, rule, reason);
  edit.insert(uri, new vscode.Position(line, 0), comment);
  await vscode.workspace.applyEdit(edit);
}

async function addOverride(path: string, rule: string): Promise<void> {
  const uri = inWorkspace(readLintSettings().configFile);
  const edit = new vscode.WorkspaceEdit();
  const isNew = !(await exists(uri));
  if (isNew) edit.createFile(uri);
  const document = isNew ? undefined : await vscode.workspace.openTextDocument(uri);
  const text = document?.getText() ?? "";
  const whole = new vscode.Range(0, 0, document?.lineCount ?? 0, 0);
  edit.replace(uri, whole, withOverride(text, path, rule));
  await vscode.workspace.applyEdit(edit);
  await vscode.window.showTextDocument(uri);
}

/** Both places side by side. */
async function showConflict({ here, there }: LaneConflict): Promise<void> {
  await show(here.path, here.range, vscode.ViewColumn.One);
  await show(there.path, there.range, vscode.ViewColumn.Two);
}

async function show(path: string, range: EditorPlace["range"], viewColumn: vscode.ViewColumn): Promise<void> {
  const uri = uriOf(path);
  if (uri === undefined) throw new Error(vscode.l10n.t("{0} is no longer in the workspace.", path));
  await vscode.window.showTextDocument(uri, { viewColumn, selection: toRange(range), preview: false });
}

function inWorkspace(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error(vscode.l10n.t("Open a folder first."));
  return vscode.Uri.joinPath(folder.uri, name);
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return await vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
