import { expect, it } from "vitest";
import { fleetSummary } from "../../../../engine/lint/editor/fleetSummary.ts";
import type { FleetSummary } from "../../../../engine/lint/editor/lintProtocol.ts";
import { Source } from "../../../../engine/lint/model/source.ts";
import { RULES } from "../../../../engine/lint/rules/index.ts";
import { FleetSession } from "../../../../engine/lint/session.ts";

const KEY = "gX7ehz4nf12ukbkOUXj4gkwNCaUAjUVgYQ/9sBwVKRw=";

function summaryOf(files: Readonly<Record<string, string>>): FleetSummary {
  const session = new FleetSession({ rules: RULES });
  const sources = new Map(Object.entries(files).map(([path, text]) => [path, new Source(path, text)]));
  for (const { path, text } of sources.values()) session.open(path, text);
  session.update();
  return fleetSummary(session.fleet, session.findings(), (path) => sources.get(path));
}

const agent = (dc: string, ip: string, join: string): string =>
  `datacenter = "${dc}"\nserver = true\nbind_addr = "${ip}"\nencrypt = "${KEY}"\nretry_join = ["${join}"]\n`;

it("two lanes that could merge name each other, with both places", () => {
  const { lanes } = summaryOf({
    "dc1/a.hcl": agent("dc1", "10.1.0.1", "10.1.0.2"),
    "dc2/b.hcl": agent("dc2", "10.2.0.1", "10.1.0.1"),
  });
  expect(lanes.map(({ name, files, serverCount }) => [name, files, serverCount])).toEqual([
    ["dc1", ["dc1/a.hcl"], 1],
    ["dc2", ["dc2/b.hcl"], 1],
  ]);
  const conflict = lanes[1]?.conflicts.find(({ rule }) => rule === "lan-join-other-datacenter");
  expect(conflict).toMatchObject({
    otherName: "dc1",
    here: { path: "dc2/b.hcl", range: { startLine: 4, startColumn: 15, endLine: 4, endColumn: 23 } },
    there: { path: "dc1/a.hcl" },
  });
});

it("lanes of their own have no conflicts, and no key leaves", () => {
  const summary = summaryOf({
    "dc1/a.hcl": agent("dc1", "10.1.0.1", "10.1.0.2"),
    "dc1/c.hcl": agent("dc1", "10.1.0.2", "10.1.0.1"),
  });
  expect(summary.lanes).toHaveLength(1);
  expect(summary.lanes[0]?.conflicts).toEqual([]);
  expect(summary.lanes[0]?.keyFingerprints).toHaveLength(1);
  expect(summary.lanes[0]?.seeds.map(({ text }) => text)).toEqual(["10.1.0.2", "10.1.0.1"]);
  expect(JSON.stringify(summary)).not.toContain(KEY.slice(0, 8));
});

it("a lens stands over the datacenter, once a file", () => {
  const { lenses, lanes } = summaryOf({ "a.hcl": agent("dc1", "10.1.0.1", "10.1.0.2") });
  const range = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 18 };
  expect(lenses).toEqual([{ path: "a.hcl", range, laneId: lanes[0]?.id }]);
});

it("files of agents whose datacenter is a placeholder are in no lane", () => {
  const { lanes, unnamedFiles } = summaryOf({
    "a.hcl": 'datacenter = "${dc}"\nserver = true\nretry_join = ["10.1.0.2"]\n',
  });
  expect(lanes).toEqual([]);
  expect(unnamedFiles).toEqual(["a.hcl"]);
});
