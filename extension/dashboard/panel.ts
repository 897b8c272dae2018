/** One webview panel a pool or recording. A hidden panel gets nothing, and a fresh snapshot when it is shown again. */
import * as vscode from "vscode";
import type { AgentMetricsAnswer, RecordingCommand } from "../../engine/index.ts";
import { answerRequest, encodePush } from "../../webview/channel.ts";
import type { FromExtension, Page, Push } from "../../webview/protocol.ts";
import { PANEL_TYPE } from "../contributions.ts";
import type { Log } from "../log.ts";
import type { PoolSession } from "../poolSession.ts";
import type { OpenRecording, RecordingNews } from "../recording/openRecording.ts";
import type { OpenRecordings } from "../recording/openRecordings.ts";
import type { Sessions } from "../sessions.ts";
import type { Remediations } from "../unmix/remediations.ts";
import { onSettingsChange, readSettings } from "../settings.ts";
import { dashboardHandlers, onlyLooking } from "./handlers.ts";
import { pageHtml } from "./html.ts";

/** What to show in a panel that is opened: a page, or a member that is selected. */
export interface DashboardTarget {
  readonly member?: number;
  readonly page?: Page;
}

export interface Dashboards {
  /** Reveals the pool's panel or makes one. */
  open(poolId: string, target?: DashboardTarget, toSide?: boolean): void;
  /** Makes the panel of an editor one that shows the recording with that id. */
  fill(recordingId: string, panel: vscode.WebviewPanel): void;
  /** Turns the panel that has the focus to a page; false when there is none. */
  turnTo(page: Page): boolean;
  dispose(): void;
}

export function registerDashboards(
  extensionUri: vscode.Uri,
  sessions: Sessions,
  recordings: OpenRecordings,
  remediations: Remediations,
  log: Log,
): Dashboards {
  const panels = new Map<string, DashboardPanel>();
  const show = (poolId: string, webviewPanel: vscode.WebviewPanel): DashboardPanel => {
    const sources = { sessions, recording: recordings.get(poolId) };
    const panel = new DashboardPanel(extensionUri, sources, { remediations, log }, poolId, webviewPanel);
    panels.set(poolId, panel);
    webviewPanel.onDidDispose(() => panels.delete(poolId));
    return panel;
  };
  const open = (poolId: string, target: DashboardTarget = {}, toSide = false): void => {
    const column = toSide ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
    const panel = panels.get(poolId) ?? show(poolId, createPanel(extensionUri, poolId, sessions, column));
    panel.reveal(target);
  };
  const fill = (recordingId: string, webviewPanel: vscode.WebviewPanel): void => {
    webviewPanel.webview.options = webviewOptions(extensionUri);
    show(recordingId, webviewPanel);
  };
  const serializer = vscode.window.registerWebviewPanelSerializer(PANEL_TYPE, {
    deserializeWebviewPanel: (webviewPanel, state: unknown) => {
      webviewPanel.webview.options = webviewOptions(extensionUri);
      show(poolIdOf(state), webviewPanel);
      return Promise.resolve();
    },
  });
  const subscriptions = [
    serializer,
    sessions.onNews(({ session, news }) => panels.get(session.pool.id)?.hear(news)),
    recordings.onNews(({ recording, news }) => panels.get(recording.id)?.hear(news)),
    sessions.onListChange(() => panels.forEach((panel) => panel.sendSnapshot())),
    remediations.onChange(() => panels.forEach((panel) => panel.sendRemediation())),
    onSettingsChange(() => panels.forEach((panel) => panel.sendSettings())),
  ];
  const turnTo = (page: Page): boolean => {
    const active = [...panels.values()].find((panel) => panel.isActive);
    active?.showPage(page);
    return active !== undefined;
  };
  return { open, fill, turnTo, dispose: () => subscriptions.forEach((each) => void each.dispose()) };
}

/** Where the pictures come from: a pool that is attached by then, or a recording. */
interface Sources {
  readonly sessions: Sessions;
  readonly recording: OpenRecording | undefined;
}

interface DashboardServices {
  readonly remediations: Remediations;
  readonly log: Log;
}

class DashboardPanel {
  /** Its script has asked for the first snapshot; before that a push would be lost. */
  private isReady = false;
  private target: DashboardTarget = {};
  private sentRemediation = "";

