/** One item on the left: how many members are alive and how many are suspected, over all attached pools. */
import * as vscode from "vscode";
import { STATUS_MENU } from "./contributions.ts";
import { mixText } from "./mixes.ts";
import type { RunningRecordings } from "./recording/runningRecordings.ts";
import type { Sessions } from "./sessions.ts";
import { onSettingsChange, readSettings } from "./settings.ts";
import { countsText, stateCounts } from "./trees/poolRows.ts";

export function registerStatusBar(sessions: Sessions, recordings: RunningRecordings): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("status", vscode.StatusBarAlignment.Left, 10);
  item.name = vscode.l10n.t("Lanekeeper Pools");
  item.command = STATUS_MENU;
  const show = (): void => showPools(item, sessions, recordings);
  show();
  return vscode.Disposable.from(
    item,
    sessions.onNews(({ news }) => news.kind !== "events" && show()),
    sessions.onListChange(show),
    recordings.onChange(show),
    onSettingsChange(show),
  );
}

function showPools(item: vscode.StatusBarItem, sessions: Sessions, recordings: RunningRecordings): void {
  const { statusBarShow, mixNotices } = readSettings();
  const attached = sessions.list();
  if (statusBarShow === "never" || (statusBarShow === "whenActive" && attached.length === 0))
    return item.hide();
  let alive = 0;
  let suspect = 0;
  for (const { view } of attached) {
    const counts = view === undefined ? undefined : stateCounts(view);
    alive += counts?.get("alive") ?? 0;
    suspect += counts?.get("suspect") ?? 0;
  }
  const views = attached.flatMap(({ view }) => (view === undefined ? [] : [view]));
  const mix = mixNotices === "off" ? "" : mixText(views);
  item.backgroundColor = mix === "" ? undefined : new vscode.ThemeColor("statusBarItem.warningBackground");
  item.text =
    mix === "" ? `$(broadcast) ${alive}${suspect === 0 ? "" : ` · ${suspect}?`}` : `$(warning) mix: ${mix}`;
  const running = recordings.list();
  if (running.length > 0) item.text += ` · ${vscode.l10n.t("rec")}`;
  const lines = [
    ...attached.map(({ pool, view }) => `${pool.name}: ${view === undefined ? "…" : countsText(view)}`),
    ...running.map(({ session, wish }) =>
      vscode.l10n.t("Recording {0} to {1}", session.pool.name, wish.path),
    ),
  ];
  item.tooltip = lines.length === 0 ? vscode.l10n.t("No pool is attached") : lines.join("\n");
  item.show();
}
