/** The settings, read with their bounds; what is out of bounds counts as the nearest allowed value. */
import * as vscode from "vscode";
import type { DashboardSettings } from "../webview/protocol.ts";
import { SETTINGS } from "./contributions.ts";

/** All that the extension reads from `lanekeeper.*`. */
export interface Settings {
  /** Between two push/pulls, ms. */
  readonly intervalMs: number;
  /** Deltas a second at most. */
  readonly updatesPerSecondMax: number;
  readonly dashboard: DashboardSettings;
  readonly statusBarShow: "whenActive" | "always" | "never";
  /** What a certain mix may do: interrupt once, only count, or nothing. */
  readonly mixNotices: "notify" | "badge" | "off";
}

/** Reads them now; cheap enough for every use. */
export function readSettings(): Settings {
  const section = vscode.workspace.getConfiguration("lanekeeper");
  return {
    intervalMs: Math.max(1_000, section.get(SETTINGS.observeInterval, 5_000)),
    updatesPerSecondMax: Math.min(10, Math.max(1, section.get(SETTINGS.dashboardUpdateRate, 4))),
    dashboard: {
      density: section.get<DashboardSettings["density"]>(SETTINGS.dashboardDensity, "comfortable"),
      defaultPage: section.get<DashboardSettings["defaultPage"]>(SETTINGS.dashboardDefaultPage, "overview"),
    },
    mixNotices: section.get<Settings["mixNotices"]>(SETTINGS.mixNotices, "notify"),
    statusBarShow: section.get<Settings["statusBarShow"]>(SETTINGS.statusBarShow, "whenActive"),
  };
}

/** Calls back after one of them changed. */
export function onSettingsChange(listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration("lanekeeper")) listener();
  });
}
