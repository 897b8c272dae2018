/** Everything that linting adds to VS Code. */
import * as vscode from "vscode";
import { CONTEXTS } from "../contributions.ts";
import type { Log } from "../log.ts";
import { registerAgentConfigsTree } from "../trees/agentConfigs.ts";
import { workspaceSeeds, type FoundSeed } from "../workspaceSeeds.ts";
import { registerCodeLenses } from "./codeLenses.ts";
import { registerDiagnostics } from "./diagnostics.ts";
import { registerHovers } from "./hovers.ts";
import { registerLintCommands } from "./lintCommands.ts";
import { Linting } from "./linting.ts";
import { registerLivePools, type LintServices } from "./livePools.ts";
import { registerQuickFixes } from "./quickFixes.ts";

/** Linting as the other features see it. */
export interface LintFeature {
  /** Addresses that the workspace's configs name. */
  seeds(): readonly FoundSeed[];
  /** Plays a runbook, by the text of its journal, off the extension's thread. */
  rehearseUnmix: Linting["rehearseUnmix"];
  dispose(): void;
}

export function registerLinting(extensionUri: vscode.Uri, services: LintServices, log: Log): LintFeature {
  const linting = new Linting(vscode.Uri.joinPath(extensionUri, "dist", "lintWorker.mjs").fsPath, log);
  // Activation is done first; the thread's start is nobody's wait.
  const starting = setTimeout(() => linting.start(), 0);
  const seeds = (): readonly FoundSeed[] => workspaceSeeds(linting.fleet);
  const parts = vscode.Disposable.from(
    linting,
    linting.onFleet(
      () => void vscode.commands.executeCommand("setContext", CONTEXTS.hasSeeds, seeds().length > 0),
    ),
    new vscode.Disposable(() => clearTimeout(starting)),
    registerDiagnostics(linting),
    registerQuickFixes(linting),
    registerHovers(linting),
    registerCodeLenses(linting),
    registerAgentConfigsTree(linting, log),
    registerLintCommands(linting, extensionUri, services.reports, log),
    registerLivePools(linting, services, log),
  );
  return {
    seeds,
    rehearseUnmix: (journal) => linting.rehearseUnmix(journal),
    dispose: () => void parts.dispose(),
  };
}
