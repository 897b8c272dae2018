/** One recording that runs: hands what a session tells to the thread that writes it. Knows no VS Code. */
import type { RecordingCommand, RecordingReply, RecordingWish, TapeEntry } from "../../engine/index.ts";
import type { PoolSession, SessionNews } from "../poolSession.ts";

/** The part of a thread that this needs; tests give their own. */
export interface ThreadPort {
  send(command: RecordingCommand): void;
  end(): void;
}

/** How it ended: `problem` says why, when nobody asked for it. */
export interface RecordingEnd {
  readonly length: number;
  readonly problem: string | undefined;
}

export class RunningRecording {
  /** Characters that were written. */
  length = 0;
  private readonly forget: () => void;
  private readonly thread: ThreadPort;
  private resolveEnd: (end: RecordingEnd) => void = () => undefined;
  /** Settles once, when the file is closed. */
  readonly ended = new Promise<RecordingEnd>((resolve) => (this.resolveEnd = resolve));

  /** `session` has a view. Creating it is asking for the file; whether that worked is the first thing it hears. */
  constructor(
    readonly session: PoolSession,
    readonly wish: RecordingWish,
    startThread: (onReply: (reply: RecordingReply) => void) => ThreadPort,
    private readonly onChange: () => void,
  ) {
    this.thread = startThread((reply) => this.hear(reply));
    this.thread.send({ kind: "record", wish });
    if (session.view !== undefined) this.write({ kind: "view", view: session.view });
    this.forget = session.onNews((news) => this.follow(news));
  }

  stop(reason: string): Promise<RecordingEnd> {
    this.thread.send({ kind: "stop", reason });
    return this.ended;
  }

  private follow(news: SessionNews): void {
    if (news.kind === "snapshot") this.write({ kind: "view", view: news.view });
    else if (news.kind === "delta") this.write({ kind: "delta", delta: news.delta });
    else if (news.kind === "events") this.write({ kind: "events", events: news.events });
    else if (news.kind === "ended") void this.stop("the pool was detached");
  }

  private write(entry: TapeEntry): void {
    this.thread.send({ kind: "hear", entry });
  }

  private hear(reply: RecordingReply): void {
    if (reply.kind === "recording") {
      this.length = reply.length;
      this.onChange();
    } else if (reply.kind === "ended") this.finish(reply);
    else if (reply.kind === "failed") this.finish({ length: this.length, problem: reply.message });
  }

  private finish({ length, problem }: RecordingEnd): void {
    this.forget();
    this.thread.end();
    this.resolveEnd({ length, problem });
  }
}
