/** What a screen reader hears unasked: new findings, at most one sentence in ten seconds. */
import type { PoolView } from "../../engine/view/view.ts";

const PAUSE_MS = 10_000;

export class Announcer {
  /** The text of the live region. */
  sentence = $state("");
  private told: readonly string[] = [];
  private waiting: string[] = [];
  private toldAtMs = -Infinity;

  /** Findings of the first view are on screen already; only later ones are news. */
  hear(view: PoolView, nowMs: number, isFirst: boolean): void {
    for (const { id, sentence, certainty } of view.findings) {
      if (this.told.includes(id)) continue;
      this.told = [...this.told, id];
      if (!isFirst) this.waiting.push(`New finding, ${certainty}: ${sentence}`);
    }
    this.tick(nowMs);
  }

  /** Says what waits once the pause is over; several become one sentence. */
  tick(nowMs: number): void {
    const [first] = this.waiting;
    if (first === undefined || nowMs - this.toldAtMs < PAUSE_MS) return;
    const more = this.waiting.length - 1;
    this.sentence = more === 0 ? first : `${first} And ${more} more ${more === 1 ? "finding" : "findings"}.`;
    this.waiting = [];
    this.toldAtMs = nowMs;
  }
}
