/** A runbook as a read-only Markdown page that follows its state; save it under a name of your own to keep it. */
import * as vscode from "vscode";
import { runbookMarkdown } from "../../engine/index.ts";
import type { Runbooks } from "./runbooks.ts";

const SCHEME = "lanekeeper-runbook";

export class RunbookPages implements vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<vscode.Uri>();
  private readonly subscriptions: vscode.Disposable;

  constructor(private readonly runbooks: Runbooks) {
    this.subscriptions = vscode.Disposable.from(
      this.changes,
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
        onDidChange: this.changes.event,
        provideTextDocumentContent: ({ path }) => this.textOf(path.slice(1, -".md".length)),
      }),
      runbooks.onChange(() => {
        for (const { uri } of vscode.workspace.textDocuments)
          if (uri.scheme === SCHEME) this.changes.fire(uri);
      }),
    );
  }

  async open(id: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${id}.md` });
    await vscode.workspace.openTextDocument(uri);
    await vscode.commands.executeCommand("markdown.showPreview", uri);
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private textOf(id: string): string {
    const runbook = this.runbooks.get(id);
    if (runbook === undefined) return vscode.l10n.t("This runbook was removed.");
    const { journal, board, commands } = runbook;
    return runbookMarkdown(journal, board, commands, Date.now());
  }
}
