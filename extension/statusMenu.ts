/** What a click on the status bar offers: each pool's pages, and to let go of it. */
import * as vscode from "vscode";
import { SHOWN_PAGES } from "../webview/protocol.ts";
import { COMMANDS, RECORDING_COMMANDS, STATUS_MENU } from "./contributions.ts";
import type { Dashboards } from "./dashboard/panel.ts";
import { detachPool } from "./leaving.ts";
import { registerCommand, type Log } from "./log.ts";
import type { RunningRecordings } from "./recording/runningRecordings.ts";
import type { Sessions } from "./sessions.ts";
import { countsText } from "./trees/poolRows.ts";

interface Choice extends vscode.QuickPickItem {
  readonly take?: () => unknown;
}

export function registerStatusMenu(
  sessions: Sessions,
  recordings: RunningRecordings,
  dashboards: Dashboards,
  log: Log,
): vscode.Disposable {
  return registerCommand(log, STATUS_MENU, async () => {
    const placeHolder = vscode.l10n.t("What to look at?");
    const chosen = await vscode.window.showQuickPick(choices(sessions, recordings, dashboards), {
      placeHolder,
    });
    await chosen?.take?.();
  });
}

function choices(sessions: Sessions, recordings: RunningRecordings, dashboards: Dashboards): Choice[] {
  const pools = sessions.list().flatMap(({ pool, view }): Choice[] => [
    { label: pool.name, kind: vscode.QuickPickItemKind.Separator },
    ...SHOWN_PAGES.map((page) => ({
      label: `$(dashboard) ${page.charAt(0).toUpperCase()}${page.slice(1)}`,
      description: page === "overview" && view !== undefined ? countsText(view) : "",
      take: () => dashboards.open(pool.id, { page }),
    })),
    recordings.get(pool.id) === undefined
      ? {
          label: vscode.l10n.t("$(record) Record {0}…", pool.name),
          take: () => vscode.commands.executeCommand(RECORDING_COMMANDS.start, { poolId: pool.id }),
        }
      : {
          label: vscode.l10n.t("$(stop-circle) Stop Recording {0}", pool.name),
          take: () => vscode.commands.executeCommand(RECORDING_COMMANDS.stop, { poolId: pool.id }),
        },
    {
      label: vscode.l10n.t("$(debug-disconnect) Detach from {0}", pool.name),
      take: () => detachPool(sessions, pool.id),
    },
  ]);
  return [
    ...pools,
    { label: "", kind: vscode.QuickPickItemKind.Separator },
    {
      label: vscode.l10n.t("$(search) Find Member…"),
      take: () => vscode.commands.executeCommand(COMMANDS.findMember),
    },
    {
      label: vscode.l10n.t("$(eye) Observe Pool…"),
      take: () => vscode.commands.executeCommand(COMMANDS.observePool),
    },
  ];
}
