/** The recordings that are open in this window. */
import * as vscode from "vscode";
import { readSettings } from "../settings.ts";
import { OpenRecording, type RecordingNews } from "./openRecording.ts";
import { RecordingThread } from "./recordingThread.ts";

export class OpenRecordings implements vscode.Disposable {
  private readonly open = new Map<string, OpenRecording>();
  private readonly news = new vscode.EventEmitter<{ recording: OpenRecording; news: RecordingNews }>();
  private readonly changes = new vscode.EventEmitter<void>();
  readonly onNews = this.news.event;
  /** One was opened or closed, or its moment has changed. */
  readonly onChange = this.changes.event;

  constructor(private readonly scriptPath: string) {}

  list(): readonly OpenRecording[] {
    return [...this.open.values()];
  }

  get(id: string): OpenRecording | undefined {
    return this.open.get(id);
  }

  /** Begins to read the file; what is wrong with it is told like any other news. */
  read(uri: vscode.Uri): OpenRecording {
    const id = `recording/${uri.toString()}`;
    const isOnDisk = uri.scheme === "file";
    const recording = new OpenRecording(
      id,
      isOnDisk ? uri.fsPath : uri.path,
      (news) => {
        this.news.fire({ recording, news });
        if (news.kind !== "delta" && news.kind !== "events") this.changes.fire();
      },
      isOnDisk ? (onReply) => new RecordingThread(this.scriptPath, onReply) : undefined,
    );
    this.open.set(id, recording);
    const { updatesPerSecondMax } = readSettings();
    if (isOnDisk) recording.send({ kind: "open", path: uri.fsPath, updatesPerSecondMax });
    else
      recording.fail({
        message: vscode.l10n.t("A recording is read from a disk, and {0} is none.", `${uri.scheme}:`),
        advice: vscode.l10n.t("Save a copy in a folder of this machine and open that."),
      });
    this.changes.fire();
    return recording;
  }

  close(id: string): void {
    this.open.get(id)?.close();
    this.open.delete(id);
    this.changes.fire();
  }

  dispose(): void {
    for (const id of [...this.open.keys()]) this.close(id);
    this.news.dispose();
    this.changes.dispose();
  }
}
