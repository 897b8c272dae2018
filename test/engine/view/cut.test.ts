import { expect, it } from "vitest";
import { isCutNext } from "../../../engine/view/cut.ts";
import type { FindingRow, PoolView } from "../../../engine/view/view.ts";
import { samplePool } from "../../webview/samplePool.ts";

const view = samplePool(500);
const finding = (change: Partial<FindingRow> = {}): FindingRow => {
  const [first] = view.findings;
  if (first === undefined) throw new Error("the sample has a finding");
  return { ...first, ...change };
};
const servers = [0, 1];
const peer = { id: "a", node: "srv-1", address: "10.1.0.0:8300", voter: true, leader: true };
const withRaft: PoolView = { ...view, raft: [{ vantage: "x", readAtMs: 1, peers: [peer] }] };

it("cuts plain pools apart", () => {
  expect(isCutNext(view, finding())).toBe(true);
});

it.each(["R", "W", "M", "H", "B", "nameConflict"])("offers no cut for kind %s", (kind) => {
  expect(isCutNext(view, finding({ kind }))).toBe(false);
});

it("offers none with foreign servers before Raft was read", () => {
  expect(isCutNext(view, finding({ members: servers }))).toBe(false);
  expect(isCutNext(withRaft, finding({ members: servers }))).toBe(true);
});

it.each(["R", "M"])("offers none while kind %s is among the findings, however unsure", (kind) => {
  const both = { ...view, findings: [finding(), finding({ kind, certainty: "possible" })] };
  expect(isCutNext(both, finding())).toBe(false);
});

it("offers none from a list that ACLs filtered", () => {
  const vantages = view.vantages.map((vantage) => ({ ...vantage, partial: "lists 12 of 40" }));
  expect(isCutNext({ ...view, vantages }, finding())).toBe(false);
});
