/**
 * Reads a recording once from begin to end and keeps what it takes to show any moment of it: whole views at some
 * places of the file, within so many bytes, and when events were. However long the file is, it is never held.
 */
import { ViewFold } from "../view/fold.ts";
import type { PoolView } from "../view/view.ts";
import { EventMarks } from "./eventMarks.ts";
import { LatestEvents } from "./latest.ts";
import { PastEvents } from "./pastEvents.ts";
import { RecordingReader } from "./reader.ts";
import { SizeMeter } from "./sizes.ts";
import { timeOf, type TapeEntry } from "./tape.ts";

/** Lines of a file that can be read again from any place; offsets are the source's own. */
export interface LineSource {
  /** Where the next line begins. */
  readonly offset: number;
  /** The next line without its end; undefined at the end. */
  next(): string | undefined;
  moveTo(offset: number): void;
}

/** What is known at a place of the file: all lines before `offset` are in it. */
export interface Checkpoint {
  readonly atMs: number;
  readonly offset: number;
  readonly view: PoolView;
  /** These two are copied before they read on. */
  readonly reader: RecordingReader;
  readonly latest: LatestEvents;
}

/** Between two checkpoints at first, characters; doubled whenever the room is used up. */
const SPACING = 262_144;

export class TapeIndex {
  readonly marks = new EventMarks();
  readonly past = new PastEvents();
  readonly checkpoints: Checkpoint[] = [];
  fromMs = 0;
  toMs = 0;
  private readonly reader = new RecordingReader();
  private readonly latest = new LatestEvents();
  private fold: ViewFold | undefined;
  private spacing = SPACING;
  private unkept = 0;
  /** Texts of views since the last checkpoint, which nothing else holds, bytes. */
  private freshBytes = 0;
  private readonly bytesOf = new Map<Checkpoint, number>();

  constructor(
    private readonly lines: LineSource,
    /** For the views of all checkpoints, bytes. */
    private readonly bytesMax: number,
  ) {}

  /** Reads some lines; false when nothing is left to read. */
  readSome(count: number): boolean {
    for (let read = 0; read < count; read += 1) {
      const text = this.lines.next();
      if (text === undefined) return false;
      const entry = this.reader.push(text);
      this.unkept += text.length;
      if (entry !== undefined) this.hear(entry);
      if (this.reader.problem !== undefined || this.reader.endReason !== undefined) return false;
    }
    return true;
  }

  /** What is wrong with the file, in words; undefined when nothing is. */
  get report(): string | undefined {
    return this.reader.report;
  }

  get isRedacted(): boolean {
    return this.reader.header?.redacted ?? false;
  }

  /** The last checkpoint that is not after `atMs`. */
  before(atMs: number): Checkpoint | undefined {
    let found = this.checkpoints[0];
    for (const checkpoint of this.checkpoints) if (checkpoint.atMs <= atMs) found = checkpoint;
    return found;
  }

  private hear(entry: TapeEntry): void {
    if (entry.kind === "view") {
      this.fold = new ViewFold(entry.view);
      this.freshBytes = entry.view.strings.reduce((sum, text) => sum + 24 + 2 * text.length, 0);
      if (this.checkpoints.length === 0) this.toMs = this.fromMs = entry.view.atMs;
    } else if (entry.kind === "delta") this.fold?.apply(entry.delta);
    if (this.fold === undefined) return;
    this.toMs = Math.max(this.toMs, timeOf(entry) ?? 0);
    // What came with the first view is how it began, not what happened.
    if (entry.kind === "events" && this.toMs > this.fromMs) {
      for (const { kind } of entry.events) this.marks.add(this.toMs, kind);
      this.latest.hear(this.toMs, entry.events);
      this.past.add(this.toMs, entry.events);
    }
    if (this.checkpoints.length === 0 || this.unkept > this.spacing) this.keep(this.fold.view());
  }

  private keep(view: PoolView): void {
    const checkpoint = {
      atMs: this.toMs,
      offset: this.lines.offset,
      view,
      reader: this.reader.copy(),
      latest: this.latest.copy(),
    };
    this.checkpoints.push(checkpoint);
    this.bytesOf.set(checkpoint, new SizeMeter().view(view) + this.freshBytes);
    this.unkept = 0;
    this.freshBytes = 0;
    while (this.bytes > this.bytesMax && this.checkpoints.length > 2) this.thin();
  }

  private get bytes(): number {
    let sum = 0;
    for (const bytes of this.bytesOf.values()) sum += bytes;
    return sum;
  }

  /** Every other one goes, never the first. */
  private thin(): void {
    const kept = this.checkpoints.filter((_, index) => index % 2 === 0);
    for (const checkpoint of this.checkpoints)
      if (!kept.includes(checkpoint)) this.bytesOf.delete(checkpoint);
    this.checkpoints.splice(0, this.checkpoints.length, ...kept);
    this.spacing *= 2;
  }
}
