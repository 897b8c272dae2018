/** How much memory views and deltas take, bytes: estimates on the safe side, so that a history stays within its room. */
import type { ViewDelta } from "../view/delta.ts";
import type { Accusation, FindingRow, PoolView, Vantage } from "../view/view.ts";

/** One row of all columns: six of four bytes, versions, port, state, three times. */
const ROW_BYTES = 57;
const TEXT_BYTES = 24;
const ACCUSATION_BYTES = 64;
const FINDING_BYTES = 1_024;
const BASE_BYTES = 400;
/** An event with its texts. */
export const EVENT_BYTES = 200;

/** Answers of vantages are shared between entries until they change: each is counted where it is met first. */
export class SizeMeter {
  private readonly counted = new WeakSet();

  view(view: PoolView): number {
    return (
      BASE_BYTES +
      ROW_BYTES * view.count +
      // The texts themselves are shared with the views before.
      8 * (view.strings.length + view.tagSets.length) +
      80 * view.coordinates.size +
      this.lists(view)
    );
  }

  delta(delta: ViewDelta): number {
    const texts = delta.strings.reduce((sum, text) => sum + TEXT_BYTES + 2 * text.length, 0);
    return (
      BASE_BYTES +
      (ROW_BYTES + 4) * delta.rows.ids.length +
      texts +
      48 * delta.tagSets.length +
      80 * (delta.coordinates?.length ?? 0) +
      this.lists(delta)
    );
  }

  private lists({ accusations = [], findings = [], vantages = [] }: Lists): number {
    let answers = 0;
    for (const { states } of vantages) {
      answers += 120;
      if (this.counted.has(states)) continue;
      this.counted.add(states);
      answers += 5 * states.length;
    }
    return ACCUSATION_BYTES * accusations.length + FINDING_BYTES * findings.length + answers;
  }
}

interface Lists {
  readonly accusations?: readonly Accusation[];
  readonly findings?: readonly FindingRow[];
  readonly vantages?: readonly Vantage[];
}
