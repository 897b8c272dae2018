/** Where a key moves the time bar to, and how fast moments are asked for. */

const SECOND_MS = 1_000;

/** ms by which a key moves, undefined for any other; `isFar` is Shift. */
export function keyStep(key: string, isFar: boolean): number | undefined {
  const second = (isFar ? 10 : 1) * SECOND_MS;
  switch (key) {
    case "ArrowRight":
    case "ArrowUp":
      return second;
    case "ArrowLeft":
    case "ArrowDown":
      return -second;
    case "PageUp":
      return 30 * SECOND_MS;
    case "PageDown":
      return -30 * SECOND_MS;
    case "Home":
      return -Infinity;
    case "End":
      return Infinity;
    default:
      return undefined;
  }
}

/** Asks for one moment at a time, and for the newest wish next: a pointer makes more wishes than there are pictures. */
export class MomentQueue {
  private isAsked = false;
  private wanted: number | undefined;

  constructor(private readonly ask: (atMs: number) => void) {}

  /** Whether another moment than the shown one is on its way. */
  get isWaiting(): boolean {
    return this.isAsked;
  }

  want(atMs: number): void {
    if (this.isAsked) this.wanted = atMs;
    else {
      this.isAsked = true;
      this.ask(atMs);
    }
  }

  /** That moment is shown now. */
  shown(atMs: number): void {
    const { wanted } = this;
    this.isAsked = false;
    this.wanted = undefined;
    if (wanted !== undefined && wanted !== atMs) this.want(wanted);
  }
}
