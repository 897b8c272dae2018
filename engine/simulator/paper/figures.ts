/** The figures of `lanekeeper sim paper`: a table of ours, and the sentences that the papers publish about it. */
import { disseminationOf, logFit } from "./dissemination.ts";
import { detectionOf, falselyDeclared, loadOf } from "./measure.ts";
import { expectedDrawn, expectedInTurn, meanFirstProbe } from "./probing.ts";
import { PROTOCOLS } from "./protocols.ts";
import type { Table } from "./table.ts";

export interface FigureOptions {
  /** Group sizes, each at least 8. */
  readonly sizes: readonly number[];
  readonly seed: number;
  /** Runs that a mean is taken over, seeds counted up from `seed`. */
  readonly runs: number;
}

export interface Figure {
  readonly id: string;
  readonly about: string;
  readonly sizes: readonly number[];
  readonly published: readonly string[];
  tableOf(options: FigureOptions): Table;
}

const SIZES = [16, 32, 64, 128, 256, 512, 1_024];
const LOSS = 0.1;
/** Fig. 4 of SWIM is cut at 175 s of periods of 2 s. */
const FIG4_PERIODS = 87;

export const FIGURES: readonly Figure[] = [
  {
    id: "load",
    about: "packets and bytes sent by a member in a period at rest, and packets at the busiest member",
    sizes: SIZES,
    published: ["SWIM Fig. 2: about 2.0 messages a member and period, flat up to 55 members"],
    tableOf: ({ sizes, seed }) => ({
      columns: ["protocol", "members", "packets", "bytes", "busiest"],
      rows: eachSize(sizes, (protocol, n) => {
        const { packets, bytes, busiest } = loadOf(protocol, n, seed);
        return [protocol, n, rounded(packets, 2), rounded(bytes, 0), rounded(busiest, 1)];
      }),
    }),
  },
  {
    id: "detection",
    about: "seconds from a member's end until the first other declares it dead, periods of 1 s",
    sizes: SIZES.slice(0, 5),
    published: [
      "SWIM Fig. 3a: no dependence on the size, 1.58 periods until the first suspicion",
      "Lifeguard §V, 128 members, α = 5: median about 12.4 s until the first declaration",
    ],
    tableOf: ({ sizes, seed, runs }) => ({
      columns: ["protocol", "members", "mean", "longest"],
      rows: eachSize(sizes, (protocol, n) => {
        const times = seeds(seed, runs).map((own) => detectionOf(protocol, n, own));
        return [protocol, n, rounded(mean(times), 2), rounded(Math.max(...times), 2)];
      }),
    }),
  },
  {
    id: "false-positives",
    about: "percent of the living that somebody declared dead within 60 periods, a tenth of the packets lost",
    sizes: SIZES.slice(0, 4),
    published: ["Lifeguard §V: 50 to 100 times fewer than SWIM with suspicion, members being slow"],
    tableOf: ({ sizes, seed, runs }) => falsePositives(sizes, seed, runs, 60),
  },
  {
    id: "fig4",
    about: "percent of 17 members that somebody declared dead within 87 periods, a tenth of the packets lost",
    sizes: [17],
    published: [
      "SWIM Fig. 4: of 17, groups of 12 remain with suspicion, 4 and 2 without (29 %, 76 %, 88 % gone)",
    ],
    tableOf: ({ sizes, seed, runs }) => falsePositives(sizes, seed, runs, FIG4_PERIODS),
  },
  {
    id: "first-probe",
    about: "mean periods until a member is probed, all probing at one beat",
    sizes: [8, 16, 28, 55, 128, 1_000],
    published: [
      "SWIM §3.1, targets at random: 1 / (1 − (1 − 1/(n − 1))^(n − 1)); §4.3, round robin: ours below it",
    ],
    tableOf: ({ sizes, seed }) => ({
      columns: [
        "members",
        "measured",
        "random formula",
        "difference %",
        "round robin formula",
        "difference %",
      ],
      rows: sizes.map((n) => {
        const measured = meanFirstProbe(n, seed, n <= 128 ? Math.ceil(60_000 / n) : 60);
        const formulas = [expectedDrawn(n), expectedInTurn(n)];
        const compared = formulas.flatMap((f) => [rounded(f, 4), rounded(100 * (measured / f - 1), 2)]);
        return [n, rounded(measured, 4), ...compared];
      }),
    }),
  },
  {
    id: "dissemination",
    about: "seconds from the first who declares a member dead to the last who hears of it",
    sizes: [32, 64, 128, 256, 512, 1_024],
    published: ["SWIM Fig. 3b: a few periods, growing slowly; §4.1: O(log n)"],
    tableOf: ({ sizes, seed, runs }) => dissemination(sizes, seed, runs),
  },
];

function falsePositives(sizes: readonly number[], seed: number, runs: number, periods: number): Table {
  return {
    columns: ["protocol", "members", "declared dead %"],
    rows: eachSize(sizes, (protocol, n) => {
      const parts = seeds(seed, runs).map((own) =>
        falselyDeclared(protocol, n, own, { loss: LOSS, periods }),
      );
      return [protocol, n, rounded(100 * mean(parts), 2)];
    }),
  };
}

function dissemination(sizes: readonly number[], seed: number, runs: number): Table {
  const points = sizes.map((n) => ({ n, y: mean(seeds(seed, runs).map((own) => disseminationOf(n, own))) }));
  const { constant, slope, r2 } = logFit(points);
  return {
    columns: ["members", "mean", "fit"],
    rows: points.map(({ n, y }) => [n, rounded(y, 3), rounded(constant + slope * Math.log10(n), 3)]),
    note: `fit: ${rounded(constant, 3)} + ${rounded(slope, 3)} · log10 n s, R² ${rounded(r2, 3)}`,
  };
}

type Row = readonly (string | number)[];

function eachSize(
  sizes: readonly number[],
  rowOf: (protocol: (typeof PROTOCOLS)[number], n: number) => Row,
): Row[] {
  return sizes.flatMap((n) => PROTOCOLS.map((protocol) => rowOf(protocol, n)));
}

function seeds(first: number, runs: number): number[] {
  return Array.from({ length: runs }, (_, run) => first + run);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
