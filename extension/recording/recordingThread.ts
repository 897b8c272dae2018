/** The thread of one recording, with typed messages. */
import { Worker } from "node:worker_threads";
import type { RecordingCommand, RecordingReply } from "../../engine/index.ts";

/** `onReply` hears everything; a thread that dies is told as `failed`. */
export class RecordingThread {
  private readonly worker: Worker;
  private isEnding = false;

  constructor(scriptPath: string, onReply: (reply: RecordingReply) => void) {
    this.worker = new Worker(scriptPath);
    this.worker.on("message", onReply);
    this.worker.on("error", (error) => {
      if (!this.isEnding)
        onReply({ kind: "failed", message: `The recording's thread ended: ${error.message}.` });
    });
  }

  send(command: RecordingCommand): void {
    this.worker.postMessage(command);
  }

  end(): void {
    this.isEnding = true;
    void this.worker.terminate();
  }
}
