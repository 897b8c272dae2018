/** Findings and edges between datacenters in the tree. */
import { expect, it } from "vitest";
import type { EdgeRow, PoolView } from "../../../engine/view/view.ts";
import type { KnownPool } from "../../../extension/pool.ts";
import { attentionCount, childRows, poolRow, type PoolFacts } from "../../../extension/trees/poolRows.ts";
import { samplePool } from "../../webview/samplePool.ts";

const pool: KnownPool = {
  id: "lan/10.1.0.1:8301",
  name: "dc1 LAN",
  kind: "consul",
  plane: "lan",
  host: "10.1.0.1",
  port: 8301,
  label: "",
  confirmedCidrs: [],
};
const factsOf = (view: PoolView): PoolFacts => ({ pool, view, problem: undefined, isAttached: true });
const rowsBelow = (view: PoolView, context: string): ReturnType<typeof childRows> => {
  const facts = factsOf(view);
  const parent = childRows(facts, poolRow(facts)).find(({ contextValue }) => contextValue === context);
  if (parent === undefined) throw new Error(`no row ${context}`);
  return childRows(facts, parent);
};

it("shows an unexpected edge with who crosses, on which plane and since when", () => {
  const [edge] = rowsBelow(samplePool(500), "edges");
  expect(edge).toMatchObject({ label: "dc1 ↔ dc2", contextValue: "edge", icon: "mix", page: "topology" });
  expect(edge?.description).toMatch(/^since \d\d:\d\d · 4 members · LAN$/);
  expect(edge?.tooltip).toContain("edge-1 at 10.2.");
  expect(edge?.spoken).toContain("unexpected");
});

it("lists the members that cross below the edge, marked as foreign", () => {
  const view = samplePool(500);
  const [edge] = rowsBelow(view, "edges");
  if (edge === undefined) throw new Error("no edge");
  const members = childRows(factsOf(view), edge);
  expect(members.map(({ label }) => label)).toEqual(["edge-1", "edge-2", "edge-3", "edge-4"]);
  expect(members.every(({ contextValue }) => contextValue.endsWith(".foreign"))).toBe(true);
});

it("shows an edge of the WAN as expected, behind those that are not, and has no group without edges", () => {
  const view = samplePool(500);
  const wan: EdgeRow = { ...view.edges[0], id: "edge/wan/dc1/dc3", plane: "wan", expected: true } as EdgeRow;
  const rows = rowsBelow({ ...view, edges: [wan, ...view.edges] }, "edges");
  expect(rows.map(({ contextValue }) => contextValue)).toEqual(["edge", "edge.expected"]);
  const facts = factsOf({ ...view, edges: [] });
  expect(childRows(facts, poolRow(facts)).some(({ contextValue }) => contextValue === "edges")).toBe(false);
});

it("tells a finding's evidence and first step where the pointer rests, and to a screen reader", () => {
  const facts = factsOf(samplePool(500));
  const finding = childRows(facts, poolRow(facts)).find(({ contextValue }) => contextValue === "finding.P");
  expect(finding?.tooltip).toContain("First step: stop deployments");
  expect(finding?.spoken).toContain("Finding, likely");
});

it("counts members and findings that need a person, once each", () => {
  const view = samplePool(500);
  const members = rowsBelow(view, "attention").length;
  expect(attentionCount(view, "notify")).toBe(members);
  const raft = { ...view.findings[0], id: "mix/R", kind: "R", members: [] } as PoolView["findings"][number];
  expect(attentionCount({ ...view, findings: [...view.findings, raft] }, "badge")).toBe(members + 1);
  expect(attentionCount(view, "off")).toBe(members - 4);
});
