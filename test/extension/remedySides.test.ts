import { describe, expect, it } from "vitest";
import { requestOfRows, sidesOfRequest, suggestedSides } from "../../extension/remedySides.ts";
import { childRows, poolRow, type PoolFacts } from "../../extension/trees/poolRows.ts";
import type { TreeRow } from "../../extension/trees/treeRow.ts";
import { splitMembers, type SidesRule } from "../../engine/firewall/sides.ts";
import { fleetOfView } from "../../engine/firewall/fleet.ts";
import { samplePool } from "../webview/samplePool.ts";

const view = samplePool(12);
const poolId = view.info.id;
const facts: PoolFacts = {
  pool: {
    id: poolId,
    name: "dc1 LAN",
    kind: "consul",
    plane: "lan",
    host: "10.1.0.1",
    port: 8301,
    label: "",
    confirmedCidrs: [],
  },
  view,
  problem: undefined,
  isAttached: true,
};

function sizes(sides: SidesRule | undefined): unknown {
  if (sides === undefined) return undefined;
  const { a, b, unassigned } = splitMembers(fleetOfView(view).members, sides);
  return { [sides.a.name]: a.length, [sides.b.name]: b.length, unassigned: unassigned.length };
}

const rows = childRows(facts, poolRow(facts));
const rowOf = (contextValue: RegExp): TreeRow => {
  const found = [...rows, ...rows.flatMap((row) => childRows(facts, row))].find((row) =>
    contextValue.test(row.contextValue),
  );
  if (found === undefined) throw new Error(`no row ${contextValue.source}`);
  return found;
};

describe("what was clicked becomes two sides", () => {
  it("an edge: its two datacenters", () => {
    expect(sizes(sidesOfRequest(view, { poolId, edge: "edge/dc1/dc2" }))).toEqual({
      dc1: 11,
      dc2: 1,
      unassigned: 0,
    });
  });

  it("a datacenter of the tree: it against the others that are named", () => {
    const row = rowOf(/^dc\.foreign/);
    expect(sizes(sidesOfRequest(view, requestOfRows(row, [row])))).toEqual({
      dc1: 11,
      dc2: 1,
      unassigned: 0,
    });
  });

  it("members of the tree: these against the rest", () => {
    const row = rowOf(/^member\..*foreign/);
    expect(sizes(sidesOfRequest(view, requestOfRows(row, [row])))).toEqual({
      "the rest": 11,
      "edge-1": 1,
      unassigned: 0,
    });
  });

  it("members that the dashboard names on both sides: nobody else is put anywhere", () => {
    const request = { poolId, sides: { a: [0, 1], b: [2] } };
    expect(sizes(sidesOfRequest(view, request))).toEqual({ "2 members": 2, "srv-3": 1, unassigned: 9 });
  });

  it("a pool by itself names no sides, but suggests its findings", () => {
    expect(sidesOfRequest(view, requestOfRows(poolRow(facts), [poolRow(facts)]))).toBeUndefined();
    expect(suggestedSides(view).map(({ label, sides }) => [label, sizes(sides)])).toEqual([
      ["dc1 | dc2", { dc1: 11, dc2: 1, unassigned: 0 }],
    ]);
  });
});
