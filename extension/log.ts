/** The *Lanekeeper* output channel, and the one wrapper around every command. Keys never get here. */
import * as vscode from "vscode";

export type Log = vscode.LogOutputChannel;

export function createLog(): Log {
  return vscode.window.createOutputChannel("Lanekeeper", { log: true });
}

/** Registers a command whose failure is a sentence for the operator, with its cause in the log. */
export function registerCommand(log: Log, id: string, run: (...args: never[]) => unknown): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (...args: never[]) => {
    try {
      return await run(...args);
    } catch (cause) {
      await reportFailure(log, id, cause);
      return undefined;
    }
  });
}

async function reportFailure(log: Log, id: string, cause: unknown): Promise<void> {
  log.error(id, cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));
  const show = vscode.l10n.t("Show Log");
  const message = cause instanceof Error ? cause.message : String(cause);
  const chosen = await vscode.window.showErrorMessage(message, show);
  if (chosen === show) log.show();
}
