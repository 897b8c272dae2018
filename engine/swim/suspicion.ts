/**
 * The window in which a suspect may refute. It begins long and shrinks with every further accuser: many who agree are
 * more likely right, one alone may be the one who is ill.
 * Source: Lifeguard, LHA-Suspicion; memberlist suspicion.go.
 */
import { NEVER, type Instant } from "../base/time.ts";

/**
 * How long a suspect has until it is declared dead, in ms, never under `minMs`.
 *
 *     max − (max − min) · ln(c + 1) / ln(k + 1), down to whole ms
 *
 * c = confirmations so far, k = confirmations expected; k < 1 means nobody else can confirm.
 */
export function suspicionWindowMs(
  confirmations: number,
  expected: number,
  minMs: number,
  maxMs: number,
): number {
  if (expected < 1) return minMs;
  if (confirmations === 0) return maxMs;
  const fraction = Math.log(confirmations + 1) / Math.log(expected + 1);
  return Math.max(minMs, Math.floor(Math.round((maxMs - fraction * (maxMs - minMs)) * 1e6) / 1e6));
}

export class Suspicion {
  confirmations = 0;
  /** When the suspect is declared dead. */
  until: Instant;
  private readonly accusers: Set<string>;

  constructor(
    private readonly startedAt: Instant,
    from: string,
    readonly confirmationsExpected: number,
    private readonly minMs: number,
    private readonly maxMs: number,
  ) {
    // The first accuser's message may come back to us and must not count twice.
    this.accusers = new Set([from]);
    this.until = startedAt + suspicionWindowMs(0, confirmationsExpected, minMs, maxMs);
  }

  /** Takes one more accuser; false when it is known or enough have spoken. */
  confirm(from: string): boolean {
    if (this.confirmations >= this.confirmationsExpected || this.accusers.has(from)) return false;
    this.accusers.add(from);
    this.confirmations += 1;
    const windowMs = suspicionWindowMs(
      this.confirmations,
      this.confirmationsExpected,
      this.minMs,
      this.maxMs,
    );
    this.until = this.startedAt + windowMs;
    return true;
  }
}

/** The open suspicions of one node by the suspect's number, and when the first of them ends. */
export class Suspicions {
  private readonly open = new Map<number, Suspicion>();
  private earliest: Instant | undefined = NEVER;

  get(id: number): Suspicion | undefined {
    return this.open.get(id);
  }

  get size(): number {
    return this.open.size;
  }

  /** When the first of them ends. */
  get deadline(): Instant {
    if (this.earliest !== undefined) return this.earliest;
    let at = NEVER;
    for (const { until } of this.open.values()) if (until < at) at = until;
    this.earliest = at;
    return at;
  }

  add(id: number, suspicion: Suspicion): void {
    this.open.set(id, suspicion);
    this.broughtForward(suspicion);
  }

  delete(id: number): void {
    if (this.open.size === 0) return;
    const suspicion = this.open.get(id);
    if (suspicion === undefined) return;
    this.open.delete(id);
    if (suspicion.until === this.earliest) this.earliest = undefined;
  }

  /** To be called when `until` of an open suspicion moved. */
  broughtForward(suspicion: Suspicion): void {
    if (this.earliest !== undefined && suspicion.until < this.earliest) this.earliest = suspicion.until;
  }

  /** The suspects whose time is up, oldest accusation first. */
  expired(now: Instant): number[] {
    const ids: number[] = [];
    for (const [id, { until }] of this.open) if (until <= now) ids.push(id);
    return ids;
  }
}
