/** Read-only pages for answers in Markdown, shown rendered. Nothing of them is stored. */
import * as vscode from "vscode";

const SCHEME = "lanekeeper-report";
/** Answers that stay readable in their tabs. */
const PAGES_MAX = 20;

export class ReportPages implements vscode.Disposable {
  private readonly pages = new Map<string, string>();
  private readonly changes = new vscode.EventEmitter<vscode.Uri>();
  private readonly registration: vscode.Disposable;
  private count = 0;

  constructor() {
    this.registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: this.changes.event,
      provideTextDocumentContent: ({ path }) =>
        this.pages.get(path) ?? vscode.l10n.t("This answer is gone; run the command again."),
    });
  }

  /** Opens a new page beside the editor; gives what replaces its text. */
  async open(title: string, markdown: string): Promise<vscode.Uri> {
    this.count += 1;
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${title} ${this.count}.md` });
    this.pages.set(uri.path, markdown);
    for (const oldest of this.pages.keys()) if (this.pages.size > PAGES_MAX) this.pages.delete(oldest);
    await vscode.workspace.openTextDocument(uri);
    await vscode.commands.executeCommand("markdown.showPreviewToSide", uri);
    return uri;
  }

  owns({ scheme }: vscode.Uri): boolean {
    return scheme === SCHEME;
  }

  dispose(): void {
    this.registration.dispose();
    this.changes.dispose();
  }
}
