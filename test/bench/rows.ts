/** What a benchmark found, one line a row of the goals: printed, and kept for the one table of RESULTS.md. */
import { appendFileSync } from "node:fs";

export interface BenchRow {
  /** The goal's id, such as `C1`. */
  readonly id: string;
  /** What was measured, of what size. */
  readonly what: string;
  /** Our figure with its unit. */
  readonly measured: string;
  /** The peer beside us in the same run and its figure, or where the yardstick comes from. */
  readonly beside: string;
  /** The goal, in the terms of `measured` or of the ratio. */
  readonly goal: string;
  readonly met: boolean;
}

/** Prints a row, and appends it to the file that BENCH_ROWS names. */
export function report(row: BenchRow): void {
  const { id, what, measured, beside, goal, met } = row;
  const verdict = met ? "met" : "MISSED";
  console.log(
    `${id.padEnd(3)} ${what.padEnd(44)} ${measured.padStart(18)}   ${beside.padEnd(34)} ${verdict.padEnd(6)} ${goal}`,
  );
  const file = process.env["BENCH_ROWS"];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(row)}\n`);
}
