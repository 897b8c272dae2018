/** Events for `for await`: held until they are read, the oldest dropped when nobody reads. */

/** Events held for a reader that does not come. */
const HELD_MAX = 10_000;

export class EventStream<T> implements AsyncIterableIterator<T> {
  private readonly held: T[] = [];
  private waiting: ((result: IteratorResult<T>) => void) | undefined;
  private isEnded = false;
  /** How many were dropped since nobody read them. */
  dropped = 0;

  constructor(private readonly onEnd: () => void) {}

  [Symbol.asyncIterator](): this {
    return this;
  }

  push(event: T): void {
    const { waiting } = this;
    this.waiting = undefined;
    if (waiting !== undefined) return waiting({ done: false, value: event });
    this.held.push(event);
    if (this.held.length <= HELD_MAX) return;
    this.held.shift();
    this.dropped += 1;
  }

  next(): Promise<IteratorResult<T>> {
    const event = this.held.shift();
    if (event !== undefined) return Promise.resolve({ done: false, value: event });
    if (this.isEnded) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => (this.waiting = resolve));
  }

  return(): Promise<IteratorResult<T>> {
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** What is held can still be read; then it is over. */
  end(): void {
    if (this.isEnded) return;
    this.isEnded = true;
    this.onEnd();
    this.waiting?.({ done: true, value: undefined });
    this.waiting = undefined;
  }
}
