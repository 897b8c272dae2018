import { expect, it } from "vitest";
import type { FindingRow, PoolView } from "../../engine/view/view.ts";
import { certainMixes, edgeOfFinding, mixText } from "../../extension/mixes.ts";
import { samplePool } from "../webview/samplePool.ts";

const view = samplePool(500);
const withFinding = (change: Partial<FindingRow>): PoolView => ({
  ...view,
  findings: view.findings.map((finding) => ({ ...finding, ...change })),
});

it("lets only certain mixes interrupt", () => {
  expect(certainMixes(view)).toEqual([]);
  expect(certainMixes(withFinding({ certainty: "certain" }))).toHaveLength(1);
  expect(certainMixes(withFinding({ certainty: "certain", kind: "nameConflict" }))).toEqual([]);
});

it("names the datacenters that met, or the pool where datacenters don't tell", () => {
  const certain = withFinding({ certainty: "certain" });
  expect(mixText([view])).toBe("");
  expect(mixText([view, certain])).toBe("dc1+dc2");
  expect(mixText([{ ...certain, edges: [] }])).toBe("dc1 LAN");
});

it("finds the edge that a finding is about", () => {
  const [finding] = view.findings;
  if (finding === undefined) throw new Error("the sample has a finding");
  expect(edgeOfFinding(view, finding)?.id).toBe("edge/dc1/dc2");
  expect(edgeOfFinding(view, { ...finding, members: [0] })).toBeUndefined();
});
