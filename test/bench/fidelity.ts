/**
 * Is our engine memberlist? Runs the scenario of every cell found in a folder of recorded samples of the real one, seeds
 * 1 to N, and compares. Exits with 1 unless in every cell the 95 % interval of the ratio of medians touches 0.97 to
 * 1.03, the packets are within 5 %, and, given 100 recorded samples, the distributions don't differ (p > 0.01, Holm).
 *
 *     npm run fidelity -- DIR [words of the cells wanted]
 */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { SeededRandom } from "../../engine/base/random.ts";
import { runCell, type Cell, type Sample } from "../../engine/simulator/experiment.ts";
import { holm, ksDistance, ksProbability, mean, median, ratioInterval } from "./statistics.ts";

const SAMPLES_MIN = 200;
const GATING_SAMPLES = 100;

interface Comparison {
  readonly name: string;
  readonly isGating: boolean;
  readonly ratio: number;
  readonly interval: readonly [number, number];
  readonly distance: number;
  readonly probability: number;
  readonly packetRatio: number;
  readonly line: string;
}

const [folder, ...words] = process.argv.slice(2);
if (folder === undefined) {
  console.error("Which folder? It holds *.jsonl of recorded samples: npm run fidelity -- ../shared/oracle");
  process.exit(2);
}
const comparisons: Comparison[] = [];
for (const [name, theirs] of cellsOf(folder)) {
  if (words.length > 0 && !words.some((word) => name.startsWith(word))) continue;
  const comparison = compare(name, theirs);
  comparisons.push(comparison);
  console.log(comparison.line);
}
const adjusted = holm(comparisons.map(({ probability }) => probability));
let failures = 0;
console.log("\nverdicts");
for (const [index, comparison] of comparisons.entries()) {
  const problems = problemsOf(comparison, adjusted[index] ?? 0);
  if (problems.length > 0) failures += 1;
  const p = (adjusted[index] ?? 0).toFixed(3);
  console.log(`${comparison.name}: p ${p} ${problems.length === 0 ? "ok" : problems.join("; ")}`);
}
process.exitCode = failures === 0 && comparisons.length > 0 ? 0 : 1;

function cellsOf(from: string): Map<string, Sample[]> {
  const cells = new Map<string, Sample[]>();
  const files = readdirSync(from).filter((file) => file.endsWith(".jsonl"));
  for (const file of files.sort()) {
    for (const line of readFileSync(path.join(from, file), "utf8").split("\n")) {
      if (line.trim() === "") continue;
      const sample = JSON.parse(line) as Sample;
      const { config, mode, n, C, D, I } = sample;
      const name = `${config} ${mode} n=${n} C=${C}${mode === "kill" ? "" : ` D=${D} I=${I}`}`;
      cells.set(name, [...(cells.get(name) ?? []), sample]);
    }
  }
  return cells;
}

function compare(name: string, theirs: readonly Sample[]): Comparison {
  const [cell] = theirs;
  if (cell === undefined) throw new Error("a cell has samples");
  const ours = ourSamples(cell);
  const a = ours.flatMap(({ first }) => first);
  const b = theirs.flatMap(({ first }) => first);
  const ratio = median(a) / median(b);
  const interval = ratioInterval(
    ours.map(({ first }) => first),
    theirs.map(({ first }) => first),
    new SeededRandom(1),
  );
  const distance = ksDistance(a, b);
  const packetRatio = rate(ours, "msgs") / rate(theirs, "msgs");
  const line = [
    name,
    `  samples ${a.length} / ${b.length}   first dead ${median(a).toFixed(3)} / ${median(b).toFixed(3)} s   ratio ${ratio.toFixed(3)} [${interval[0].toFixed(3)}, ${interval[1].toFixed(3)}]   D ${distance.toFixed(3)}`,
    `  last knows ${median(ours.flatMap(({ full }) => full)).toFixed(3)} / ${median(theirs.flatMap(({ full }) => full)).toFixed(3)} s`,
    `  packets ${rate(ours, "msgs").toFixed(3)} / ${rate(theirs, "msgs").toFixed(3)} a member·s (${percent(packetRatio)})   bytes ${rate(ours, "bytes").toFixed(1)} / ${rate(theirs, "bytes").toFixed(1)} (${percent(rate(ours, "bytes") / rate(theirs, "bytes"))})`,
    `  false positives a run ${falsePositives(ours, theirs, "fp")}; at healthy members ${falsePositives(ours, theirs, "fpm")}`,
  ].join("\n");
  const isGating = b.length >= GATING_SAMPLES;
  const probability = isGating ? ksProbability(distance, a.length, b.length) : 1;
  return { name, isGating, ratio, interval, distance, probability, packetRatio, line };
}

function ourSamples(cell: Cell): Sample[] {
  const { config, mode, n, C, D, I, alpha, beta, S, buddy } = cell;
  const runs = Math.ceil(SAMPLES_MIN / Math.max(1, C));
  const plain = { config, mode, n, C, D, I, alpha, beta, S, buddy };
  return Array.from({ length: runs }, (_, index) => runCell(plain, index + 1));
}

function rate(samples: readonly Sample[], what: "msgs" | "bytes"): number {
  return mean(samples.map((sample) => sample[what] / sample.n / sample.virt_s));
}

function percent(ratio: number): string {
  return `${ratio >= 1 ? "+" : ""}${(100 * (ratio - 1)).toFixed(1)} %`;
}

/** With the distance in standard deviations of Poisson counts. */
function falsePositives(ours: readonly Sample[], theirs: readonly Sample[], which: "fp" | "fpm"): string {
  const a = mean(ours.map((sample) => sample[which]));
  const b = mean(theirs.map((sample) => sample[which]));
  const sigma = Math.sqrt(a / ours.length + b / theirs.length);
  return `${a.toFixed(2)} / ${b.toFixed(2)}${sigma > 0 ? ` (${((a - b) / sigma).toFixed(1)} σ)` : ""}`;
}

function problemsOf({ interval, packetRatio, isGating }: Comparison, p: number): string[] {
  const problems: string[] = [];
  if (interval[0] > 1.03 || interval[1] < 0.97) problems.push("the medians differ");
  if (Math.abs(packetRatio - 1) > 0.05) problems.push("the packets differ");
  if (isGating && p <= 0.01) problems.push("the distributions differ");
  return problems;
}
