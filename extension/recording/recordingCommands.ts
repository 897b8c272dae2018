/** *Start*, *Stop*, *Open Recording* and *Save Redacted Copy…*: what is written where, and how it ended. */
import { homedir } from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import { RECORDING_COMMANDS, RECORDING_EDITOR } from "../contributions.ts";
import { sizeText } from "../duration.ts";
import { registerCommand, type Log } from "../log.ts";
import { choosePool } from "../poolPick.ts";
import type { Sessions } from "../sessions.ts";
import { readSettings } from "../settings.ts";
import type { TreeRow } from "../trees/treeRow.ts";
import type { OpenRecordings } from "./openRecordings.ts";
import { RecordingThread } from "./recordingThread.ts";
import type { RecordingEnd, RunningRecording } from "./runningRecording.ts";
import type { RunningRecordings } from "./runningRecordings.ts";

const EXTENSION = "lkrec";

export interface RecordingServices {
  readonly sessions: Sessions;
  readonly running: RunningRecordings;
  readonly open: OpenRecordings;
  /** The bundle of the recordings' threads. */
  readonly scriptPath: string;
  readonly log: Log;
}

export function registerRecordingCommands(services: RecordingServices): vscode.Disposable {
  const { running, open, log } = services;
  return vscode.Disposable.from(
    registerCommand(log, RECORDING_COMMANDS.start, (row?: TreeRow) => start(services, row)),
    registerCommand(log, RECORDING_COMMANDS.stop, (row?: TreeRow) => stop(running, row)),
    registerCommand(log, RECORDING_COMMANDS.open, async (what?: TreeRow | vscode.Uri) => {
      const uri = uriOf(open, what) ?? (await pickFile());
      if (uri !== undefined) await show(uri);
    }),
    registerCommand(log, RECORDING_COMMANDS.redact, async (what?: TreeRow | vscode.Uri) => {
      const uri = uriOf(open, what) ?? activeRecording() ?? (await pickFile());
      if (uri !== undefined) await saveRedacted(services.scriptPath, uri);
    }),
    running.onEnd(({ recording, end }) => void tellEnd(log, recording, end)),
  );
}

async function start({ sessions, running, log }: RecordingServices, row: TreeRow | undefined): Promise<void> {
  const pools = sessions.list().map(({ pool }) => pool);
  const free = pools.filter(({ id }) => running.get(id) === undefined);
  if (pools.length > 0 && free.length === 0)
    throw new Error(vscode.l10n.t("Every attached pool is being recorded already."));
  const pool = await choosePool(free, row);
  const session = pool === undefined ? undefined : sessions.get(pool.id);
  if (row !== undefined && pool === undefined)
    throw new Error(vscode.l10n.t("This pool is being recorded already, or is not attached."));
  if (pool === undefined || session === undefined) return;
  if (session.view === undefined) throw new Error(vscode.l10n.t("This pool has not answered yet."));
  const { directory, isRedacted, lengthMax, durationMsMax } = readSettings().recording;
  const uri = await vscode.window.showSaveDialog({
    title: isRedacted
      ? vscode.l10n.t("Record {0}, names and addresses redacted", pool.name)
      : vscode.l10n.t("Record {0}, names and addresses as they are", pool.name),
    defaultUri: vscode.Uri.file(path.join(folderOf(directory), fileName(pool.name, new Date()))),
    filters: { [vscode.l10n.t("Recordings of Lanekeeper")]: [EXTENSION] },
  });
  if (uri === undefined) return;
  if (uri.scheme !== "file")
    throw new Error(
      vscode.l10n.t("A recording is written to a disk of this machine, not to {0}.", `${uri.scheme}:`),
    );
  const wish = { path: uri.fsPath, isRedacted, startedAtMs: Date.now(), lengthMax, durationMsMax };
  running.start(session, wish);
  log.info(`Recording ${pool.name} to ${uri.fsPath} (${isRedacted ? "redacted" : "not redacted"})`);
}

async function stop(running: RunningRecordings, row: TreeRow | undefined): Promise<void> {
  const all = running.list();
  if (all.length === 0) throw new Error(vscode.l10n.t("Nothing is being recorded."));
  const pool = await choosePool(
    all.map(({ session }) => session.pool),
    row,
  );
  if (pool !== undefined) await running.get(pool.id)?.stop("stopped");
}

