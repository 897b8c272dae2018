/** The *Agent Configs* view: what the workspace intends, as lanes. */
import * as vscode from "vscode";
import { CONTEXTS, LINT_ACTIONS, VIEWS } from "../contributions.ts";
import type { Linting } from "../linting/linting.ts";
import { registerCommand, type Log } from "../log.ts";
import { uriOf } from "../linting/workspacePaths.ts";
import { configRows, conflictCount, summaryText, type ConfigRow } from "./agentConfigRows.ts";
import { EXPANSIONS, themeIcon, type Icon } from "./treeItems.ts";

export function registerAgentConfigsTree(linting: Linting, log: Log): vscode.Disposable {
  const tree = new AgentConfigs(linting);
  const view = vscode.window.createTreeView(VIEWS.agentConfigs, {
    treeDataProvider: tree,
    showCollapseAll: true,
  });
  tree.follow(view);
  return vscode.Disposable.from(
    view,
    tree,
    registerCommand(log, LINT_ACTIONS.revealLane, async (id: string) => {
      const row = tree.lane(id);
      if (row !== undefined) await view.reveal(row, { select: true, focus: true, expand: true });
    }),
  );
}

class AgentConfigs implements vscode.TreeDataProvider<ConfigRow>, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changes.event;
  private rows: readonly ConfigRow[] = [];
  private listening: vscode.Disposable | undefined;

  constructor(private readonly linting: Linting) {}

  follow(view: vscode.TreeView<ConfigRow>): void {
    this.listening = this.linting.onFleet(() => this.refresh(view));
    this.refresh(view);
  }

  getChildren(parent?: ConfigRow): ConfigRow[] {
    return [...(parent === undefined ? this.rows : parent.children)];
  }

  /** Only lanes are ever revealed, and they have none. */
  getParent(): undefined {
    return undefined;
  }

  getTreeItem(row: ConfigRow): vscode.TreeItem {
    const item = new vscode.TreeItem(row.label, EXPANSIONS[row.expansion]);
    item.id = row.id;
    item.description = row.description;
    item.contextValue = row.contextValue;
    item.accessibilityInformation = { label: row.spoken };
    item.tooltip = row.tooltip ?? row.spoken;
    const command = commandOf(row);
    if (command !== undefined) item.command = command;
    const uri =
      row.icon === "file" && row.open !== undefined && "place" in row.open
        ? uriOf(row.open.place.path)
        : undefined;
    // The file's own icon and decorations; its name stays ours, since the folder stands behind it.
    if (uri !== undefined) item.resourceUri = uri;
    item.iconPath = row.icon === "file" ? vscode.ThemeIcon.File : themeIcon(ICONS[row.icon]);
    return item;
  }

  lane(id: string): ConfigRow | undefined {
    return this.rows.find((row) => row.id === id);
  }

  dispose(): void {
    this.listening?.dispose();
    this.changes.dispose();
  }

  private refresh(view: vscode.TreeView<ConfigRow>): void {
    const { fleet, state } = this.linting;
    this.rows = fleet === undefined ? [] : configRows(fleet);
    const value = fleet === undefined ? 0 : conflictCount(fleet);
    const tooltip = vscode.l10n.t("{0} ways in which lanes could merge", value);
    view.badge = value === 0 ? undefined : { value, tooltip };
    view.message = fleet === undefined ? "" : summaryText(fleet);
    void vscode.commands.executeCommand("setContext", CONTEXTS.lintState, state);
    this.changes.fire(undefined);
  }
}

function commandOf({ open }: ConfigRow): vscode.Command | undefined {
  if (open === undefined) return undefined;
  if ("conflict" in open) {
    const title = vscode.l10n.t("Show Both Places");
    return { title, command: LINT_ACTIONS.showConflict, arguments: [open.conflict] };
  }
  return { title: vscode.l10n.t("Open"), command: LINT_ACTIONS.showPlace, arguments: [open.place] };
}

/** Shape first; the colour only doubles it. */
const ICONS: Readonly<Record<ConfigRow["icon"], Icon>> = {
  lane: ["server-environment"],
  live: ["broadcast"],
  error: ["error", "problemsErrorIcon.foreground"],
  warning: ["warning", "problemsWarningIcon.foreground"],
  files: ["files"],
  file: ["file"],
  seeds: ["radio-tower"],
  seed: ["plug"],
  key: ["key"],
  unnamed: ["question"],
};
