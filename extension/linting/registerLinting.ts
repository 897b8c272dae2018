/** Everything that linting adds to VS Code. */
import * as vscode from "vscode";
import type { Log } from "../log.ts";
import { registerAgentConfigsTree } from "../trees/agentConfigs.ts";
import { registerCodeLenses } from "./codeLenses.ts";
import { registerDiagnostics } from "./diagnostics.ts";
import { registerHovers } from "./hovers.ts";
import { registerLintCommands } from "./lintCommands.ts";
import { Linting } from "./linting.ts";
import { registerQuickFixes } from "./quickFixes.ts";

export function registerLinting(extensionUri: vscode.Uri, log: Log): vscode.Disposable {
  const linting = new Linting(vscode.Uri.joinPath(extensionUri, "dist", "lintWorker.mjs").fsPath, log);
  // Activation is done first; the thread's start is nobody's wait.
  const starting = setTimeout(() => linting.start(), 0);
  return vscode.Disposable.from(
    linting,
    new vscode.Disposable(() => clearTimeout(starting)),
    registerDiagnostics(linting),
    registerQuickFixes(linting),
    registerHovers(linting),
    registerCodeLenses(linting),
    registerAgentConfigsTree(linting, log),
    registerLintCommands(linting, extensionUri, log),
  );
}
