import { expect, it } from "vitest";
import { parseFilter } from "../../engine/view/filter.ts";
import type { PoolView } from "../../engine/view/view.ts";
import { gridBlocks } from "../../webview/overview/counts.ts";
import { bridgeSentence, bridgesOf, hullGroups, statesOf } from "../../webview/topology/bridges.ts";
import { samplePool } from "./samplePool.ts";

const view = samplePool(500);
const wan = { ...view.edges[0], id: "edge/wan", plane: "wan", expected: true } as PoolView["edges"][number];

it("says in one sentence who crosses, where, since when and through whom", () => {
  const [bridge] = bridgesOf(view);
  if (bridge === undefined) throw new Error("the sample has an edge");
  expect(bridgeSentence(bridge)).toMatch(
    /^4 members of dc2 are in the LAN pool of dc1 since \d\d:\d\d:\d\d, first edge-\d at 10\.2\./,
  );
  expect(bridge.named.map(({ name }) => name)).toEqual(["edge-1", "edge-2", "edge-3"]);
  expect(bridge).toMatchObject({ more: 1, isCutNext: true, finding: { kind: "P" } });
});

it("puts edges that should not be there first, and calls servers over the WAN normal", () => {
  const bridges = bridgesOf({ ...view, edges: [wan, ...view.edges] });
  expect(bridges.map(({ edge }) => edge.expected)).toEqual([false, true]);
  const [, expected] = bridges;
  if (expected === undefined) throw new Error("two edges");
  expect(bridgeSentence(expected)).toContain("as servers do");
});

it("makes no cut the primary step where Raft may be merged", () => {
  const findings = view.findings.map((finding) => ({ ...finding, kind: "R" }));
  expect(bridgesOf({ ...view, findings })[0]?.isCutNext).toBe(false);
});

it("groups a hull's members by role and counts their states", () => {
  const [own] = gridBlocks(view);
  if (own === undefined) throw new Error("two hulls");
  const groups = hullGroups(view, own);
  expect(groups.map(({ label, ids }) => [label, ids.length])).toEqual([
    ["servers", 3],
    ["clients", 493],
  ]);
  const states = statesOf(view, groups[1]?.ids ?? []);
  expect(states.map(({ state }) => state)).toEqual(["alive", "suspect", "failed", "leaving", "left"]);
  expect(states.reduce((sum, { count }) => sum + count, 0)).toBe(493);
});

it("filters members by a datacenter that is written in quotes, as a hull's name does", () => {
  const filter = parseFilter('dc:"dc2"');
  expect(filter.problems).toEqual([]);
  expect(filter.matches(view, 499)).toBe(true);
  expect(filter.matches(view, 0)).toBe(false);
});
