/** Activation as a table of contents: services first, then one line a feature. */
import * as vscode from "vscode";
import { registerClusterCommands } from "./clusterCommands.ts";
import { registerCommands } from "./commands.ts";
import { registerDashboards } from "./dashboard/panel.ts";
import { registerDiagnose } from "./diagnose.ts";
import { registerExplain } from "./explain.ts";
import { registerFindMember } from "./findMember.ts";
import { registerGossipKeys } from "./newGossipKey.ts";
import { registerLastSession } from "./lastSession.ts";
import { registerLinting } from "./linting/registerLinting.ts";
import { registerJoin } from "./joinFlow.ts";
import { createLog } from "./log.ts";
import { registerNotices } from "./notices.ts";
import { registerPing } from "./ping.ts";
import { registerPoolCommands } from "./poolCommands.ts";
import { registerLinks } from "./registerLinks.ts";
import { registerRemedies } from "./remedies.ts";
import { Recordings } from "./recording/recordings.ts";
import { ReportPages } from "./reportPages.ts";
import { PoolSecrets } from "./secrets.ts";
import { Sessions } from "./sessions.ts";
import { registerStatusBar } from "./statusBar.ts";
import { registerStatusMenu } from "./statusMenu.ts";
import { registerSupport } from "./support.ts";
import { registerUnmix } from "./unmix/registerUnmix.ts";
import { unmixServices } from "./unmix/unmixServices.ts";
import { TestClusters } from "./testClusters.ts";
import { registerPoolMetrics } from "./poolMetrics.ts";
import { registerPoolsTree } from "./trees/pools.ts";
import { registerTestClustersTree } from "./trees/testClusters.ts";

/** Gives members the time to leave: VS Code waits some seconds for `deactivate`. */
let leaveAll: () => Promise<void> = () => Promise.resolve();

export function activate({
  extension,
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
  const recordings = new Recordings(extensionUri);
  const clusterPath = vscode.Uri.joinPath(extensionUri, "dist", "clusterWorker.mjs").fsPath;
  const clusters = new TestClusters(clusterPath, sessions);
  leaveAll = async () => {
    await Promise.all([recordings.running.stopAll(), sessions.detachAll(), clusters.stopAll()]);
  };
  const unmix = unmixServices(sessions, workspaceState);
  const dashboards = registerDashboards(extensionUri, sessions, recordings.open, unmix.remediations, log);
  const tree = registerPoolsTree(sessions, recordings);
  const linting = registerLinting(extensionUri, { sessions, secrets: poolSecrets, reports }, log);
  subscriptions.push(
    log,
    sessions,
    reports,
    dashboards,
    tree,
    clusters,
    registerTestClustersTree(clusters),
    registerClusterCommands(clusters, dashboards, log),
    recordings.register(sessions, dashboards, log),
    registerStatusBar(sessions, recordings.running),
    registerNotices(sessions, dashboards, workspaceState),
    registerCommands({
      sessions,
      secrets: poolSecrets,
      dashboards,
      seeds: () => linting.seeds(),
      selection: () => tree.selection(),
      log,
    }),
    registerPoolCommands(sessions, poolSecrets, () => tree.selection(), reports, log),
    registerJoin(sessions, log),
    registerLastSession(sessions, workspaceState),
    registerFindMember(sessions, dashboards, log),
    registerStatusMenu(sessions, recordings.running, dashboards, log),
    registerPoolMetrics(sessions, log),
    registerSupport(extension, sessions, log),
    registerGossipKeys(log),
    registerPing(sessions, log),
    registerDiagnose(log),
    registerExplain(reports, log),
    linting,
    registerRemedies(sessions, unmix.ruleSets, globalState, log),
    registerUnmix(sessions, unmix, { reports, linting }, log),
    registerLinks(sessions, poolSecrets, dashboards, log),
  );
}

export function deactivate(): Promise<void> {
  return leaveAll();
}
