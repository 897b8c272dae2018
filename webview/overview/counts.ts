/** Members by state, now and over the time that the page has been open. */
import {
  MEMBER_STATES,
  stateOf,
  type MemberId,
  type MemberState,
  type PoolView,
} from "../../engine/view/view.ts";

/** States that a chart shows, the bottom one first. */
export const CHART_STATES = [
  "alive",
  "suspect",
  "failed",
  "leaving",
  "left",
] as const satisfies readonly MemberState[];

export type StateCounts = Readonly<Record<MemberState, number>>;

export function countStates(view: PoolView): StateCounts {
  const byCode = new Array<number>(MEMBER_STATES.length).fill(0);
  for (let id = 0; id < view.count; id += 1) {
    const code = view.columns.state[id] ?? 0;
    byCode[code] = (byCode[code] ?? 0) + 1;
  }
  return Object.fromEntries(MEMBER_STATES.map((state, code) => [state, byCode[code] ?? 0])) as Record<
    MemberState,
    number
  >;
}

/** One point of the history. */
export interface CountSample {
  readonly atMs: number;
  readonly counts: StateCounts;
}

/** Kept: 15 minutes at one sample a second. */
const SAMPLES_MAX = 900;

/** Adds a sample; two within the same second become the later one. */
export function addSample(samples: readonly CountSample[], sample: CountSample): readonly CountSample[] {
  const last = samples.at(-1);
  const isSameSecond =
    last !== undefined && Math.floor(last.atMs / 1_000) === Math.floor(sample.atMs / 1_000);
  const kept = isSameSecond ? samples.slice(0, -1) : samples;
  return [...kept, sample].slice(-SAMPLES_MAX);
}

/** Members of one datacenter, by name: a block of the state grid. */
export interface GridBlock {
  readonly datacenter: string;
  readonly isForeign: boolean;
  readonly ids: readonly MemberId[];
}

/** Blocks of the grid, datacenters by name; a member never moves while it stays in the pool. */
export function gridBlocks(view: PoolView): GridBlock[] {
  const byString: (MemberId[] | undefined)[] = [];
  for (let id = 0; id < view.count; id += 1) {
    if (stateOf(view.columns.state[id]) !== "reaped")
      (byString[view.columns.datacenter[id] ?? 0] ??= []).push(id);
  }
  const byDatacenter = byString.flatMap((ids, string) =>
    ids === undefined ? [] : [[view.strings[string] ?? "", ids] as const],
  );
  const foreign = new Set(view.edges.filter((edge) => !edge.expected).map((edge) => edge.to));
  return byDatacenter
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([datacenter, ids]) => ({ datacenter, isForeign: foreign.has(datacenter), ids }));
}
