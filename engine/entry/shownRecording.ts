/** A recording that somebody looks at: read once for its index, then moved about in, by hand or by the clock. */
import type { LineCursor } from "../host/lineCursor.ts";
import { Player, type Move } from "../recording/player.ts";
import { TapeIndex } from "../recording/tapeIndex.ts";
import type { RecordingReply } from "../recording/threadProtocol.ts";

/** Lines between two looks at the clock. */
const LINES_AT_ONCE = 20;
/** How long reading may keep the thread from hearing anything else, ms. */
const READ_MS = 50;
/** For whole views of moments, bytes. */
const INDEX_BYTES_MAX = 64 * 1_048_576;

export class ShownRecording {
  private player: Player | undefined;
  private speed = 0;
  private timer: NodeJS.Timeout | undefined;
  private tickedAtMs = 0;

  constructor(
    private readonly lines: LineCursor,
    private readonly path: string,
    private readonly everyMs: number,
    private readonly reply: (message: RecordingReply) => void,
  ) {
    this.read(new TapeIndex(lines, INDEX_BYTES_MAX));
  }

  moveTo(atMs: number): void {
    this.show((player) => player.moveTo(atMs));
  }

  step(by: 1 | -1): void {
    this.speed = 0;
    this.show((player) => player.step(by));
  }

  /** From the end, it begins again. */
  play(speed: number): void {
    const { player } = this;
    if (player === undefined) return;
    const { atMs, fromMs, toMs } = player.playback(speed);
    const isAgain = speed > 0 && atMs >= toMs;
    this.speed = speed;
    this.tickedAtMs = performance.now();
    clearInterval(this.timer);
    if (speed > 0) this.timer = setInterval(() => this.tick(), this.everyMs);
    this.show((each) => each.moveTo(isAgain ? fromMs : atMs));
  }

  tellView(): void {
    if (this.player !== undefined)
      this.reply({ kind: "jump", view: this.player.view, past: this.player.past });
  }

  private tick(): void {
    const { player } = this;
    if (player === undefined) return;
    const nowMs = performance.now();
    const atMs = player.atMs + (nowMs - this.tickedAtMs) * this.speed;
    this.tickedAtMs = nowMs;
    if (atMs >= player.playback(0).toMs) this.speed = 0;
    this.show(() => player.moveTo(atMs));
  }

  private show(move: (player: Player) => Move): void {
    const { player, reply } = this;
    if (player === undefined) return;
    const { deltas, events, isJump } = move(player);
    if (isJump) this.tellView();
    else {
      if (deltas === undefined) reply({ kind: "pool", reply: { kind: "snapshot", view: player.view } });
      else for (const delta of deltas) reply({ kind: "pool", reply: { kind: "delta", delta } });
      if (events.length > 0) reply({ kind: "pool", reply: { kind: "events", events } });
    }
    if (this.speed === 0) clearInterval(this.timer);
    reply({ kind: "playback", playback: player.playback(this.speed) });
  }

  private read(index: TapeIndex): void {
    const until = performance.now() + READ_MS;
    let isMore = true;
    while (isMore && performance.now() < until) isMore = index.readSome(LINES_AT_ONCE);
    this.reply({ kind: "reading", part: this.lines.offset / Math.max(1, this.lines.sizeBytes) });
    if (isMore) setImmediate(() => this.read(index));
    else this.opened(index);
  }

  private opened(index: TapeIndex): void {
    if (index.checkpoints.length === 0) {
      const why = index.report ?? "It holds no view of a pool.";
      return this.reply({ kind: "failed", message: `${this.path}: ${why}` });
    }
    this.player = new Player(this.lines, index);
    this.tellView();
    this.reply({ kind: "playback", playback: this.player.playback(0) });
  }
}
