/** Opens text that was made here as an untitled document; the user saves it where it belongs. */
import * as vscode from "vscode";

/** A language that no installed extension knows is shown as plain text. */
export async function openDocument(languageId: string, content: string): Promise<void> {
  const known = await vscode.languages.getLanguages();
  const language = known.includes(languageId) ? languageId : "plaintext";
  const document = await vscode.workspace.openTextDocument({ language, content });
  await vscode.window.showTextDocument(document, { preview: false });
}
