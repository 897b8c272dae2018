/** What readers of any attached pool get from its ledger: the picture, what changed, and one call when there is news. */
import type { Ledger } from "../observer/ledger.ts";
import type { ViewDelta } from "../view/delta.ts";
import type { PoolEvent } from "../view/event.ts";
import type { PoolView, Traffic } from "../view/view.ts";
import type { Vitals } from "../view/vitals.ts";
import { wallMs } from "./driver.ts";

/** Counts are told no more often than this, ms. */
const VITALS_MS = 1_000;

export class PoolFeed {
  private vitalsAtMs = 0;
  private listener: () => void = () => undefined;
  /** The listener was called, and nothing taken since. */
  private isToldOf = false;

  constructor(
    private readonly ledger: Ledger,
    private readonly traffic: () => Traffic,
    /** Absent where nobody counts. */
    private readonly vitals?: () => Vitals,
  ) {}

  snapshot(): PoolView {
    this.isToldOf = false;
    this.count(wallMs());
    return this.ledger.snapshot(wallMs());
  }

  takeDelta(): ViewDelta | undefined {
    this.isToldOf = false;
    if (!this.ledger.hasNews) return undefined;
    this.count(wallMs());
    return this.ledger.takeDelta(wallMs());
  }

  private count(nowMs: number): void {
    this.ledger.set("traffic", this.traffic());
    if (this.vitals === undefined || nowMs - this.vitalsAtMs < VITALS_MS) return;
    this.vitalsAtMs = nowMs;
    this.ledger.set("vitals", this.vitals());
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
