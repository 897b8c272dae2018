/** Detaching with what it takes: a guest goes at once; a member leaves, which takes seconds and can be cut short. */
import * as vscode from "vscode";
import type { Sessions } from "./sessions.ts";

export async function detachPool(sessions: Sessions, id: string): Promise<void> {
  const session = sessions.get(id);
  if (session?.isMember !== true) return sessions.detach(id);
  const progress = {
    location: vscode.ProgressLocation.Notification,
    cancellable: true,
    title: vscode.l10n.t(
      "Leaving {0}. Cancelling goes silent at once: the pool then takes the observer for failed",
      session.pool.name,
    ),
  };
  await vscode.window.withProgress(progress, async (_report, cancel) => {
    cancel.onCancellationRequested(() => void session.goSilent());
    await sessions.detach(id);
  });
}
