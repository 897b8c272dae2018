/** What readers of any attached pool get from its ledger: the picture, what changed, and one call when there is news. */
import type { Ledger } from "../observer/ledger.ts";
import type { ViewDelta } from "../view/delta.ts";
import type { PoolEvent } from "../view/event.ts";
import type { PoolView, Traffic } from "../view/view.ts";
import { wallMs } from "./driver.ts";

export class PoolFeed {
  private listener: () => void = () => undefined;
  /** The listener was called, and nothing taken since. */
  private isToldOf = false;

  constructor(
    private readonly ledger: Ledger,
    private readonly traffic: () => Traffic,
  ) {}

  snapshot(): PoolView {
    this.isToldOf = false;
    this.ledger.set("traffic", this.traffic());
    return this.ledger.snapshot(wallMs());
  }

  takeDelta(): ViewDelta | undefined {
    this.isToldOf = false;
    if (!this.ledger.hasNews) return undefined;
    this.ledger.set("traffic", this.traffic());
    return this.ledger.takeDelta(wallMs());
  }

  takeEvents(): readonly PoolEvent[] {
    return this.ledger.takeEvents();
  }

  onChange(listener: () => void): void {
    this.listener = listener;
    // What came before anybody listened is told with the next change.
    this.isToldOf = false;
  }

  /** Calls the listener when there is something to take, once until it is taken. */
  tell(): void {
    if (this.isToldOf || !(this.ledger.hasNews || this.ledger.hasEvents)) return;
    this.isToldOf = true;
    this.listener();
  }
}
