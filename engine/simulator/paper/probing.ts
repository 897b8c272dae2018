/**
 * How long a member waits for its next probe, in protocol periods, all members probing at one beat. SWIM's formula is
 * for targets drawn at random; with round robin (§4.3, and memberlist) small groups wait less, since nobody is
 * drawn twice in a pass.
 */
import { lan } from "../../swim/config.ts";
import { SwimPool } from "../swimPool.ts";

/** SWIM §3.1: expected periods until some other member draws a given one. */
export function expectedDrawn(n: number): number {
  return 1 / (1 - (1 - 1 / (n - 1)) ** (n - 1));
}

/** The same when each other member goes through its list: Σ over m ≥ 0 of (1 − m / (n − 1))^(n − 1). */
export function expectedInTurn(n: number): number {
  let sum = 0;
  for (let m = 0; m < n - 1; m += 1) sum += (1 - m / (n - 1)) ** (n - 1);
  return sum;
}

/** Mean wait over all members and beats of that many periods. */
export function meanFirstProbe(n: number, seed: number, periods: number): number {
  const config = lan({ pushPullIntervalMs: 0 });
  const pool = new SwimPool(config, seed);
  const names = Array.from({ length: n }, (_, member) => `n${member}`);
  pool.addConverged(names, 0);
  const probed = new Map(names.map((name) => [name, new Set<number>()]));
  pool.world.watch({
    onEvent(now, _node, event): void {
      if (event.kind === "probeFinished") {
        probed.get(event.target)?.add(Math.round(now / config.probeIntervalMs));
      }
    },
  });
  pool.run((periods + 1) * config.probeIntervalMs);
  let waits = 0;
  let count = 0;
  for (const beats of probed.values()) {
    let next = Infinity;
    for (let beat = periods; beat > 0; beat -= 1) {
      if (beats.has(beat)) next = beat;
      // The last beats may be waiting for one that was not simulated.
      if (beat > periods - MARGIN_PERIODS) continue;
      waits += next - beat + 1;
      count += 1;
    }
  }
  return waits / count;
}

/** Longer than any wait that the average would notice. */
const MARGIN_PERIODS = 20;
