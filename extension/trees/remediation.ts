/** The *Remediation* view: rows of `remediationRows.ts` as tree items; the badge counts what waits for a person. */
import * as vscode from "vscode";
import { COLOURS, REMEDY_COMMANDS, UNMIX_COMMANDS, VIEWS } from "../contributions.ts";
import type { Runbooks } from "../unmix/runbooks.ts";
import type { RuleSets } from "../unmix/ruleSets.ts";
import { needsPerson } from "../unmix/words.ts";
import { runbookRow, type RemediationRow } from "./remediationRows.ts";
import { ruleSetRow } from "./ruleSetRows.ts";
import { EXPANSIONS, Refresh, themeIcon, type Icon } from "./treeItems.ts";

export function registerRemediationTree(runbooks: Runbooks, ruleSets: RuleSets): vscode.Disposable {
  const tree = new RemediationTree(runbooks, ruleSets);
  const view = vscode.window.createTreeView(VIEWS.remediation, { treeDataProvider: tree });
  tree.follow(view);
  return vscode.Disposable.from(view, tree);
}

class RemediationTree implements vscode.TreeDataProvider<RemediationRow>, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changes.event;
  private listening: vscode.Disposable | undefined;

  constructor(
    private readonly runbooks: Runbooks,
    private readonly ruleSets: RuleSets,
  ) {}

  follow(view: vscode.TreeView<RemediationRow>): void {
    const refresh = new Refresh(() => {
      this.showBadge(view);
      if (view.visible) this.changes.fire(undefined);
    });
    this.listening = vscode.Disposable.from(
      refresh,
      this.runbooks.onChange(() => refresh.soon()),
      this.ruleSets.onChange(() => refresh.soon()),
      view.onDidChangeVisibility(({ visible }) => visible && refresh.soon()),
    );
    refresh.soon();
  }

  getChildren(parent?: RemediationRow): RemediationRow[] {
    if (parent !== undefined) return [...parent.children];
    return [...this.runbooks.list().map(runbookRow), ...this.ruleSets.list().map(ruleSetRow)];
  }

  getTreeItem(row: RemediationRow): vscode.TreeItem {
    const item = new vscode.TreeItem(row.label, EXPANSIONS[row.expansion]);
    item.id = row.id;
    item.description = row.description;
    item.contextValue = row.contextValue;
    item.iconPath = themeIcon(ICONS[row.icon]);
    item.accessibilityInformation = { label: `${row.label}, ${row.description}, ${SPOKEN[row.icon]}` };
    item.tooltip = row.tooltip;
    if (row.contextValue === "runbookStep.current")
      item.command = { command: UNMIX_COMMANDS.next, title: row.label, arguments: [row] };
    if (row.file !== undefined)
      item.command = { command: REMEDY_COMMANDS.openSetFile, title: row.tooltip, arguments: [row] };
    return item;
  }

  dispose(): void {
    this.listening?.dispose();
    this.changes.dispose();
  }

  private showBadge(view: vscode.TreeView<RemediationRow>): void {
    const value = this.runbooks
      .list()
      .filter(({ journal, board, seen }) => needsPerson(journal, board, seen, Date.now())).length;
    const tooltip = vscode.l10n.t("{0} runbooks wait for a person", value);
    view.badge = value === 0 ? undefined : { value, tooltip };
  }
}

const ICONS: Readonly<Record<RemediationRow["icon"], Icon>> = {
  runbook: ["shield"],
  finished: ["pass-filled", COLOURS.alive],
  alarm: ["error", COLOURS.failed],
  done: ["pass-filled", COLOURS.alive],
  current: ["arrow-right"],
  ahead: ["circle-outline"],
  rules: ["shield"],
  file: ["file"],
  side: ["organization"],
  member: ["circle-small"],
};

const SPOKEN: Readonly<Record<RemediationRow["icon"], string>> = {
  runbook: "open",
  finished: "finished",
  alarm: "stop",
  done: "done",
  current: "current step",
  ahead: "not begun",
  rules: "rule set",
  file: "document",
  side: "side",
  member: "member",
};
