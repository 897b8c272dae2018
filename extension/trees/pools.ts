/** The *Pools* view: rows of `poolRows.ts` as tree items, refreshed at most four times a second while visible. */
import * as vscode from "vscode";
import { COLOURS, COMMANDS, CONTEXTS, RECORDING_COMMANDS, VIEWS } from "../contributions.ts";
import type { PoolSession } from "../poolSession.ts";
import type { Recordings } from "../recording/recordings.ts";
import type { Sessions } from "../sessions.ts";
import { onSettingsChange, readSettings } from "../settings.ts";
import { attentionCount, childRows, memberFacts, poolRow, type PoolFacts } from "./poolRows.ts";
import { recordingRow, RECORDINGS_ROW, recordingsGroup } from "./recordingRows.ts";
import { EXPANSIONS, Refresh, themeIcon, type Icon } from "./treeItems.ts";
import type { RowIcon, TreeRow } from "./treeRow.ts";

/** The view, for commands that a key starts: those get no row. */
export interface PoolsView {
  selection(): readonly TreeRow[];
  dispose(): void;
}

export function registerPoolsTree(sessions: Sessions, recordings: Recordings): PoolsView {
  const provider = new PoolsTree(sessions, recordings);
  const view = vscode.window.createTreeView(VIEWS.pools, {
    treeDataProvider: provider,
    showCollapseAll: true,
    canSelectMany: true,
  });
  provider.follow(view);
  const all = vscode.Disposable.from(view, provider);
  return { selection: () => view.selection, dispose: () => void all.dispose() };
}

class PoolsTree implements vscode.TreeDataProvider<TreeRow>, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changes.event;
  private readonly subscriptions: vscode.Disposable[] = [];
  private view: vscode.TreeView<TreeRow> | undefined;
  private isStale = false;
  private readonly refresh = new Refresh(() => this.show());

  constructor(
    private readonly sessions: Sessions,
    private readonly recordings: Recordings,
  ) {}

  follow(view: vscode.TreeView<TreeRow>): void {
    this.view = view;
    this.subscriptions.push(
      this.sessions.onNews(() => this.refreshSoon()),
      this.sessions.onListChange(() => this.refreshSoon()),
      this.recordings.running.onChange(() => this.refreshSoon()),
      this.recordings.open.onChange(() => this.refreshSoon()),
      onSettingsChange(() => this.refreshSoon()),
      view.onDidChangeVisibility(() => this.isStale && this.refreshSoon()),
    );
    this.showBadge();
  }

  getChildren(parent?: TreeRow): TreeRow[] {
    if (parent === undefined)
      return [...this.allFacts().map(poolRow), ...recordingsGroup(this.recordings.open.list().length)];
    if (parent.id === RECORDINGS_ROW) return this.recordings.open.list().map(recordingRow);
    const facts = this.factsOf(parent.poolId);
    return facts === undefined ? [] : childRows(facts, parent);
  }

  getTreeItem(row: TreeRow): vscode.TreeItem {
    const item = new vscode.TreeItem(row.label, EXPANSIONS[row.expansion]);
    item.id = row.id;
    item.description = row.description;
    item.contextValue = row.contextValue;
    item.iconPath = themeIcon(ICONS[row.icon]);
    item.accessibilityInformation = { label: row.spoken };
    if (row.isRecording === true)
      item.command = { command: RECORDING_COMMANDS.open, title: row.label, arguments: [row] };
    if (row.page !== undefined)
      item.command = { command: COMMANDS.openDashboard, title: row.label, arguments: [row] };
    return item;
  }

  resolveTreeItem(item: vscode.TreeItem, row: TreeRow): vscode.TreeItem {
    const view = this.sessions.get(row.poolId)?.view;
    if (view !== undefined && row.member !== undefined) {
      const markdown = new vscode.MarkdownString();
      markdown.appendText(row.label);
      for (const [name, value] of memberFacts(view, row.member, Date.now())) {
        markdown.appendMarkdown(`\n\n**${name}** `).appendText(value);
      }
      item.tooltip = markdown;
    } else
      item.tooltip = row.tooltip ?? (row.description === "" ? row.label : `${row.label}\n${row.description}`);
    return item;
  }

  dispose(): void {
    vscode.Disposable.from(this.refresh, ...this.subscriptions, this.changes).dispose();
  }

  /** A hidden view only remembers that it is stale. */
  private refreshSoon(): void {
    this.isStale = true;
    this.refresh.soon();
  }

  private show(): void {
    this.showBadge();
    if (this.view?.visible !== true) return;
    this.isStale = false;
    this.changes.fire(undefined);
  }

  private showBadge(): void {
    const sessions = this.sessions.list();
    void vscode.commands.executeCommand("setContext", CONTEXTS.isAttached, sessions.length > 0);
    if (this.view === undefined) return;
    const value = sessions.reduce(
      (sum, { view }) => sum + (view === undefined ? 0 : attentionCount(view, readSettings().mixNotices)),
      0,
    );
    const tooltip = vscode.l10n.t("{0} members or findings need attention", value);
    this.view.badge = value === 0 ? undefined : { value, tooltip };
  }

  private allFacts(): PoolFacts[] {
    const attached = this.sessions.list().map((session) => this.sessionFacts(session));
    const detached = this.sessions
      .detachedPools()
      .map((pool): PoolFacts => ({ pool, view: undefined, problem: undefined, isAttached: false }));
    return [...attached, ...detached];
  }

  private factsOf(poolId: string): PoolFacts | undefined {
    const session = this.sessions.get(poolId);
    return session === undefined ? undefined : this.sessionFacts(session);
  }

  private sessionFacts({ pool, view, problem }: PoolSession): PoolFacts {
    const recording = this.recordings.running.get(pool.id);
    return { pool, view, problem, isAttached: true, ...(recording === undefined ? {} : { recording }) };
  }
}

/** Shape first; the colour only doubles it. */
const ICONS: Readonly<Record<RowIcon, Icon>> = {
  pool: ["broadcast"],
  detached: ["debug-disconnect"],
  attention: ["bell"],
  group: ["server-environment"],
  problem: ["warning", "problemsWarningIcon.foreground"],
  mix: ["warning", COLOURS.foreign],
  finding: ["info", COLOURS.suspect],
  edge: ["arrow-swap", COLOURS.edge],
  record: ["record", COLOURS.failed],
  recordings: ["history"],
  recording: ["file-media"],
  waiting: ["loading~spin"],
  alive: ["pass-filled", COLOURS.alive],
  suspect: ["question", COLOURS.suspect],
  failed: ["error", COLOURS.failed],
  leaving: ["sign-out", COLOURS.leaving],
  left: ["circle-slash", COLOURS.left],
  reaped: ["circle-outline", COLOURS.unknown],
  unknown: ["circle-outline", COLOURS.unknown],
};
