/** *Diagnose Pasted Output…*: the selection, the document or the clipboard, judged; the answer is a read-only page. */
import * as vscode from "vscode";
import { COMMANDS } from "./contributions.ts";
import { registerCommand, type Log } from "./log.ts";
import { tools } from "./tools.ts";

/** Pages of answers; nothing of them is stored. */
const SCHEME = "lanekeeper-diagnosis";
/** Answers that stay readable in their tabs. */
const ANSWERS_MAX = 20;

interface Source {
  readonly label: string;
  readonly text: string;
}

export function registerDiagnose(log: Log): vscode.Disposable {
  const answers = new Map<string, string>();
  let count = 0;
  const provider: vscode.TextDocumentContentProvider = {
    provideTextDocumentContent: ({ path }) =>
      answers.get(path) ?? vscode.l10n.t("This answer is gone; diagnose the output again."),
  };
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, provider),
    registerCommand(log, COMMANDS.diagnose, async () => {
      const source = await chooseSource();
      if (source === undefined) return;
      const { diagnose, diagnosisMarkdown } = await tools();
      const path = `/Diagnosis ${(count += 1)}.md`;
      answers.set(path, diagnosisMarkdown(diagnose([{ name: source.label, text: source.text }])));
      for (const oldest of answers.keys()) if (answers.size > ANSWERS_MAX) answers.delete(oldest);
      const document = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: SCHEME, path }));
      await vscode.window.showTextDocument(document, {
        viewColumn: vscode.ViewColumn.Beside,
        preview: false,
      });
    }),
  );
}

/** A selection is meant; otherwise the only text there is, or the one that is picked. */
async function chooseSource(): Promise<Source | undefined> {
  const editor = vscode.window.activeTextEditor;
  const isAnswer = editor?.document.uri.scheme === SCHEME;
  const selected = editor === undefined || isAnswer ? "" : editor.document.getText(editor.selection);
  if (selected.trim() !== "") return { label: vscode.l10n.t("selection"), text: selected };
  const document = editor === undefined || isAnswer ? "" : editor.document.getText();
  const sources = [
    { label: vscode.l10n.t("clipboard"), text: await vscode.env.clipboard.readText() },
    { label: editor?.document.fileName.split(/[\\/]/).at(-1) ?? "", text: document },
  ].filter(({ text }) => text.trim() !== "");
  if (sources.length === 0) {
    throw new Error(
      vscode.l10n.t("Copy or select the output of `consul members`, `serf members` or an agent's log first."),
    );
  }
  if (sources.length === 1) return sources[0];
  const items = sources.map((source) => ({ ...source, description: firstLine(source.text) }));
  return vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t("Diagnose which text?") });
}

function firstLine(text: string): string {
  return text.trim().split("\n", 1)[0]?.slice(0, 80) ?? "";
}
