/** The isolation matrix: who was asked to reach whom, one table a direction. Pure. */
import type { IsolationView, PairView } from "../../engine/view/remediation.ts";

/** A larger table is no picture any more; then each pair gets a row. */
export const CELLS_MAX = 1_600;

export interface Named {
  readonly id: number;
  readonly name: string;
}

export interface MatrixRow {
  readonly helper: Named;
  /** In the order of the columns; undefined: this pair is not among those that are asked. */
  readonly cells: readonly (PairView | undefined)[];
}

export interface Matrix {
  /** Name of the side that asks, and of the side that is asked for. */
  readonly from: string;
  readonly to: string;
  readonly targets: readonly Named[];
  readonly rows: readonly MatrixRow[];
}

/** One table for each direction in which somebody is asked; none where they would be too large. */
export function matricesOf({ sides, members, pairs }: IsolationView): Matrix[] {
  const sideOf = new Map(members.map(({ id, side }) => [id, side]));
  const cells = new Map(pairs.map((pair) => [`${pair.helper} ${pair.target}`, pair]));
  const matrices = (["a", "b"] as const).flatMap((from): Matrix[] => {
    const to = from === "a" ? "b" : "a";
    const asked = pairs.filter(({ helper }) => sideOf.get(helper) === from);
    const helpers = new Set(asked.map(({ helper }) => helper));
    const wanted = new Set(asked.map(({ target }) => target));
    const targets = members.filter(({ id }) => wanted.has(id));
    const rows = members
      .filter(({ id }) => helpers.has(id))
      .map((helper) => ({
        helper,
        cells: targets.map(({ id }) => cells.get(`${helper.id} ${id}`)),
      }));
    return rows.length === 0 ? [] : [{ from: sides[from], to: sides[to], targets, rows }];
  });
  const size = matrices.reduce((sum, { rows, targets }) => sum + rows.length * targets.length, 0);
  return size > CELLS_MAX ? [] : matrices;
}

/** Shape and word of a verdict; a pair that nobody asks about is neither open nor blocked. */
export const VERDICTS: Readonly<
  Record<PairView["verdict"], { readonly shape: string; readonly word: string }>
> = {
  blocked: { shape: "■", word: "blocked" },
  open: { shape: "□", word: "reachable" },
  unknown: { shape: "?", word: "unknown" },
  notAsked: { shape: "…", word: "not asked yet" },
};

/** Pairs that need a reason or an eye: open ones first, then unknown ones. */
export function troubles({ pairs }: IsolationView): PairView[] {
  const of = (wanted: PairView["verdict"]): PairView[] => pairs.filter(({ verdict }) => verdict === wanted);
  return [...of("open"), ...of("unknown")];
}

/** `a1 → b2: unknown, a1 gave no answer`. */
export function pairSentence(
  { members }: IsolationView,
  { helper, target, verdict, reason }: PairView,
): string {
  const name = (wanted: number): string => members.find(({ id }) => id === wanted)?.name ?? "?";
  return `${name(helper)} → ${name(target)}: ${VERDICTS[verdict].word}${reason === "" ? "" : `, ${reason}`}`;
}
