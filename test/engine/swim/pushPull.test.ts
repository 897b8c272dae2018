import { expect, it } from "vitest";
import type { Instant } from "../../../engine/base/time.ts";
import { SwimPool } from "../../../engine/simulator/swimPool.ts";
import { lan } from "../../../engine/swim/config.ts";

it("waits as long for its first exchange as the pool is large by then, not as it was at the start", () => {
  const pool = new SwimPool(lan(), 1);
  const begun: Instant[] = [];
  pool.world.watch({
    onEvent: (now, _node, event) => {
      if (event.kind === "pushPullMerged" && event.isOurs && !event.join) begun.push(now);
    },
  });
  for (let i = 0; i < 70; i += 1) pool.add(`n${i}`, i * 20);
  pool.run(122_000);
  // A random part of 30 s, then three intervals of 30 s: all but those whose random part ended before all had come.
  expect(begun).toHaveLength(70);
  expect(begun.filter((at) => at > 90_000).length).toBeGreaterThan(63);
  expect(Math.max(...begun) - Math.min(...begun.filter((at) => at > 90_000))).toBeGreaterThan(25_000);
});