  constructor(
    extensionUri: vscode.Uri,
    private readonly sources: Sources,
    private readonly services: DashboardServices,
    readonly poolId: string,
    private readonly panel: vscode.WebviewPanel,
  ) {
    const { remediations, log } = services;
    const { webview } = panel;
    const asset = (name: string): string =>
      webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, "dist", "webview", name)).toString();
    // A tab's icon is a picture as it is: unlike the activity bar's, it does not take the theme's colour.
    const icon = (name: string): vscode.Uri => vscode.Uri.joinPath(extensionUri, "extension", "media", name);
    panel.iconPath = { light: icon("panel-light.svg"), dark: icon("panel-dark.svg") };
    const all = dashboardHandlers(this, remediations, log);
    const handlers = sources.recording === undefined ? all : onlyLooking(all);
    webview.onDidReceiveMessage(async (message: unknown) => {
      const reply = await answerRequest(handlers, message);
      if (reply.kind === "error") log.warn(`dashboard: ${reply.message}`);
      await this.post(reply);
    });
    panel.onDidChangeViewState(() => {
      // Hidden, the page is thrown away; shown, it is loaded anew and asks for its snapshot.
      if (!panel.visible) this.isReady = false;
    });
    webview.html = pageHtml({
      cspSource: webview.cspSource,
      scriptUri: asset("dashboard.js"),
      styleUri: asset("dashboard.css"),
      nonce: crypto.randomUUID(),
      title: panel.title,
    });
  }

  get isActive(): boolean {
    return this.panel.active;
  }

  reveal(target: DashboardTarget): void {
    this.target = target;
    this.panel.reveal();
    if (this.isReady) this.aim();
  }

  /** The page's own first question. */
  sendFirstSnapshot(): boolean {
    const playback = this.sources.recording?.playback;
    if (playback !== undefined) this.push({ kind: "playback", playback });
    const isSent = this.sendSnapshot();
    this.isReady = true;
    this.sentRemediation = "";
    this.sendRemediation();
    this.aim();
    return isSent;
  }

  private aim(): void {
    const { member, page } = this.target;
    this.target = {};
    if (page !== undefined) this.push({ kind: "page", page });
    else if (member !== undefined) this.push({ kind: "select", members: [member] });
  }

  tellRecording(command: RecordingCommand): void {
    this.sources.recording?.send(command);
  }

  hear(news: RecordingNews): void {
    if (news.kind === "delta") this.push({ kind: "delta", delta: news.delta });
    else if (news.kind === "events") this.push({ kind: "events", events: news.events, before: news.before });
    else if (news.kind === "snapshot") this.sendSnapshot();
    else if (news.kind === "playback") this.push(news);
    else if (news.kind === "problem") this.push({ kind: "detached", reason: problemText(news.problem) });
    else if (news.kind === "ended")
      this.push({ kind: "detached", reason: news.reason ?? vscode.l10n.t("Detached by you.") });
  }

  /** The whole picture; false when there is none, the page then hears why. */
  sendSnapshot(): boolean {
    const { session } = this;
    const view = session?.view;
    if (session !== undefined && view !== undefined) {
      const { name, environment } = view.info;
      const badge = environment === "production" ? " [production]" : "";
      // An editor of a file is called like the file.
      if (this.sources.recording === undefined) this.panel.title = `${name}${badge} — Lanekeeper`;
      const { events, vitals } = session;
      this.push({ kind: "snapshot", view, log: events.log(), vitals, settings: readSettings().dashboard });
      return true;
    }
    if (session === undefined) {
      const reason = vscode.l10n.t("This pool is not attached. Observe it again from the Pools view.");
      this.push({ kind: "detached", reason });
    } else if (session.problem !== undefined) {
      this.push({ kind: "detached", reason: problemText(session.problem) });
    }
    return false;
  }

  async agentMetrics(): Promise<AgentMetricsAnswer> {
    if (this.sources.recording !== undefined)
      return { kind: "unknown", reason: vscode.l10n.t("This is a recording: no agent is asked.") };
    return (
      this.session?.agentMetrics() ?? { kind: "unknown", reason: vscode.l10n.t("This pool is not attached.") }
    );
  }

  private get session(): PoolSession | undefined {
    return this.sources.recording?.session ?? this.sources.sessions.get(this.poolId);
  }

  sendSettings(): void {
    this.push({ kind: "settings", settings: readSettings().dashboard });
  }

  /** Only what changed: a runbook is looked at every few seconds. */
  sendRemediation(): void {
    if (this.isReady && this.sources.recording === undefined) void this.sendNewRemediation();
  }

  private async sendNewRemediation(): Promise<void> {
    const remediation = await this.services.remediations.of(this.poolId);
    const text = JSON.stringify(remediation);
    if (text === this.sentRemediation) return;
    this.sentRemediation = text;
    this.push({ kind: "remediation", remediation });
  }

  showPage(page: Page): void {
    this.push({ kind: "page", page });
  }

  private push(push: Push): void {
    if (this.panel.visible) void this.post({ kind: "push", push: encodePush(push) });
  }

  private async post(message: FromExtension): Promise<void> {
    await this.panel.webview.postMessage(message);
  }
}

function createPanel(
  extensionUri: vscode.Uri,
  poolId: string,
  sessions: Sessions,
  column: vscode.ViewColumn,
): vscode.WebviewPanel {
  const name = sessions.get(poolId)?.pool.name ?? poolId;
  const options = webviewOptions(extensionUri);
  return vscode.window.createWebviewPanel(PANEL_TYPE, `${name} — Lanekeeper`, column, options);
}

function webviewOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  return { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(extensionUri, "dist", "webview")] };
}

function problemText(problem: { readonly message: string; readonly advice: string }): string {
  return `${problem.message} ${problem.advice}`;
}

/** The page keeps its pool's id in its state; anything else counts as no pool. */
function poolIdOf(state: unknown): string {
  if (typeof state !== "object" || state === null || !("poolId" in state)) return "";
  return typeof state.poolId === "string" ? state.poolId : "";
}
