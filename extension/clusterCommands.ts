/** The commands of test clusters. Each works from the palette too: without a row it asks. */
import * as vscode from "vscode";
import { SCENARIO_CHOICES, type ClusterCommand } from "../engine/index.ts";
import { CLUSTER_COMMANDS } from "./contributions.ts";
import { askFault } from "./clusterFaults.ts";
import { askCluster } from "./clusterPresets.ts";
import type { Dashboards } from "./dashboard/panel.ts";
import { registerCommand, type Log } from "./log.ts";
import type { TestCluster } from "./testCluster.ts";
import type { TestClusters } from "./testClusters.ts";
import type { ClusterRow } from "./trees/clusterRows.ts";

export function registerClusterCommands(
  clusters: TestClusters,
  dashboards: Dashboards,
  log: Log,
): vscode.Disposable {
  const show = async (cluster: TestCluster): Promise<void> => {
    await cluster.watchAgain();
    const session = clusters.firstSession(cluster);
    if (session !== undefined) dashboards.open(session.pool.id);
  };
  const onOne =
    (act: (cluster: TestCluster, row: ClusterRow | undefined) => unknown) =>
    async (row?: ClusterRow): Promise<unknown> => {
      const cluster = await chooseCluster(clusters, row);
      return cluster === undefined ? undefined : act(cluster, row);
    };
  return vscode.Disposable.from(
    registerCommand(log, CLUSTER_COMMANDS.start, async (row?: ClusterRow) => {
      const stopped = row === undefined ? undefined : clusters.get(row.cluster);
      const start = stopped?.start ?? (await askCluster(clusters.list().map(({ name }) => name)));
      if (start === undefined) return;
      // Collapsed until there is something in it, so that the pools have the room.
      await vscode.commands.executeCommand("lanekeeper.testClusters.focus");
      const location = { viewId: "lanekeeper.testClusters" };
      await show(await vscode.window.withProgress({ location }, () => clusters.start(start)));
    }),
    registerCommand(log, CLUSTER_COMMANDS.scenario, async () => {
      const start = await askScenario(clusters.list().map(({ name }) => name));
      if (start === undefined) return;
      await vscode.commands.executeCommand("lanekeeper.testClusters.focus");
      await show(await clusters.start(start));
    }),
    registerCommand(log, CLUSTER_COMMANDS.dashboard, onOne(show)),
    registerCommand(
      log,
      CLUSTER_COMMANDS.stop,
      onOne((cluster) => cluster.stop()),
    ),
    registerCommand(
      log,
      CLUSTER_COMMANDS.delete,
      onOne(({ name }) => clusters.delete(name)),
    ),
    registerCommand(
      log,
      CLUSTER_COMMANDS.pause,
      onOne((cluster) => told(cluster, { kind: "pause", isPaused: cluster.status?.state !== "paused" })),
    ),
    registerCommand(
      log,
      CLUSTER_COMMANDS.step,
      onOne((cluster) => told(cluster, { kind: "step" })),
    ),
    registerCommand(log, CLUSTER_COMMANDS.speed, onOne(setSpeed)),
    registerCommand(log, CLUSTER_COMMANDS.runUntil, onOne(runUntil)),
    registerCommand(log, CLUSTER_COMMANDS.fault, onOne(injectFault)),
    registerCommand(log, CLUSTER_COMMANDS.clearFaults, onOne(clearFaults)),
    registerCommand(log, CLUSTER_COMMANDS.attachAgent, onOne(copyAttach)),
  );
}

/** Does it; what cannot be done is a sentence for the operator. */
async function told(cluster: TestCluster, command: ClusterCommand): Promise<string> {
  const { isDone, text } = await cluster.tell(command);
  if (!isDone) throw new Error(text);
  return text;
}

