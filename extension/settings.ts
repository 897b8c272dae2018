/** The settings, read with their bounds; what is out of bounds counts as the nearest allowed value. */
import * as vscode from "vscode";
import type { DashboardSettings } from "../webview/protocol.ts";
import { SETTINGS } from "./contributions.ts";
import { declaredPools, type DeclaredPools } from "./declaredPools.ts";

/** All that the extension reads from `lanekeeper.*`. */
export interface Settings {
  /** Between two push/pulls, ms. */
  readonly intervalMs: number;
  /** Pools that are written down for everybody. */
  readonly declared: DeclaredPools;
  /** An address of this machine that gossip ports are asked from; absent for the system's choice. */
  readonly bindIp?: string;
  /** Members of one pool that are taken in. */
  readonly membersMax: number;
  /** Whether the pools of the last time are observed again. Never as a member. */
  readonly onStartup: "never" | "ask" | "lastSession";
  /** Whether pools may be joined at all. */
  readonly allowsMember: boolean;
  /** Deltas a second at most. */
  readonly updatesPerSecondMax: number;
  readonly dashboard: DashboardSettings;
  readonly statusBarShow: "whenActive" | "always" | "never";
  /** What a certain mix may do: interrupt once, only count, or nothing. */
  readonly mixNotices: "notify" | "badge" | "off";
  /** Id of the dialect before any was chosen. */
  readonly defaultDialect: string;
  /** Seconds until applied rules undo themselves unless confirmed; 0 is never. */
  readonly confirmWithinSeconds: number;
  readonly includeServerRpc: boolean;
  readonly leaveBatchSize: number;
  readonly leavePauseSeconds: number;
  /** What is said over the network goes into the log. */
  readonly isTraced: boolean;
  /** Where the members of test clusters listen. */
  readonly testClusterRange: string;
  readonly recording: RecordingSettings;
}

/** Where a recording goes unless its dialog says otherwise, and what ends it. */
export interface RecordingSettings {
  /** "" for the workspace's folder. */
  readonly directory: string;
  readonly isRedacted: boolean;
  /** Characters and ms. */
  readonly lengthMax: number;
  readonly durationMsMax: number;
}

/** Reads them now; cheap enough for every use. */
export function readSettings(): Settings {
  const section = vscode.workspace.getConfiguration("lanekeeper");
  const bindIp = section.get(SETTINGS.bindAddress, "").trim();
  return {
    declared: declaredPools(section.get<unknown>(SETTINGS.pools, [])),
    intervalMs: Math.max(1_000, section.get(SETTINGS.observeInterval, 5_000)),
    ...(bindIp === "" ? {} : { bindIp }),
    membersMax: wholeNumber(section.get(SETTINGS.maxMembers, 20_000), 100, 200_000),
    onStartup: section.get<Settings["onStartup"]>(SETTINGS.onStartup, "never"),
    allowsMember: section.get(SETTINGS.allowMember, true),
    updatesPerSecondMax: Math.min(10, Math.max(1, section.get(SETTINGS.dashboardUpdateRate, 4))),
    dashboard: {
      density: section.get<DashboardSettings["density"]>(SETTINGS.dashboardDensity, "comfortable"),
      defaultPage: section.get<DashboardSettings["defaultPage"]>(SETTINGS.dashboardDefaultPage, "overview"),
    },
    mixNotices: section.get<Settings["mixNotices"]>(SETTINGS.mixNotices, "notify"),
    statusBarShow: section.get<Settings["statusBarShow"]>(SETTINGS.statusBarShow, "whenActive"),
    defaultDialect: section.get(SETTINGS.firewallDefaultDialect, "nftables"),
    confirmWithinSeconds: wholeNumber(section.get(SETTINGS.firewallConfirmWithin, 60), 0, 86_400),
    includeServerRpc: section.get(SETTINGS.firewallIncludeServerRpc, false),
    leaveBatchSize: wholeNumber(section.get(SETTINGS.forceLeaveBatchSize, 5), 1, 100),
    leavePauseSeconds: wholeNumber(section.get(SETTINGS.forceLeavePause, 10), 0, 3_600),
    isTraced: section.get<string>(SETTINGS.trace, "off") === "messages",
    testClusterRange: section.get(SETTINGS.testClusterRange, "127.77.0.0/16"),
    recording: {
      directory: section.get(SETTINGS.recordingDirectory, "").trim(),
      isRedacted: section.get(SETTINGS.recordingRedact, true),
      lengthMax: 1_048_576 * wholeNumber(section.get(SETTINGS.recordingSize, 512), 1, 512),
      durationMsMax: 60_000 * wholeNumber(section.get(SETTINGS.recordingTime, 1_440), 1, 10_080),
    },
  };
}

function wholeNumber(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, Math.round(value) || min));
}

/** Calls back after one of them changed. */
export function onSettingsChange(listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration("lanekeeper")) listener();
  });
}
