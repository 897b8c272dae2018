/** The *Test Clusters* view: rows of `clusterRows.ts` as tree items, refreshed at most four times a second while visible. */
import * as vscode from "vscode";
import { COLOURS, VIEWS } from "../contributions.ts";
import type { TestClusters } from "../testClusters.ts";
import { clusterRow, type ClusterRow } from "./clusterRows.ts";

const REFRESH_MS = 250;

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
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly clusters: TestClusters) {}

  follow(view: vscode.TreeView<ClusterRow>): void {
    this.listening = vscode.Disposable.from(
      this.clusters.onChange(() => view.visible && this.refreshSoon()),
      view.onDidChangeVisibility(({ visible }) => visible && this.refreshSoon()),
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
    item.iconPath = iconOf(row.icon);
    item.accessibilityInformation = { label: `${row.label}, ${row.description}` };
    item.tooltip = row.description === "" ? row.label : `${row.label}\n${row.description}`;
    return item;
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.listening?.dispose();
    this.changes.dispose();
  }

  private refreshSoon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.changes.fire(undefined);
    }, REFRESH_MS);
  }
}

const EXPANSIONS = {
  none: vscode.TreeItemCollapsibleState.None,
  collapsed: vscode.TreeItemCollapsibleState.Collapsed,
  expanded: vscode.TreeItemCollapsibleState.Expanded,
} as const;

const ICONS: Readonly<Record<ClusterRow["icon"], readonly [icon: string, colour?: string]>> = {
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

function iconOf(icon: ClusterRow["icon"]): vscode.ThemeIcon {
  const [id, colour] = ICONS[icon];
  return colour === undefined
    ? new vscode.ThemeIcon(id)
    : new vscode.ThemeIcon(id, new vscode.ThemeColor(colour));
}