async function chooseCluster(
  clusters: TestClusters,
  row: ClusterRow | undefined,
): Promise<TestCluster | undefined> {
  if (row !== undefined) return clusters.get(row.cluster);
  const list = clusters.list();
  if (list.length === 0)
    throw new Error(vscode.l10n.t("There is no test cluster. Run “Start Test Cluster…” first."));
  if (list.length === 1) return list[0];
  const items = list.map((cluster) => ({ label: cluster.name, cluster }));
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t("Which test cluster?") }))
    ?.cluster;
}

async function askScenario(taken: readonly string[]): Promise<TestCluster["start"] | undefined> {
  const items = SCENARIO_CHOICES.map(({ id, title, teaches }) => ({ label: title, detail: teaches, id }));
  const chosen = await vscode.window.showQuickPick(items, {
    placeHolder: vscode.l10n.t("Which accident? It plays in virtual time; nothing is sent."),
    matchOnDetail: true,
  });
  if (chosen === undefined) return undefined;
  const name = taken.includes(chosen.id) ? `${chosen.id}-${taken.length + 1}` : chosen.id;
  const empty = {
    product: "serf",
    datacenters: [],
    runs: "simulated",
    isEncrypted: false,
    label: "",
  } as const;
  return { spec: { name, seed: 7, addressRange: "127.77.0.0/16", ...empty }, scenario: chosen.id };
}

async function askSpeed(): Promise<number | undefined> {
  const items = [0.1, 1, 10, 100, 1_000].map((speed) => ({ label: `${speed}×`, speed }));
  return (
    await vscode.window.showQuickPick(items, {
      placeHolder: vscode.l10n.t("How fast shall virtual time go?"),
    })
  )?.speed;
}

async function setSpeed(cluster: TestCluster): Promise<void> {
  const speed = await askSpeed();
  if (speed !== undefined) await told(cluster, { kind: "speed", speed });
}

async function injectFault(cluster: TestCluster, row: ClusterRow | undefined): Promise<void> {
  const request = await askFault(cluster, row?.target);
  if (request !== undefined) await told(cluster, { kind: "fault", request });
}

/** The fault of the row, or all. */
async function clearFaults(cluster: TestCluster, row: ClusterRow | undefined): Promise<void> {
  await told(cluster, row?.fault === undefined ? { kind: "clearFaults" } : { kind: "undo", id: row.fault });
}

async function runUntil(cluster: TestCluster): Promise<void> {
  const items = [
    { label: vscode.l10n.t("somebody is suspected"), what: "suspect" as const },
    { label: vscode.l10n.t("all that are gone are failed everywhere"), what: "failed" as const },
    { label: vscode.l10n.t("all members agree"), what: "converged" as const },
  ];
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t("Run until …") });
  if (chosen === undefined) return;
  const progress = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t("Running until {0}", chosen.label),
    cancellable: true,
  };
  await vscode.window.withProgress(progress, (_, cancel) => {
    cancel.onCancellationRequested(() => void cluster.tell({ kind: "cancel" }));
    return cluster.tell({ kind: "runUntil", what: chosen.what });
  });
}

async function copyAttach(cluster: TestCluster, row: ClusterRow | undefined): Promise<void> {
  const target = row?.target;
  const agents = cluster.status?.agents ?? [];
  const datacenters = [...new Set(agents.map(({ datacenter }) => datacenter))];
  const datacenter = agents.find(({ name }) => name === target)?.datacenter ?? target ?? datacenters[0];
  if (datacenter === undefined) return;
  const commands = (await told(cluster, { kind: "attachAgent", datacenter })).split("\n");
  const items = commands.map((command) => ({ label: command.split(" ")[0] ?? "", detail: command, command }));
  const chosen =
    items.length === 1
      ? items[0]
      : await vscode.window.showQuickPick(items, {
          placeHolder: vscode.l10n.t("Which agent shall join {0}?", datacenter),
        });
  if (chosen === undefined) return;
  await vscode.env.clipboard.writeText(chosen.command);
  void vscode.window.setStatusBarMessage(
    vscode.l10n.t("Command copied; run it in a terminal of this machine."),
    5_000,
  );
}
