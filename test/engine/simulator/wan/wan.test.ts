import { expect, it } from "vitest";
import { compareLayouts } from "../../../../engine/simulator/wan/wan.ts";

it("keeps gossip out of the lines between regions where LAN pools are bridged", () => {
  const { flat, lanPool, wanPool } = compareLayouts({ datacenters: 5, members: 200 }, 1);
  expect(wanPool.farBytes).toBeLessThan(flat.farBytes / 10);
  expect(lanPool.firstS).toBeLessThan(flat.firstS);
  expect(lanPool.lastS).toBeLessThan(flat.lastS);
  expect(wanPool.firstS).toBeGreaterThan(flat.firstS);
  expect([flat.suspected, lanPool.suspected, wanPool.suspected]).toEqual([0, 0, 0]);
});