/** One notification: the user's own command has ended, or has to be done otherwise. */
async function tellEnd(log: Log, { wish, session }: RunningRecording, end: RecordingEnd): Promise<void> {
  const look = vscode.l10n.t("Open Recording");
  const buttons = end.length > 0 ? [look] : [];
  const { name } = session.pool;
  if (end.problem === undefined) {
    const redacted = wish.isRedacted ? vscode.l10n.t("redacted") : vscode.l10n.t("not redacted");
    const text = vscode.l10n.t(
      "{0} was recorded to {1} ({2}, {3}).",
      name,
      wish.path,
      sizeText(end.length),
      redacted,
    );
    log.info(text);
    if ((await vscode.window.showInformationMessage(text, ...buttons)) === look)
      await show(vscode.Uri.file(wish.path));
    return;
  }
  log.error(`Recording ${name}: ${end.problem}`);
  const advice = vscode.l10n.t("To go on, start a recording in another folder or under another name.");
  const text = vscode.l10n.t("The recording of {0} has stopped. {1} {2}", name, end.problem, advice);
  if ((await vscode.window.showErrorMessage(text, ...buttons)) === look)
    await show(vscode.Uri.file(wish.path));
}

async function saveRedacted(scriptPath: string, from: vscode.Uri): Promise<void> {
  if (from.scheme !== "file")
    throw new Error(vscode.l10n.t("Only a recording on this machine's disk can be copied."));
  const to = await vscode.window.showSaveDialog({
    title: vscode.l10n.t("Save a copy without names"),
    defaultUri: vscode.Uri.file(`${from.fsPath.replace(/\.lkrec$/, "")}.redacted.${EXTENSION}`),
    filters: { [vscode.l10n.t("Recordings of Lanekeeper")]: [EXTENSION] },
  });
  if (to === undefined) return;
  const title = vscode.l10n.t("Copying {0} without names", path.basename(from.fsPath));
  const location = vscode.ProgressLocation.Window;
  const report = await vscode.window.withProgress({ location, title }, () =>
    copyRedacted(scriptPath, from.fsPath, to.fsPath),
  );
  const look = vscode.l10n.t("Open Recording");
  const text = vscode.l10n.t(
    "{0} is written, with pseudonyms for names, addresses and tags. {1}",
    to.fsPath,
    report,
  );
  if ((await vscode.window.showInformationMessage(text.trim(), look)) === look) await show(to);
}

/** What was wrong with the original, "" when nothing was. */
function copyRedacted(scriptPath: string, from: string, to: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const thread = new RecordingThread(scriptPath, (reply) => {
      thread.end();
      if (reply.kind === "copied") resolve(reply.report ?? "");
      else reject(new Error(reply.kind === "failed" ? reply.message : reply.kind));
    });
    thread.send({ kind: "redact", from, to });
  });
}

/** The file of a tree's row, or the one that was clicked in the explorer. */
function uriOf(open: OpenRecordings, what: TreeRow | vscode.Uri | undefined): vscode.Uri | undefined {
  if (what instanceof vscode.Uri || what === undefined) return what;
  const recording = open.get(what.poolId);
  return recording === undefined ? undefined : vscode.Uri.file(recording.path);
}

function activeRecording(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputCustom && input.viewType === RECORDING_EDITOR
    ? input.uri
    : undefined;
}

async function pickFile(): Promise<vscode.Uri | undefined> {
  const filters = { [vscode.l10n.t("Recordings of Lanekeeper")]: [EXTENSION] };
  return (await vscode.window.showOpenDialog({ filters, openLabel: vscode.l10n.t("Open Recording") }))?.[0];
}

async function show(uri: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand("vscode.openWith", uri, RECORDING_EDITOR);
}

/** The setting may be absolute, below the home folder, or below the first folder of the workspace. */
function folderOf(directory: string): string {
  const base = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? homedir();
  return directory.startsWith("~") ? path.join(homedir(), directory.slice(1)) : path.resolve(base, directory);
}

function fileName(pool: string, now: Date): string {
  const stamp = now.toISOString().slice(0, 16).replace(/[-:]/g, "").replace("T", "-");
  return `${pool.replace(/[^\p{L}\p{N}.-]+/gu, "-")}-${stamp}.${EXTENSION}`;
}
