/** Activation as a table of contents: services first, then one line a feature. */
import * as vscode from "vscode";
import { registerCommands } from "./commands.ts";
import { registerDashboards } from "./dashboard/panel.ts";
import { registerDiagnose } from "./diagnose.ts";
import { registerExplain } from "./explain.ts";
import { registerLinting } from "./linting/registerLinting.ts";
import { registerJoin } from "./joinFlow.ts";
import { createLog } from "./log.ts";
import { registerNotices } from "./notices.ts";
import { registerPing } from "./ping.ts";
import { registerPoolCommands } from "./poolCommands.ts";
import { registerRemedies } from "./remedies.ts";
import { ReportPages } from "./reportPages.ts";
import { PoolSecrets } from "./secrets.ts";
import { Sessions } from "./sessions.ts";
import { registerStatusBar } from "./statusBar.ts";
import { registerPoolsTree } from "./trees/pools.ts";

/** Gives members the time to leave: VS Code waits some seconds for `deactivate`. */
let leaveAll: () => Promise<void> = () => Promise.resolve();

export function activate({
  subscriptions,
  extensionUri,
  workspaceState,
  globalState,
  secrets,
}: vscode.ExtensionContext): void {
  const log = createLog();
  const poolSecrets = new PoolSecrets(secrets);
  const workerPath = vscode.Uri.joinPath(extensionUri, "dist", "worker.mjs").fsPath;
  const sessions = new Sessions(workerPath, workspaceState, poolSecrets, log);
  const reports = new ReportPages();
  leaveAll = () => sessions.detachAll();
  const dashboards = registerDashboards(extensionUri, sessions, log);
  const tree = registerPoolsTree(sessions);
  subscriptions.push(
    log,
    sessions,
    reports,
    dashboards,
    tree,
    registerStatusBar(sessions),
    registerNotices(sessions, dashboards, workspaceState),
    registerCommands({ sessions, secrets: poolSecrets, dashboards, log }),
    registerPoolCommands(sessions, poolSecrets, () => tree.selection(), log),
    registerJoin(sessions, log),
    registerPing(sessions, log),
    registerDiagnose(log),
    registerExplain(reports, log),
    registerLinting(extensionUri, log),
    registerRemedies(sessions, globalState, log),
  );
}

export function deactivate(): Promise<void> {
  return leaveAll();
}
