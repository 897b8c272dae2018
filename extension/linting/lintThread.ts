/** The linter's thread with typed messages; questions are answered by number. */
import { Worker } from "node:worker_threads";
import type { LintCommand, LintReply, LivePool, SettingHover, EditorPlace } from "../../engine/index.ts";

export class LintThread {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, (reply: LintReply | undefined) => void>();
  private nextId = 1;
  private isEnding = false;

  /** `onEnd` is heard at most once, with the reason, when the thread ends unasked. */
  constructor(
    scriptPath: string,
    private readonly onReply: (reply: LintReply) => void,
    onEnd: (reason: string) => void,
  ) {
    this.worker = new Worker(scriptPath);
    let failure: string | undefined;
    this.worker.on("message", (reply: LintReply) => this.hear(reply));
    this.worker.on("error", (error) => (failure = error.message));
    this.worker.on("exit", (code) => {
      for (const answer of this.waiting.values()) answer(undefined);
      this.waiting.clear();
      if (!this.isEnding) onEnd(failure ?? `the thread ended with code ${code}`);
    });
    // Linting never keeps the editor from closing.
    this.worker.unref();
  }

  send(command: LintCommand): void {
    this.worker.postMessage(command);
  }

  async hover(path: string, line: number, column: number): Promise<SettingHover | undefined> {
    const reply = await this.ask((id) => ({ kind: "hover", id, path, line, column }));
    return reply?.kind === "hover" ? reply.hover : undefined;
  }

  /** The text of a baseline with everything that is found now, or of the present one and what is found at a place. */
  async baseline(add?: EditorPlace): Promise<string | undefined> {
    const reply = await this.ask((id) => ({ kind: "baseline", id, add }));
    return reply?.kind === "baseline" ? reply.text : undefined;
  }

  /** A page that says what the workspace would do once deployed, and its verdict. */
  async rehearse(): Promise<{ readonly markdown: string; readonly verdict: string } | undefined> {
    const reply = await this.ask((id) => ({ kind: "rehearse", id }));
    return reply?.kind === "rehearsal" ? reply : undefined;
  }

  /** A page that says whether a runbook would hold, by the text of its journal, and its verdict. */
  async rehearseUnmix(
    journal: string,
  ): Promise<{ readonly markdown: string; readonly verdict: string } | undefined> {
    const reply = await this.ask((id) => ({ kind: "rehearseUnmix", id, journal }));
    return reply?.kind === "rehearsal" ? reply : undefined;
  }

  /** A page that holds the workspace against live pools. */
  async compare(pools: readonly LivePool[]): Promise<string | undefined> {
    const reply = await this.ask((id) => ({ kind: "compare", id, pools }));
    return reply?.kind === "comparison" ? reply.markdown : undefined;
  }

  async end(): Promise<void> {
    this.isEnding = true;
    await this.worker.terminate();
  }

  private ask(command: (id: number) => LintCommand): Promise<LintReply | undefined> {
    const id = this.nextId++;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.send(command(id));
    });
  }

  private hear(reply: LintReply): void {
    if (!("id" in reply)) return this.onReply(reply);
    const answer = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    answer?.(reply);
  }
}
