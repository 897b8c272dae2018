import { expect, it } from "vitest";
import { drawTopology } from "../../webview/topology/layout.ts";
import { gridBlocks } from "../../webview/overview/counts.ts";
import { cellAt, indexAt, layoutGrid } from "../../webview/overview/stateGrid.ts";
import { samplePool } from "./samplePool.ts";

it("draws two datacenters and the edge between their borders", () => {
  const { hulls, lines } = drawTopology(samplePool(500));
  expect(hulls.map(({ datacenter, members, isForeign }) => [datacenter, members, isForeign])).toEqual([
    ["dc1", 496, false],
    ["dc2", 4, true],
  ]);
  const [line] = lines;
  const [from, to] = hulls;
  expect(line?.x1).toBeCloseTo((from?.x ?? 0) + (from?.radius ?? 0));
  expect(line?.x2).toBeCloseTo((to?.x ?? 0) - (to?.radius ?? 0));
});

it.each([5, 500, 10_000])("finds each of %i cells under its own middle", (count) => {
  const layout = layoutGrid(gridBlocks(samplePool(count)), 700);
  expect(layout.order).toHaveLength(count);
  for (let index = 0; index < count; index += Math.ceil(count / 50)) {
    const { x, y } = cellAt(layout, index);
    expect(indexAt(layout, x + layout.cellPx / 2, y + layout.cellPx / 2)).toBe(index);
  }
});
