/** Shows any moment of a recording: goes on from where it stands, or from the nearest place that its index knows. */
import { assert } from "../base/assert.ts";
import type { ViewDelta } from "../view/delta.ts";
import type { PoolEvent } from "../view/event.ts";
import { ViewFold } from "../view/fold.ts";
import { DENSITY_PARTS, type Playback } from "../view/playback.ts";
import type { PoolView } from "../view/view.ts";
import type { LatestEvents } from "./latest.ts";
import type { Past } from "./pastEvents.ts";
import type { RecordingReader } from "./reader.ts";
import { timeOf, type TapeEntry } from "./tape.ts";
import type { Checkpoint, LineSource, TapeIndex } from "./tapeIndex.ts";

/** How the picture changed by a move. */
export interface Move {
  /** Deltas that continue the picture before; undefined when there is a new one to take. */
  readonly deltas: readonly ViewDelta[] | undefined;
  /** What happened on the way, oldest first. */
  readonly events: readonly PoolEvent[];
  /** There was no way from the moment before: what happened until now is `past`. */
  readonly isJump: boolean;
}

/** More deltas at once cost more than the picture. */
const DELTAS_MAX = 32;
/** Events of one move; the oldest are left out. */
const EVENTS_MAX = 1_000;

export class Player {
  private fold: ViewFold;
  private reader: RecordingReader;
  /** Time of what was read last: what is shown is as of then, though the clock may have gone on. */
  private readMs: number;
  private pending: TapeEntry | undefined;
  private deltas: ViewDelta[] | undefined = [];
  private events: PoolEvent[] = [];
  private isJump = false;
  private latest: LatestEvents;
  private readonly density: { all: number[]; trouble: number[] };
  atMs: number;

  /** `index` has read to the end and has a view. */
  constructor(
    private readonly lines: LineSource,
    private readonly index: TapeIndex,
  ) {
    const [first] = index.checkpoints;
    assert(first !== undefined, "a recording that is shown has a view");
    this.fold = new ViewFold(first.view);
    this.reader = first.reader.copy();
    this.latest = first.latest.copy();
    lines.moveTo(first.offset);
    this.readMs = this.atMs = first.atMs;
    this.density = index.marks.density(index.fromMs, index.toMs, DENSITY_PARTS);
  }

  get view(): PoolView {
    return this.fold.view();
  }

  /** What happened until the moment that is shown. */
  get past(): Past {
    return this.index.past.until(this.atMs, this.index.fromMs);
  }

  playback(speed: number): Playback {
    const { fromMs, toMs, isRedacted, report, marks } = this.index;
    return {
      fromMs,
      toMs,
      atMs: this.atMs,
      speed,
      isRedacted,
      report: this.reader.problem ?? report ?? "",
      events: this.latest.events,
      hasEarlier: marks.before(this.atMs) !== undefined,
      hasLater: marks.after(this.atMs) !== undefined,
      density: this.density.all,
      trouble: this.density.trouble,
    };
  }

  /** To the moment of the next event (1) or the one before (-1); stays where there is none. */
  step(by: 1 | -1): Move {
    const { marks } = this.index;
    return this.moveTo((by === 1 ? marks.after(this.atMs) : marks.before(this.atMs)) ?? this.atMs);
  }

  moveTo(wantedMs: number): Move {
    const { fromMs, toMs } = this.index;
    const atMs = Math.min(toMs, Math.max(fromMs, wantedMs));
    this.deltas = [];
    this.events = [];
    this.isJump = false;
    const nearest = this.index.before(atMs);
    if (nearest !== undefined && (atMs < this.atMs || nearest.offset > this.lines.offset))
      this.begin(nearest);
    this.atMs = atMs;
    this.readOn(atMs);
    return { deltas: this.deltas, events: this.events.slice(-EVENTS_MAX), isJump: this.isJump };
  }

  private begin({ view, reader, latest, offset, atMs }: Checkpoint): void {
    this.fold = new ViewFold(view);
    this.reader = reader.copy();
    this.latest = latest.copy();
    this.lines.moveTo(offset);
    this.readMs = atMs;
    this.pending = undefined;
    this.deltas = undefined;
    this.isJump = true;
  }

  /** Takes all entries until `atMs`; the first one after it waits. */
  private readOn(atMs: number): void {
    for (;;) {
      const entry = this.pending ?? this.nextEntry();
      this.pending = entry;
      if (entry === undefined) return;
      const entryMs = Math.max(this.readMs, timeOf(entry) ?? 0);
      if (entryMs > atMs) return;
      this.pending = undefined;
      this.readMs = entryMs;
      this.take(entry);
    }
  }

  private nextEntry(): TapeEntry | undefined {
    for (let text = this.lines.next(); text !== undefined; text = this.lines.next()) {
      const entry = this.reader.push(text);
      if (entry !== undefined) return entry;
      if (this.reader.problem !== undefined || this.reader.endReason !== undefined) return undefined;
    }
    return undefined;
  }

  private take(entry: TapeEntry): void {
    if (entry.kind === "events") {
      this.latest.hear(this.readMs, entry.events);
      this.events.push(...entry.events);
      if (this.events.length > 2 * EVENTS_MAX) this.events = this.events.slice(-EVENTS_MAX);
    } else if (entry.kind === "delta") {
      this.fold.apply(entry.delta);
      this.deltas?.push(entry.delta);
      if ((this.deltas?.length ?? 0) > DELTAS_MAX) this.deltas = undefined;
    } else {
      this.fold = new ViewFold(entry.view);
      this.deltas = undefined;
    }
  }
}
