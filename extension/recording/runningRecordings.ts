/** The recordings that run in this window, at most one a pool. */
import * as vscode from "vscode";
import type { RecordingWish } from "../../engine/index.ts";
import { CONTEXTS } from "../contributions.ts";
import type { PoolSession } from "../poolSession.ts";
import { RecordingThread } from "./recordingThread.ts";
import { RunningRecording, type RecordingEnd } from "./runningRecording.ts";

export class RunningRecordings implements vscode.Disposable {
  private readonly running = new Map<string, RunningRecording>();
  private readonly changes = new vscode.EventEmitter<void>();
  private readonly ends = new vscode.EventEmitter<{ recording: RunningRecording; end: RecordingEnd }>();
  readonly onChange = this.changes.event;
  /** The file of one is closed, for whatever reason. */
  readonly onEnd = this.ends.event;

  constructor(private readonly scriptPath: string) {}

  list(): readonly RunningRecording[] {
    return [...this.running.values()];
  }

  get(poolId: string): RunningRecording | undefined {
    return this.running.get(poolId);
  }

  start(session: PoolSession, wish: RecordingWish): RunningRecording {
    const { id } = session.pool;
    const recording = new RunningRecording(
      session,
      wish,
      (onReply) => new RecordingThread(this.scriptPath, onReply),
      () => this.changes.fire(),
    );
    this.running.set(id, recording);
    this.changed();
    void recording.ended.then((end) => {
      this.running.delete(id);
      this.changed();
      this.ends.fire({ recording, end });
    });
    return recording;
  }

  /** All, when the window closes: each file ends in good order while there is time. */
  async stopAll(): Promise<void> {
    await Promise.all(this.list().map((recording) => recording.stop("the window was closed")));
  }

  dispose(): void {
    void this.stopAll();
    this.changes.dispose();
    this.ends.dispose();
  }

  private changed(): void {
    void vscode.commands.executeCommand("setContext", CONTEXTS.isRecording, this.running.size > 0);
    this.changes.fire();
  }
}
