/** A source whose every snapshot, delta and event is also heard by tapes: the history, and a recording while one runs. */
import type { PoolSource } from "../observer/source.ts";
import type { ViewDelta } from "../view/delta.ts";
import type { PoolEvent } from "../view/event.ts";
import type { MemberProbe, ProbeAnswer } from "../view/probe.ts";
import type { PoolView } from "../view/view.ts";
import type { Tape, TapeEntry } from "./tape.ts";

export class WatchedSource implements PoolSource {
  private readonly tapes = new Set<Tape>();
  readonly probe?: (probe: MemberProbe) => Promise<ProbeAnswer>;

  constructor(private readonly source: PoolSource) {
    if (source.probe !== undefined) this.probe = (probe) => source.probe?.(probe) ?? notAsked();
  }

  /** Hears from now on; begins with the picture as it is. Gives back how to stop. */
  add(tape: Tape): () => void {
    this.tapes.add(tape);
    return () => this.tapes.delete(tape);
  }

  snapshot(): PoolView {
    const view = this.source.snapshot();
    this.tell({ kind: "view", view });
    return view;
  }

  takeDelta(): ViewDelta | undefined {
    const delta = this.source.takeDelta();
    if (delta !== undefined) this.tell({ kind: "delta", delta });
    return delta;
  }

  takeEvents(): readonly PoolEvent[] {
    const events = this.source.takeEvents();
    if (events.length > 0) this.tell({ kind: "events", events });
    return events;
  }

  onChange(listener: () => void): void {
    this.source.onChange(listener);
  }

  detach(): Promise<void> {
    return this.source.detach();
  }

  private tell(entry: TapeEntry): void {
    for (const tape of this.tapes) tape.hear(entry);
  }
}

function notAsked(): Promise<ProbeAnswer> {
  return Promise.resolve({ kind: "notAsked", reason: "this pool asks nobody" });
}
