/** The *Test Clusters* view: rows of `clusterRows.ts` as tree items, refreshed at most four times a second while visible. */
import * as vscode from "vscode";
import { COLOURS, VIEWS } from "../contributions.ts";
import type { TestClusters } from "../testClusters.ts";
import { clusterRow, type ClusterRow } from "./clusterRows.ts";
import { EXPANSIONS, Refresh, themeIcon, type Icon } from "./treeItems.ts";

export function registerTestClustersTree(clusters: TestClusters): vscode.Disposable {
  const tree = new TestClustersTree(clusters);
  const view = vscode.window.createTreeView(VIEWS.testClusters, {
    treeDataProvider: tree,
    showCollapseAll: true,
  });
  tree.follow(view);
  return vscode.Disposable.from(view, tree);
}

class TestClustersTree implements vscode.TreeDataProvider<ClusterRow>, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changes.event;
  private listening: vscode.Disposable | undefined;
  private readonly refresh = new Refresh(() => this.changes.fire(undefined));

  constructor(private readonly clusters: TestClusters) {}

  follow(view: vscode.TreeView<ClusterRow>): void {
    this.listening = vscode.Disposable.from(
      this.clusters.onChange(() => view.visible && this.refresh.soon()),
      view.onDidChangeVisibility(({ visible }) => visible && this.refresh.soon()),
    );
  }

  getChildren(parent?: ClusterRow): ClusterRow[] {
    return parent === undefined ? this.clusters.list().map(clusterRow) : [...parent.children];
  }

  getTreeItem(row: ClusterRow): vscode.TreeItem {
    const item = new vscode.TreeItem(row.label, EXPANSIONS[row.expansion]);
    item.id = row.id;
    item.description = row.description;
    item.contextValue = row.contextValue;
    item.iconPath = themeIcon(ICONS[row.icon]);
    item.accessibilityInformation = { label: `${row.label}, ${row.description}` };
    item.tooltip = row.description === "" ? row.label : `${row.label}\n${row.description}`;
    return item;
  }

  dispose(): void {
    this.refresh.dispose();
    this.listening?.dispose();
    this.changes.dispose();
  }
}

const ICONS: Readonly<Record<ClusterRow["icon"], Icon>> = {
  cluster: ["beaker"],
  datacenter: ["server-environment"],
  faults: ["flame"],
  fault: ["flame", COLOURS.suspect],
  scenario: ["book"],
  problem: ["error", COLOURS.failed],
  note: ["info"],
  running: ["pass-filled", COLOURS.alive],
  paused: ["debug-pause", COLOURS.suspect],
  killed: ["error", COLOURS.failed],
  left: ["circle-slash", COLOURS.left],
};
