/** One worker thread with typed messages. The thread ends with its last pool; nothing is shared between two. */
import { Worker } from "node:worker_threads";
import type { WorkerCommand, WorkerReply } from "../engine/index.ts";

/** How long a guest's orderly detach may take before the thread is ended, ms. */
const DETACH_MS_MAX = 3_000;

/** A running worker. `onReply` hears everything, `onEnd` at most once, with a reason when it was not asked for. */
export class PoolWorker {
  private readonly worker: Worker;
  private isEnding = false;
  private hasExited = false;

  constructor(
    scriptPath: string,
    private readonly onReply: (reply: WorkerReply) => void,
    private readonly onEnd: (reason: string | undefined) => void,
    private readonly detachMsMax = DETACH_MS_MAX,
  ) {
    this.worker = new Worker(scriptPath);
    let failure: string | undefined;
    this.worker.on("message", (reply: WorkerReply) => this.onReply(reply));
    this.worker.on("error", (error) => (failure = error.message));
    this.worker.on("exit", (code) => {
      this.hasExited = true;
      this.onEnd(this.isEnding ? undefined : (failure ?? `the worker thread ended with code ${code}`));
    });
  }

  send(command: WorkerCommand): void {
    this.worker.postMessage(command);
  }

  /** Detaches in good order; resolves when the thread is gone. */
  async end(): Promise<void> {
    if (this.isEnding || this.hasExited) return;
    this.isEnding = true;
    const gone = new Promise<void>((resolve) => this.worker.once("exit", () => resolve()));
    this.send({ kind: "detach" });
    const timer = setTimeout(() => void this.worker.terminate(), this.detachMsMax);
    await gone;
    clearTimeout(timer);
  }

  /** Ends the thread at once, without a goodbye. */
  async kill(): Promise<void> {
    this.isEnding = true;
    await this.worker.terminate();
  }
}
