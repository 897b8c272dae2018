/**
 * What a pool looked like before, within so many bytes: a whole view now and then, the deltas between, and the
 * events. The oldest stretch goes when the room is used up.
 */
import { assert } from "../base/assert.ts";
import type { ViewDelta } from "../view/delta.ts";
import type { PoolEvent } from "../view/event.ts";
import { ViewFold } from "../view/fold.ts";
import type { PoolView } from "../view/view.ts";
import { EVENT_BYTES, SizeMeter } from "./sizes.ts";
import type { Tape, TapeEntry } from "./tape.ts";

/** A whole view and the deltas that follow it. */
interface Stretch {
  readonly view: PoolView;
  readonly deltas: ViewDelta[];
  readonly viewBytes: number;
  bytes: number;
}

/** The part of the room that events may take. */
const EVENTS_SHARE = 1 / 8;
/** A stretch is closed when its deltas are as large as its view, and not before, bytes. */
const STRETCH_BYTES_MIN = 65_536;
const STRETCH_DELTAS_MAX = 2_000;

export class History implements Tape {
  private readonly stretches: Stretch[] = [];
  private fold: ViewFold | undefined;
  private kept: PoolEvent[] = [];
  private readonly meter = new SizeMeter();
  private bytes = 0;
  private firstMs: number | undefined;

  constructor(private readonly bytesMax: number) {
    assert(bytesMax > 0, "a history has room");
  }

  hear(entry: TapeEntry): void {
    switch (entry.kind) {
      case "view":
        return this.begin(entry.view);
      case "delta":
        return this.follow(entry.delta);
      case "events":
        return this.keep(entry.events);
    }
  }

  /** First and last moment that can be shown, ms since 1970. */
  get span(): { readonly fromMs: number; readonly toMs: number } | undefined {
    const [first] = this.stretches;
    const last = this.stretches.at(-1);
    if (first === undefined || last === undefined) return undefined;
    return { fromMs: first.view.atMs, toMs: last.deltas.at(-1)?.atMs ?? last.view.atMs };
  }

  /** Whether older moments had to go. */
  get isCut(): boolean {
    return this.firstMs !== this.stretches[0]?.view.atMs;
  }

  /** Events after the first view, oldest first. */
  get events(): readonly PoolEvent[] {
    return this.kept;
  }

  /** The picture as it was at `atMs`; the first one for all that is earlier. */
  viewAt(atMs: number): PoolView | undefined {
    let stretch = this.stretches[0];
    for (const later of this.stretches) if (later.view.atMs <= atMs) stretch = later;
    if (stretch === undefined) return undefined;
    const fold = new ViewFold(stretch.view);
    for (const delta of stretch.deltas) {
      if (delta.atMs > atMs) break;
      fold.apply(delta);
    }
    return fold.view();
  }

  private begin(view: PoolView): void {
    this.firstMs ??= view.atMs;
    this.fold = new ViewFold(view);
    const bytes = this.meter.view(view);
    this.stretches.push({ view, deltas: [], viewBytes: bytes, bytes });
    this.bytes += bytes;
    this.makeRoom();
  }

  private follow(delta: ViewDelta): void {
    const stretch = this.stretches.at(-1);
    if (stretch === undefined || this.fold === undefined) return;
    this.fold.apply(delta);
    const bytes = this.meter.delta(delta);
    stretch.deltas.push(delta);
    stretch.bytes += bytes;
    this.bytes += bytes;
    const isFull = stretch.bytes > 2 * Math.max(STRETCH_BYTES_MIN, stretch.viewBytes);
    if (isFull || stretch.deltas.length >= STRETCH_DELTAS_MAX) this.begin(this.fold.view());
    else this.makeRoom();
  }

  /** What came with the first view is how it began, not what happened. */
  private keep(events: readonly PoolEvent[]): void {
    const firstMs = this.firstMs ?? Infinity;
    for (const event of events) if (event.atMs > firstMs) this.kept.push(event);
    const most = Math.max(100, Math.floor((this.bytesMax * EVENTS_SHARE) / EVENT_BYTES));
    if (this.kept.length > 1.25 * most) this.kept = this.kept.slice(-most);
  }

  private makeRoom(): void {
    const room = this.bytesMax * (1 - EVENTS_SHARE);
    while (this.bytes > room && this.stretches.length > 1) {
      const gone = this.stretches.shift();
      this.bytes -= gone?.bytes ?? 0;
    }
  }
}
