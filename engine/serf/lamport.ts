/**
 * Lamport's logical clock: orders what members say without comparing their watches. A pool has three of them, for
 * intents, user events and queries; they never carry a value into another pool.
 * Source: Lamport 1978; serf lamport.go.
 */

/**
 * A count of messages, never of time. Upstream has 64 bits; we hold what a double holds exactly, and refuse the rest
 * when decoding: no pool counts to 2^53, so a larger value is damage or malice, and would be catching.
 */
export type LamportTime = number;

export class LamportClock {
  /** Starts at 1, so that an intent of time 0 is older than any other. Source: serf.go, Create. */
  private current: LamportTime = 1;

  /** The time that the next message of ours carries. */
  get time(): LamportTime {
    return this.current;
  }

  /** The time for a message that is sent now; the clock then ticks. */
  tick(): LamportTime {
    const time = this.current;
    this.current = Math.min(Number.MAX_SAFE_INTEGER, time + 1);
    return time;
  }

  /** Falls in behind a time that somebody else used. */
  witness(heard: LamportTime): void {
    if (heard >= this.current) this.current = Math.min(Number.MAX_SAFE_INTEGER, heard + 1);
  }
}
