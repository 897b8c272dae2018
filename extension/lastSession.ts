/** The pools that were attached when the window closed: observed again as a guest where the user wants that. */
import * as vscode from "vscode";
import type { KnownPool } from "./pool.ts";
import type { Sessions } from "./sessions.ts";
import { readSettings } from "./settings.ts";

/** Workspace state entry with the ids of attached pools. */
const ATTACHED = "lanekeeper.attachedPools";

/** Notes from now on what is attached, and brings back what was. Nothing is sent unless the setting says so. */
export function registerLastSession(sessions: Sessions, memento: vscode.Memento): vscode.Disposable {
  const ids = memento.get<readonly string[]>(ATTACHED, []);
  const pools = sessions.detachedPools().filter(({ id }) => ids.includes(id));
  const { onStartup } = readSettings();
  if (onStartup !== "never" && pools.length > 0 && vscode.workspace.isTrusted)
    void bringBack(sessions, pools, onStartup === "ask");
  return sessions.onListChange(() => {
    const attached = sessions.list().flatMap(({ pool, hasEnded }) => (hasEnded ? [] : [pool.id]));
    // Closing detaches all: what was attached then is what the next window is about.
    if (!sessions.isClosing) void memento.update(ATTACHED, attached);
  });
}

async function bringBack(sessions: Sessions, pools: readonly KnownPool[], asks: boolean): Promise<void> {
  if (asks) {
    const observe = vscode.l10n.t("Observe Again");
    const names = pools.map(({ name }) => name).join(", ");
    const question = vscode.l10n.t("Observed when this window was last closed: {0}", names);
    if ((await vscode.window.showInformationMessage(question, observe)) !== observe) return;
  }
  for (const pool of pools) await sessions.attach(pool);
}
