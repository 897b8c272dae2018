/**
 * What a virtual member costs: node-seconds of protocol time per CPU second, real engine, real bytes. Rows S1 to S3 of
 * the performance page. Run: npm run bench:simulator [S1 S2 S3]
 */
import { runCell } from "../../engine/simulator/experiment.ts";
import { SwimPool } from "../../engine/simulator/swimPool.ts";
import { lan } from "../../engine/swim/config.ts";

const wanted = process.argv.slice(2);
const ROWS: Readonly<Record<string, () => void>> = {
  S1: () => {
    for (const n of [128, 1_000]) atRest(n, n === 128 ? 600 : 120);
  },
  S2: () => choking(),
  S3: () => large(10_000, 120),
};

for (const [row, measure] of Object.entries(ROWS)) {
  if (wanted.length === 0 || wanted.includes(row)) measure();
}

/** A converged pool at rest, after a minute to run in. */
function atRest(n: number, seconds: number): void {
  const pool = convergedPool(n);
  pool.run(60_000);
  const started = process.cpuUsage();
  pool.run(1_000 * seconds);
  report(`S1 at rest, n = ${n}`, n * seconds, process.cpuUsage(started));
}

/** Lifeguard's hardest: 16 of 128 blocked for 16.4 s, again and again. */
function choking(): void {
  const started = process.cpuUsage();
  const cell = { config: "lg46", mode: "interval", n: 128, C: 16, D: 16_384, I: 64 } as const;
  const { virt_s } = runCell({ ...cell, alpha: 4, beta: 6, S: 8, buddy: true }, 1);
  report("S2 choking members, n = 128, joining included", 128 * virt_s, process.cpuUsage(started));
}

/** One in a hundred killed. */
function large(n: number, seconds: number): void {
  const began = performance.now();
  const started = process.cpuUsage();
  const pool = convergedPool(n);
  pool.run(5_000);
  for (const { node } of pool.choose(n / 100)) node.kill();
  pool.run(1_000 * (seconds - 5));
  report(`S3 n = ${n}, 1 % killed`, n * seconds, process.cpuUsage(started));
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1_024);
  console.log(`   ${((performance.now() - began) / 1_000).toFixed(1)} s wall, peak ${megabytes} MB`);
}

/** Everybody knows everybody from the start; begins spread over the first interval, as in a pool that grew. */
function convergedPool(n: number): SwimPool {
  const pool = new SwimPool(lan(), 1);
  pool.addConverged(Array.from({ length: n }, (_, index) => `n${index}`));
  return pool;
}

function report(what: string, nodeSeconds: number, { user, system }: NodeJS.CpuUsage): void {
  const cpuSeconds = (user + system) / 1e6;
  const rate = Math.round(nodeSeconds / cpuSeconds).toLocaleString("en");
  console.log(`${what}: ${rate} node-s/CPU-s (${((1e6 * cpuSeconds) / nodeSeconds).toFixed(2)} µs a node·s)`);
}
