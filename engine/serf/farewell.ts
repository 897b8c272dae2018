/**
 * The way out, in three steps: the intent is spread, memberlist says goodbye, and then we stay a while and answer, so
 * that nobody takes us for failed. Source: serf serf.go, Leave.
 */
import { NEVER, type Instant } from "../base/time.ts";

export type FarewellPhase = "staying" | "spreadingIntent" | "sayingGoodbye" | "lingering" | "left";

export class Farewell {
  phase: FarewellPhase = "staying";
  /** Whether both the intent and the goodbye were spread in time. */
  isSpread = true;
  private until: Instant = NEVER;

  constructor(private readonly lingerMs: number) {}

  /** When the phase ends at the latest. */
  get deadline(): Instant {
    return this.until;
  }

  /** The intent is queued; it may take until `until`. */
  begin(until: Instant): void {
    this.phase = "spreadingIntent";
    this.until = until;
  }

  /** The intent has left often enough, or its time is over: now memberlist shall say goodbye. */
  intentSpread(isSpread: boolean): void {
    this.phase = "sayingGoodbye";
    this.until = NEVER;
    this.isSpread &&= isSpread;
  }

  /** memberlist has said goodbye. */
  goodbyeSpread(now: Instant, isSpread: boolean): void {
    this.phase = "lingering";
    this.until = now + this.lingerMs;
    this.isSpread &&= isSpread;
  }

  end(): void {
    this.phase = "left";
    this.until = NEVER;
  }
}
