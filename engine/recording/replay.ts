/** A recording as a source like any other: what it holds is told in its own order, as fast as somebody moves it on. */
import type { PoolSource } from "../observer/source.ts";
import type { ViewDelta } from "../view/delta.ts";
import type { PoolEvent } from "../view/event.ts";
import { ViewFold } from "../view/fold.ts";
import type { PoolView } from "../view/view.ts";
import { timeOf, type TapeEntry } from "./tape.ts";

export class Replay implements PoolSource {
  private next = 0;
  private fold: ViewFold;
  private events: PoolEvent[] = [];
  private deltas: ViewDelta[] = [];
  private listener: () => void = () => undefined;

  /** `entries` must begin with a view; events before it are how it began. */
  constructor(
    private readonly entries: readonly TapeEntry[],
    first: PoolView,
  ) {
    this.fold = new ViewFold(first);
    this.next = entries.findIndex((entry) => entry.kind === "view") + 1;
  }

  /** ms since 1970 of the entry that comes next; undefined at the end. */
  get nextMs(): number | undefined {
    for (let at = this.next; at < this.entries.length; at += 1) {
      const entry = this.entries[at];
      const atMs = entry === undefined ? undefined : timeOf(entry);
      if (atMs !== undefined) return atMs;
    }
    return undefined;
  }

  /** Moves on to all that happened until `atMs`. */
  moveTo(atMs: number): void {
    const before = this.next;
    for (; this.next < this.entries.length; this.next += 1) {
      const entry = this.entries[this.next];
      if (entry === undefined || (timeOf(entry) ?? 0) > atMs) break;
      this.take(entry);
    }
    if (this.next > before) this.listener();
  }

  snapshot(): PoolView {
    this.deltas = [];
    return this.fold.view();
  }

  /** One step of the recording; call again until there is none. */
  takeDelta(): ViewDelta | undefined {
    return this.deltas.shift();
  }

  takeEvents(): readonly PoolEvent[] {
    const taken = this.events;
    this.events = [];
    return taken;
  }

  onChange(listener: () => void): void {
    this.listener = listener;
  }

  detach(): Promise<void> {
    this.listener = () => undefined;
    return Promise.resolve();
  }

  private take(entry: TapeEntry): void {
    if (entry.kind === "events") {
      this.events.push(...entry.events);
    } else if (entry.kind === "delta") {
      this.fold.apply(entry.delta);
      this.deltas.push(entry.delta);
    } else {
      // A gap of the recording: whoever reads deltas has to take a snapshot.
      this.fold = new ViewFold(entry.view);
      this.deltas = [];
    }
  }
}
