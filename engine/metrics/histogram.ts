/** How many observations fell at or below each bound. */
import { numberText, type Labels, type Sample } from "./exposition.ts";

export class Histogram {
  /** Observations of each bucket alone; the last one has no bound. */
  private readonly counts: number[];
  private sum = 0;

  /** `bounds` rise; +Inf is added. */
  constructor(private readonly bounds: readonly number[]) {
    this.counts = new Array<number>(bounds.length + 1).fill(0);
  }

  observe(value: number): void {
    const bucket = this.bounds.findIndex((bound) => value <= bound);
    const at = bucket === -1 ? this.bounds.length : bucket;
    this.counts[at] = (this.counts[at] ?? 0) + 1;
    this.sum += value;
  }

  /** Buckets are cumulative. Source: OpenMetrics 1.0.0, "Histogram". */
  samples(labels: Labels): Sample[] {
    let count = 0;
    const buckets = [...this.bounds, Infinity].map((bound, at) => {
      count += this.counts[at] ?? 0;
      return { suffix: "_bucket", labels: { ...labels, le: leText(bound) }, value: count };
    });
    return [
      ...buckets,
      { suffix: "_count", labels, value: count },
      { suffix: "_sum", labels, value: this.sum },
    ];
  }
}

/** Bounds are floats, so that `1` is written `1.0`: readers compare them as text. */
function leText(bound: number): string {
  return Number.isInteger(bound) ? `${bound}.0` : numberText(bound);
}
