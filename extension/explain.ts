/** *Explain Log Line or Message*: what is selected in an editor or a terminal, explained on a page of its own. */
import * as vscode from "vscode";
import { COMMANDS } from "./contributions.ts";
import { registerCommand, type Log } from "./log.ts";
import type { ReportPages } from "./reportPages.ts";
import { tools } from "./tools.ts";

export function registerExplain(reports: ReportPages, log: Log): vscode.Disposable {
  const show = async (text: string | undefined): Promise<void> => {
    if (text === undefined || text.trim() === "") return;
    const { explain, explainMarkdown } = await tools();
    await reports.open(vscode.l10n.t("Explanation"), explainMarkdown(explain(text)));
  };
  return vscode.Disposable.from(
    registerCommand(log, COMMANDS.explainText, async () => show(textOfEditor() ?? (await askText()))),
    registerCommand(log, COMMANDS.explainTerminal, async () => show(await textOfTerminal())),
  );
}

/** The selection, or the line with the cursor. */
function textOfEditor(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return undefined;
  const { document, selection } = editor;
  const text = selection.isEmpty ? document.lineAt(selection.active.line).text : document.getText(selection);
  return text.trim() === "" ? undefined : text;
}

/** The API does not tell what is selected in a terminal; the clipboard does, and gets back what it had. */
async function textOfTerminal(): Promise<string> {
  const before = await vscode.env.clipboard.readText();
  await vscode.env.clipboard.writeText("");
  await vscode.commands.executeCommand("workbench.action.terminal.copySelection");
  const selected = await vscode.env.clipboard.readText();
  await vscode.env.clipboard.writeText(before);
  if (selected.trim() === "") throw new Error(vscode.l10n.t("Select a log line in the terminal first."));
  return selected;
}

async function askText(): Promise<string | undefined> {
  const clipboard = await vscode.env.clipboard.readText();
  return vscode.window.showInputBox({
    title: vscode.l10n.t("Explain Log Line or Message"),
    prompt: vscode.l10n.t("A log line or an error of Consul, Serf, Nomad or memberlist"),
    value: clipboard.split("\n", 1)[0]?.trim().slice(0, 500) ?? "",
  });
}
