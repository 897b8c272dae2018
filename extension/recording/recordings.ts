/** Recordings of this window: those that run, those that are looked at, and what is registered for them. */
import * as vscode from "vscode";
import type { Dashboards } from "../dashboard/panel.ts";
import type { Log } from "../log.ts";
import type { Sessions } from "../sessions.ts";
import { OpenRecordings } from "./openRecordings.ts";
import { registerRecordingCommands } from "./recordingCommands.ts";
import { registerRecordingEditor } from "./recordingEditor.ts";
import { RunningRecordings } from "./runningRecordings.ts";

export class Recordings implements vscode.Disposable {
  readonly running: RunningRecordings;
  readonly open: OpenRecordings;
  private readonly scriptPath: string;

  constructor(extensionUri: vscode.Uri) {
    this.scriptPath = vscode.Uri.joinPath(extensionUri, "dist", "recordingWorker.mjs").fsPath;
    this.running = new RunningRecordings(this.scriptPath);
    this.open = new OpenRecordings(this.scriptPath);
  }

  /** What is given back ends these too. */
  register(sessions: Sessions, dashboards: Dashboards, log: Log): vscode.Disposable {
    const { running, open, scriptPath } = this;
    return vscode.Disposable.from(
      this,
      registerRecordingEditor(open, dashboards),
      registerRecordingCommands({ sessions, running, open, scriptPath, log }),
    );
  }

  dispose(): void {
    this.running.dispose();
    this.open.dispose();
  }
}
