/**
 * What the linter says of the workspace, kept for diagnostics, quick fixes, lenses and the Agent Configs view. The
 * thread starts when there is something to lint, and reads files itself; open documents are sent to it.
 */
import * as vscode from "vscode";
import {
  unreachable,
  type FileFindings,
  type FleetSummary,
  type LintReply,
  type LivePool,
  type RuleEntry,
} from "../../engine/index.ts";
import { readLintSettings, type LintSettings } from "./lintSettings.ts";
import { LintThread } from "./lintThread.ts";
import type { Log } from "../log.ts";
import { lintRoots, pathOf, uriOf } from "./workspacePaths.ts";

/** Files worth a message to the thread; it decides by name and text. */
const WATCHED =
  "**/{*.hcl,*.nomad,*.json,*.yaml,*.yml,*.service,*.conf,*.sh,*.tpl,*.tmpl,*.tftpl,*.ctmpl,*.j2,*.erb,*.ini,hosts,inventory,Procfile,Dockerfile*}";
const NOT_WATCHED = /(?:^|\/)(?:node_modules|\.git|\.terraform|\.vagrant)\//;
/** Documents whose text is worth sending at every change. */
const MAY_MATTER =
  /\.(?:hcl|nomad|json|ya?ml|service|conf|cfg|ini|sh|bash|cmd|bat|ps1|hosts|tpl|tmpl|tftpl|gotmpl|ctmpl|j2|jinja2?|erb|template|example|sample|dist)$|(?:^|\/)(?:hosts|inventory|procfile|dockerfile)[^/]*$/i;
/** Larger texts are no agent's config. */
const TEXT_LENGTH_MAX = 2_097_152;
/** Files that are read one by one where the workspace is on no disk. */
const VIRTUAL_FILES_MAX = 5_000;
/** Restarts after a crash before linting stays off. */
const CRASHES_MAX = 3;

export type LintState = "off" | "reading" | "ready";

export class Linting implements vscode.Disposable {
  private readonly findingsChanges = new vscode.EventEmitter<readonly string[]>();
  private readonly fleetChanges = new vscode.EventEmitter<undefined>();
  /** Paths whose findings are new. */
  readonly onFindings = this.findingsChanges.event;
  readonly onFleet = this.fleetChanges.event;
  private readonly files = new Map<string, FileFindings>();
  private readonly subscriptions: vscode.Disposable[] = [];
  private thread: LintThread | undefined;
  private crashes = 0;
  private settings: LintSettings = readLintSettings();
  /** What attached pools show; none while the setting is off. */
  private livePools: readonly LivePool[] = [];
  fleet: FleetSummary | undefined;
  rules: readonly RuleEntry[] = [];

