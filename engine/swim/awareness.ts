/**
 * Local health: whether we ourselves keep the protocol's pace. Missed nacks, failed probes and having to refute make
 * it worse, answered probes better; a slow node probes more slowly and so accuses fewer.
 * Source: Lifeguard, Local Health Multiplier; memberlist awareness.go.
 */
export class Awareness {
  /** 0 is healthy, `max` − 1 the worst. */
  score = 0;

  /** `max` 1 keeps the score at 0: LHA-Probe off. */
  constructor(private readonly max: number) {}

  /** Whether the score changed. */
  apply(delta: number): boolean {
    const before = this.score;
    this.score = Math.max(0, Math.min(this.max - 1, before + delta));
    return this.score !== before;
  }

  scale(ms: number): number {
    return ms * (this.score + 1);
  }
}
