/** The same seed gives the same run, packet by packet, on every machine and every Node: the numbers stand here. */
import { expect, it } from "vitest";
import type { Link } from "../../../engine/simulator/network.ts";
import { SwimPool } from "../../../engine/simulator/swimPool.ts";
import { TraceHash } from "../../../engine/simulator/traceHash.ts";
import { lan } from "../../../engine/swim/config.ts";

const ROUGH_LINK: Link = {
  latency: { kind: "lognormal", medianMs: 20, sigma: 0.4 },
  loss: 0.05,
  duplicate: 0.02,
  reorder: 0.05,
  reorderMs: 80,
};

/** A minute in the life of 24 members, of whom one dies and one chokes. */
function digestOf(seed: number): string {
  const pool = new SwimPool(lan(), seed, ROUGH_LINK);
  const trace = new TraceHash();
  pool.world.watch(trace);
  for (let i = 0; i < 24; i += 1) pool.add(`n${i}`, i * 20);
  pool.run(10_000);
  const [dead, choked] = pool.choose(2);
  dead?.node.kill();
  choked?.node.block();
  pool.run(20_000);
  choked?.node.unblock();
  pool.run(30_000);
  return trace.digest;
}

it.each([
  [1, "7b4be622"],
  [2, "3c21323a"],
])("runs seed %i as it always did", (seed, digest) => {
  expect(digestOf(seed)).toBe(digest);
});

it("runs different seeds differently", () => {
  expect(digestOf(3)).not.toBe(digestOf(4));
});
