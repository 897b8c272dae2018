/** The URI handler: links are read and followed by `links.ts`; here is what they may touch. */
import { isAbsolute } from "node:path";
import * as vscode from "vscode";
import { visible } from "../engine/index.ts";
import type { Dashboards } from "./dashboard/panel.ts";
import { followLink, readLink, type LinkGround } from "./links.ts";
import type { Log } from "./log.ts";
import { observePool } from "./observeFlow.ts";
import type { PoolSecrets } from "./secrets.ts";
import type { Sessions } from "./sessions.ts";

export function registerLinks(
  sessions: Sessions,
  secrets: PoolSecrets,
  dashboards: Dashboards,
  log: Log,
): vscode.Disposable {
  return vscode.window.registerUriHandler({
    handleUri: async ({ path, query }) => {
      try {
        const link = readLink(path, query);
        if (!link.ok) throw new Error(link.error);
        await followLink(link.value, ground(sessions, secrets, dashboards));
      } catch (cause) {
        const message = cause instanceof Error ? cause.message : String(cause);
        log.warn(message);
        void vscode.window.showErrorMessage(message);
      }
    },
  });
}

function ground(sessions: Sessions, secrets: PoolSecrets, dashboards: Dashboards): LinkGround {
  const attached = sessions.list().map(({ pool }) => ({ id: pool.id, name: pool.name, isAttached: true }));
  const detached = sessions.detachedPools();
  return {
    pools: [...attached, ...detached.map(({ id, name }) => ({ id, name, isAttached: false }))],
    showPool: (id) => dashboards.open(id),
    mayObserve: (name) =>
      ask(
        vscode.l10n.t("A link asks for {0}, which is not attached.", visible(name)),
        vscode.l10n.t("Observe…"),
      ),
    observe: async (id) => {
      const known = detached.find((pool) => pool.id === id);
      if (known !== undefined) await observePool(sessions, secrets, [], known);
    },
    mayOpen: (file) =>
      ask(vscode.l10n.t("A link asks to open the recording {0}.", visible(file)), vscode.l10n.t("Open")),
    openFile: async (file) => {
      await vscode.commands.executeCommand("vscode.open", inWorkspace(file));
    },
  };
}

async function ask(question: string, yes: string): Promise<boolean> {
  return (await vscode.window.showInformationMessage(question, yes)) === yes;
}

function inWorkspace(file: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return folder === undefined || isAbsolute(file) ? vscode.Uri.file(file) : vscode.Uri.joinPath(folder, file);
}
