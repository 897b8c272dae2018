/** What all views make their tree items with, and how often they do so. */
import * as vscode from "vscode";

export const EXPANSIONS = {
  none: vscode.TreeItemCollapsibleState.None,
  collapsed: vscode.TreeItemCollapsibleState.Collapsed,
  expanded: vscode.TreeItemCollapsibleState.Expanded,
} as const;

/** A codicon, and the id of a theme colour that doubles what its shape says. */
export type Icon = readonly [icon: string, colour?: string];

export function themeIcon([id, colour]: Icon): vscode.ThemeIcon {
  return colour === undefined
    ? new vscode.ThemeIcon(id)
    : new vscode.ThemeIcon(id, new vscode.ThemeColor(colour));
}

/** Between two refreshes of a view, ms. */
const REFRESH_MS = 250;

/** Runs soon after it was asked to, however often that was, and at most four times a second. */
export class Refresh implements vscode.Disposable {
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly run: () => void) {}

  soon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.run();
    }, REFRESH_MS);
  }

  dispose(): void {
    clearTimeout(this.timer);
  }
}