  constructor(
    private readonly scriptPath: string,
    private readonly log: Log,
  ) {
    const watcher = vscode.workspace.createFileSystemWatcher(WATCHED);
    this.subscriptions.push(
      watcher,
      watcher.onDidCreate((uri) => this.fileChanged(uri, "read")),
      watcher.onDidChange((uri) => this.fileChanged(uri, "read")),
      watcher.onDidDelete((uri) => this.fileChanged(uri, "gone")),
      vscode.workspace.onDidOpenTextDocument((document) => this.take(document)),
      vscode.workspace.onDidChangeTextDocument(
        ({ document }) => this.settings.run === "onType" && this.take(document),
      ),
      vscode.workspace.onDidSaveTextDocument((document) => this.take(document)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.sendPath(uri, "read")),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.restart()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration("lanekeeper.lint")) this.restart();
      }),
    );
  }

  get state(): LintState {
    if (!this.settings.enable) return "off";
    return this.fleet === undefined ? "reading" : "ready";
  }

  /** Begins to lint, unless it does already or is switched off. */
  start(): void {
    if (this.thread === undefined && this.settings.enable && lintRoots().length > 0) this.begin();
  }

  /** Reads everything again, with the settings as they are now; until that is done, what was known stays. */
  restart(): void {
    this.settings = readLintSettings();
    if (!this.settings.enable) return this.stop();
    if (this.thread === undefined) return this.begin();
    this.sendStart(this.thread);
  }

  findingsOf(path: string): FileFindings | undefined {
    return this.files.get(path);
  }

  allFindings(): Iterable<FileFindings> {
    return this.files.values();
  }

  /** Whether what is known of a file is about the text that the editor has of it. */
  isCurrent(path: string): boolean {
    const uri = uriOf(path)?.toString();
    const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri);
    if (document === undefined) return true;
    const version = this.files.get(path)?.version;
    // A document that was just opened has the text of its file.
    return version === undefined ? !document.isDirty : version === document.version;
  }

  /** The thread, started if it isn't yet; undefined while linting is off. */
  running(): LintThread | undefined {
    this.start();
    return this.thread;
  }

  /** Plays a runbook in the thread, or in one of its own while linting is off. */
  async rehearseUnmix(
    journal: string,
  ): Promise<{ readonly markdown: string; readonly verdict: string } | undefined> {
    const running = this.running();
    if (running !== undefined) return running.rehearseUnmix(journal);
    const own = new LintThread(
      this.scriptPath,
      () => undefined,
      (reason) => this.log.error(`The rehearsal stopped: ${reason}.`),
    );
    try {
      return await own.rehearseUnmix(journal);
    } finally {
      await own.end();
    }
  }

  /** Sends a document's text, whatever `lint.run` says. */
  take(document: vscode.TextDocument): void {
    const path = pathOf(document.uri);
    if (path === undefined || this.thread === undefined || !mayMatter(path)) return;
    const text = document.getText();
    if (text.length > TEXT_LENGTH_MAX) return;
    this.thread.send({ kind: "text", path, text, version: document.version });
  }

  /** Uses pools as evidence until the next call. */
  useLive(pools: readonly LivePool[]): void {
    if (pools.length === 0 && this.livePools.length === 0) return;
    this.livePools = pools;
    this.thread?.send({ kind: "live", pools });
  }

  dispose(): void {
    void this.thread?.end();
    vscode.Disposable.from(...this.subscriptions, this.findingsChanges, this.fleetChanges).dispose();
  }

  private begin(): void {
    const thread = new LintThread(
      this.scriptPath,
      (reply) => this.hear(reply),
      (reason) => this.crashed(reason),
    );
    this.thread = thread;
    this.fleetChanges.fire(undefined);
    this.sendStart(thread);
    if (this.livePools.length > 0) thread.send({ kind: "live", pools: this.livePools });
    for (const document of vscode.workspace.textDocuments) this.take(document);
  }

  private sendStart(thread: LintThread): void {
    const roots = lintRoots();
    const { configFile, baseline, files } = this.settings;
    const prefix = roots[0]?.prefix ?? "";
    const inFirst = (name: string): string => (name === "" ? "" : prefix + name);
    thread.send({
      kind: "start",
      start: { roots, configFile: inFirst(configFile), baseline: inFirst(baseline), files },
    });
    if (roots.some(({ folder }) => folder === undefined)) void this.sendVirtualFiles(thread);
  }

  private async sendVirtualFiles(thread: LintThread): Promise<void> {
    const uris = await vscode.workspace.findFiles(WATCHED, "**/node_modules/**", VIRTUAL_FILES_MAX);
    for (const uri of uris.filter(({ scheme }) => scheme !== "file")) await sendVirtualFile(thread, uri);
  }

  private hear(reply: LintReply): void {
    switch (reply.kind) {
      case "rules":
        this.rules = reply.rules;
        return;
      case "findings":
        for (const file of reply.files) {
          if (file.findings.length === 0) this.files.delete(file.path);
          else this.files.set(file.path, file);
        }
        return this.findingsChanges.fire(reply.files.map(({ path }) => path));
      case "fleet":
        this.fleet = reply.fleet;
        return this.fleetChanges.fire(undefined);
      case "trouble":
        return this.log.warn(reply.message);
      case "hover":
      case "baseline":
      case "rehearsal":
      case "comparison":
        return;
      default:
        return unreachable(reply);
    }
  }

  private stop(): void {
    void this.thread?.end();
    this.thread = undefined;
    const paths = [...this.files.keys()];
    this.files.clear();
    this.fleet = undefined;
    this.findingsChanges.fire(paths);
    this.fleetChanges.fire(undefined);
  }

  private crashed(reason: string): void {
    this.log.error(`The linter stopped: ${reason}.`);
    this.stop();
    if (++this.crashes <= CRASHES_MAX) this.begin();
  }

  private fileChanged(uri: vscode.Uri, kind: "read" | "gone"): void {
    const isOpen = vscode.workspace.textDocuments.some((one) => one.uri.toString() === uri.toString());
    // An open document tells its own changes; only its end on disk is news.
    if (kind === "gone" || !isOpen) this.sendPath(uri, kind);
  }

  private sendPath(uri: vscode.Uri, kind: "read" | "gone"): void {
    const path = pathOf(uri);
    if (path === undefined || this.thread === undefined || !mayMatter(path)) return;
    if (kind === "read" && uri.scheme !== "file") void sendVirtualFile(this.thread, uri);
    else this.thread.send({ kind, path });
  }
}

function mayMatter(path: string): boolean {
  return MAY_MATTER.test(path) && !NOT_WATCHED.test(path);
}

/** The thread reads disks only; whatever else holds a workspace is read here. */
async function sendVirtualFile(thread: LintThread, uri: vscode.Uri): Promise<void> {
  const path = pathOf(uri);
  const bytes = await vscode.workspace.fs.readFile(uri).then(
    (content) => content,
    () => undefined,
  );
  if (path === undefined || !mayMatter(path)) return;
  if (bytes === undefined) thread.send({ kind: "gone", path });
  else thread.send({ kind: "text", path, text: new TextDecoder().decode(bytes), version: undefined });
}
