/** What is kept of a watched pool, in the order in which it was taken: a view, then what changed and what happened. */
import type { ViewDelta } from "../view/delta.ts";
import type { PoolEvent } from "../view/event.ts";
import type { PoolView } from "../view/view.ts";

export type TapeEntry =
  | { readonly kind: "view"; readonly view: PoolView }
  /** Continues the entry before; a gap is closed by a new view. */
  | { readonly kind: "delta"; readonly delta: ViewDelta }
  | { readonly kind: "events"; readonly events: readonly PoolEvent[] };

/** Whoever keeps what passes: the history, a recording. */
export interface Tape {
  hear(entry: TapeEntry): void;
}

/** ms since 1970 of an entry; undefined for events, which have their own. */
export function timeOf(entry: TapeEntry): number | undefined {
  if (entry.kind === "view") return entry.view.atMs;
  return entry.kind === "delta" ? entry.delta.atMs : entry.events[0]?.atMs;
}
