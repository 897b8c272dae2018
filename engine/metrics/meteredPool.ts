/** A watched pool's counters and its latest view, which is folded as it changes and copied when it is asked for. */
import { ViewFold } from "../view/fold.ts";
import type { PoolView } from "../view/view.ts";
import { PoolMeter, type Heard } from "./poolMeter.ts";

export class MeteredPool {
  readonly counters = new PoolMeter();
  private fold: ViewFold | undefined;

  /** Undefined before the first view. */
  get view(): PoolView | undefined {
    return this.fold?.view();
  }

  hear(heard: Heard): void {
    this.counters.hear(heard);
    if (heard.kind === "view") this.fold = new ViewFold(heard.view);
    else if (heard.kind === "delta") this.fold?.apply(heard.delta);
  }
}
