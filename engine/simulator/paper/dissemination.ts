/** How long a death takes from the first who declares it to the last who hears of it. Source: SWIM §4.1, Fig. 3b. */
import { lan } from "../../swim/config.ts";
import { SwimPool } from "../swimPool.ts";

/** Seconds; members probe, gossip and suspect as on a LAN. */
export function disseminationOf(n: number, seed: number): number {
  const pool = new SwimPool(lan({ pushPullIntervalMs: 0 }), seed);
  pool.addConverged(Array.from({ length: n }, (_, member) => `n${member}`));
  pool.run(3_000);
  const [victim] = pool.choose(1);
  victim?.node.kill();
  const heardAt: number[] = [];
  pool.world.watch({
    onEvent(now, _node, event): void {
      if (event.kind === "memberDead") heardAt.push(now);
    },
  });
  pool.run(120_000, () => heardAt.length === n - 1);
  return ((heardAt.at(-1) ?? Infinity) - (heardAt[0] ?? 0)) / 1_000;
}

export interface LogFit {
  /** y = constant + slope · log10 n. */
  readonly constant: number;
  readonly slope: number;
  /** Part of the variance that the line explains. */
  readonly r2: number;
}

/** Least squares of y over log10 n. */
export function logFit(points: readonly { readonly n: number; readonly y: number }[]): LogFit {
  const xs = points.map(({ n }) => Math.log10(n));
  const ys = points.map(({ y }) => y);
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const meanX = mean(xs);
  const meanY = mean(ys);
  const products = xs.map((x, i) => (x - meanX) * ((ys[i] ?? 0) - meanY));
  const slope = mean(products) / mean(xs.map((x) => (x - meanX) ** 2));
  const constant = meanY - slope * meanX;
  const left = mean(xs.map((x, i) => ((ys[i] ?? 0) - constant - slope * x) ** 2));
  return { constant, slope, r2: 1 - left / mean(ys.map((y) => (y - meanY) ** 2)) };
}
