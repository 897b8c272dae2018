/** Hovers over settings: what they come to in the end, and why. */
import * as vscode from "vscode";
import type { Linting } from "./linting.ts";
import { readLintSettings } from "./lintSettings.ts";
import { pathOf, toRange } from "./workspacePaths.ts";

export function registerHovers(linting: Linting): vscode.Disposable {
  return vscode.languages.registerHoverProvider(
    { pattern: "**/*" },
    {
      async provideHover(document, { line, character }): Promise<vscode.Hover | undefined> {
        const path = pathOf(document.uri);
        if (path === undefined || linting.fleet === undefined || !readLintSettings().hovers) return undefined;
        const hover = await linting.running()?.hover(path, line, character);
        if (hover === undefined) return undefined;
        const text = new vscode.MarkdownString();
        text.appendMarkdown("**").appendText(hover.title).appendMarkdown("** · Lanekeeper");
        for (const sentence of hover.lines) text.appendMarkdown("\n\n").appendText(sentence);
        return new vscode.Hover(text, toRange(hover.range));
      },
    },
  );
}
