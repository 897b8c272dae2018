import { expect, it } from "vitest";
import type { FleetSummary, LaneSummary } from "../../../engine/index.ts";
import {
  configRows,
  conflictCount,
  laneText,
  summaryText,
} from "../../../extension/trees/agentConfigRows.ts";

const range = { startLine: 3, startColumn: 0, endLine: 3, endColumn: 9 };

function lane(name: string, more: Partial<LaneSummary> = {}): LaneSummary {
  return {
    id: name,
    name,
    product: "consul",
    site: "",
    keyFingerprints: ["4f:9a:11:c0"],
    serverCount: 1,
    agentCount: 2,
    files: [`${name}/a.hcl`, `${name}/b.hcl`],
    seeds: [{ text: "10.1.0.1", path: `${name}/a.hcl`, range }],
    conflicts: [],
    ...more,
  };
}

const conflict = {
  otherName: "dc1",
  rule: "lan-join-other-datacenter",
  message: "`10.1.0.1` is an agent of dc1",
  severity: "error",
  here: { path: "dc2/a.hcl", range },
  there: { path: "dc1/a.hcl", range },
} as const;

const fleet = (...lanes: LaneSummary[]): FleetSummary => ({
  lanes,
  lenses: [],
  fileCount: 4,
  findingCount: 0,
  unnamedFiles: [],
  live: [],
});

it("a lane that could merge stands first, open, with the way it could", () => {
  const rows = configRows(fleet(lane("dc1"), lane("dc2", { conflicts: [conflict] })));
  expect(rows.map(({ label, icon, expansion }) => [label, icon, expansion])).toEqual([
    ["dc2", "error", "expanded"],
    ["dc1", "lane", "collapsed"],
  ]);
  expect(rows[0]?.spoken).toBe("lane dc2, consul · 2 files · 1 seed, could merge with dc1");
  expect(rows[0]?.children[0]).toMatchObject({
    label: "could merge with lane dc1",
    icon: "error",
    open: { conflict },
  });
});

it("a lane shows its files, seeds, agents and key", () => {
  const [row] = configRows(fleet(lane("dc1")));
  expect(row?.children.map(({ label, description }) => [label, description])).toEqual([
    ["Files", "2"],
    ["Seeds", "1"],
    ["2 agents", "1 server among them"],
    ["key 4f:9a:11:c0", "fingerprint"],
  ]);
  expect(row?.children[1]?.children[0]).toMatchObject({ label: "10.1.0.1", description: "dc1/a.hcl:4" });
});

it("every row has an id of its own", () => {
  const rows = configRows({ ...fleet(lane("dc1"), lane("dc2")), unnamedFiles: ["x.hcl"] });
  const ids = (list: typeof rows): string[] =>
    list.flatMap(({ id, children }) => [id, ...ids([...children])]);
  expect(new Set(ids(rows)).size).toBe(ids(rows).length);
  expect(rows.at(-1)?.label).toBe("In no lane");
});

it("says that nothing could merge only when nothing could", () => {
  const clear = fleet(lane("dc1"), lane("dc2"));
  expect(summaryText(clear)).toBe("4 files, 2 lanes, nothing that could merge them.");
  expect(summaryText({ ...clear, findingCount: 1 })).toBe("4 files, 2 lanes. 1 finding, listed in Problems.");
  expect(summaryText({ ...clear, fileCount: 0 })).toBe("");
  expect(conflictCount(fleet(lane("dc2", { conflicts: [conflict] })))).toBe(1);
  expect(laneText(lane("dc1"))).toBe("dc1 · 2 files · 1 seed");
});
