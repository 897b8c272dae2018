/** One recording that is looked at: its thread, the moment that is shown, and a session that pages read like a live one. */
import type { Playback, PoolProblem, RecordingCommand, RecordingReply } from "../../engine/index.ts";
import { unreachable } from "../../engine/index.ts";
import type { KnownPool } from "../pool.ts";
import { PoolSession, type SessionNews } from "../poolSession.ts";
import type { ThreadPort } from "./runningRecording.ts";

export type RecordingNews = SessionNews | { readonly kind: "playback"; readonly playback: Playback };

export class OpenRecording {
  playback: Playback | undefined;
  /** Begins anew with every jump in time. */
  session: PoolSession;
  /** The part of the file that was read, 0 to 1. */
  part = 0;
  private readonly thread: ThreadPort | undefined;
  private readonly pool: KnownPool;

  constructor(
    readonly id: string,
    readonly path: string,
    private readonly onNews: (news: RecordingNews) => void,
    startThread: ((onReply: (reply: RecordingReply) => void) => ThreadPort) | undefined,
  ) {
    // No session of a pool has such an id, and nobody asks a recording anything over the network.
    this.pool = {
      id,
      name: path,
      kind: "memberlist",
      plane: "lan",
      host: "",
      port: 0,
      label: "",
      confirmedCidrs: [],
    };
    this.session = this.newSession();
    this.thread = startThread?.((reply) => this.hear(reply));
  }

  send(command: RecordingCommand): void {
    this.thread?.send(command);
  }

  /** It cannot be shown, or no further. */
  fail(problem: Pick<PoolProblem, "message" | "advice">): void {
    this.session.hear({ kind: "problem", problem: { kind: "internal", ...problem } });
  }

  close(): void {
    this.thread?.end();
  }

  private hear(reply: RecordingReply): void {
    switch (reply.kind) {
      case "reading":
        this.part = reply.part;
        return;
      case "jump":
        // Told once, as the picture with all that happened before it.
        this.session = this.newSession(false);
        this.session.events.begin(reply.past.fromMs);
        this.session.hear({ kind: "snapshot", view: reply.view });
        this.session.hear({ kind: "events", events: reply.past.events });
        this.session.onNews((news) => this.onNews(news));
        return this.onNews({ kind: "snapshot", view: reply.view });
      case "pool":
        return this.session.hear(reply.reply);
      case "playback":
        this.playback = reply.playback;
        return this.onNews(reply);
      case "failed":
        return this.fail({ message: reply.message, advice: "" });
      case "recording":
      case "ended":
      case "copied":
        return;
      default:
        return unreachable(reply);
    }
  }

  private newSession(isHeard = true): PoolSession {
    const session = new PoolSession(this.pool);
    session.follow({
      send: (command) => {
        if (command.kind === "snapshot") this.send({ kind: "snapshot" });
      },
      end: () => Promise.resolve(),
      kill: () => Promise.resolve(),
    });
    if (isHeard) session.onNews((news) => this.onNews(news));
    return session;
  }
}
