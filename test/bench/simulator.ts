/**
 * What a virtual member costs: node-seconds of protocol time per CPU second, real engine, real bytes. Rows S1 to S3 of
 * the performance page. Run: npm run bench:simulator [S1 S2 S3]
 */
import { runCell } from "../../engine/simulator/experiment.ts";
import { SwimPool } from "../../engine/simulator/swimPool.ts";
import { lan } from "../../engine/swim/config.ts";
import { report } from "./rows.ts";

/** memberlist 0.5.0 in virtual time, measured once. */
const MEMBERLIST: Readonly<Record<string, string>> = {
  S1: "memberlist 4,200 to 4,460",
  S2: "memberlist 450 to 660",
};
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
  speed("S1", `at rest, n = ${n}`, n * seconds, process.cpuUsage(started), 100_000);
}

/** Lifeguard's hardest: 16 of 128 blocked for 16.4 s, again and again. */
function choking(): void {
  const started = process.cpuUsage();
  const cell = { config: "lg46", mode: "interval", n: 128, C: 16, D: 16_384, I: 64 } as const;
  const { virt_s } = runCell({ ...cell, alpha: 4, beta: 6, S: 8, buddy: true }, 1);
  speed("S2", "choking members, n = 128", 128 * virt_s, process.cpuUsage(started), 10_000);
}

/** One in a hundred killed. */
function large(n: number, seconds: number): void {
  const began = performance.now();
  const pool = convergedPool(n);
  pool.run(5_000);
  for (const { node } of pool.choose(n / 100)) node.kill();
  pool.run(1_000 * (seconds - 5));
  const wallSeconds = (performance.now() - began) / 1_000;
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1_024);
  report({
    ...{ id: "S3", what: `${n} members, 1 % killed, ${seconds} s`, measured: `${wallSeconds.toFixed(0)} s` },
    beside: `peak ${megabytes} MB`,
    goal: "60 s, 2000 MB",
    met: wallSeconds <= 60 && megabytes <= 2_000,
  });
}

/** Everybody knows everybody from the start; begins spread over the first interval, as in a pool that grew. */
function convergedPool(n: number): SwimPool {
  const pool = new SwimPool(lan(), 1);
  pool.addConverged(Array.from({ length: n }, (_, index) => `n${index}`));
  return pool;
}

function speed(id: string, what: string, nodeSeconds: number, used: NodeJS.CpuUsage, least: number): void {
  const rate = Math.round(nodeSeconds / ((used.user + used.system) / 1e6));
  report({
    ...{ id, what, measured: `${rate.toLocaleString("en")} node-s/CPU-s` },
    beside: MEMBERLIST[id] ?? "",
    goal: least.toLocaleString("en"),
    met: rate >= least,
  });
}
