/** Finding members, seeds of the workspace, diagnostics and snippets: what needs no VS Code. */
import { parse } from "yaml";
import { expect, it } from "vitest";
import type { FleetSummary } from "../../engine/index.ts";
import { CI_SNIPPETS } from "../../extension/ciSnippets.ts";
import { diagnosticsText } from "../../extension/diagnosticsText.ts";
import { findMembers, FOUND_MAX } from "../../extension/memberSearch.ts";
import type { KnownPool } from "../../extension/pool.ts";
import { preflightMarkdown } from "../../extension/preflightReport.ts";
import { workspaceSeeds } from "../../extension/workspaceSeeds.ts";
import { samplePool } from "../webview/samplePool.ts";

const pool: KnownPool = {
  id: "lan/10.1.0.1:8301",
  name: "dc1 | LAN",
  kind: "consul",
  plane: "lan",
  host: "10.1.0.1",
  port: 8301,
  label: "",
  confirmedCidrs: [],
};

it("finds members over all pools in the filter language, as many as a list may hold", () => {
  const views = [samplePool(10_000), samplePool(5)];
  expect(findMembers(views, "")).toHaveLength(FOUND_MAX);
  const foreign = findMembers(views, "dc:dc2");
  expect(foreign.length).toBeGreaterThan(0);
  expect(foreign.every(({ state }) => state !== "reaped")).toBe(true);
  expect(findMembers(views, "no-such-member")).toEqual([]);
});

it("takes seeds that are addresses, each once, and leaves templates and clouds alone", () => {
  const range = { startLine: 4, startColumn: 0, endLine: 4, endColumn: 9 };
  const seed = (text: string): object => ({ text, path: "dc1/agent.hcl", range });
  const texts = [
    "10.1.0.4",
    "10.1.0.4:8301",
    "[fd00::1]:8302",
    "provider=aws tag_key=x",
    "{{ GetPrivateIP }}",
  ];
  const lane = { name: "dc1", product: "consul", seeds: texts.map(seed) };
  expect(workspaceSeeds({ lanes: [lane] } as unknown as FleetSummary)).toEqual([
    { address: "10.1.0.4:8301", lane: "dc1", place: "dc1/agent.hcl:5" },
    { address: "[fd00::1]:8302", lane: "dc1", place: "dc1/agent.hcl:5" },
  ]);
  expect(workspaceSeeds(undefined)).toEqual([]);
});

it("tells of pools in diagnostics without a name, an address or a message", () => {
  const view = samplePool(500);
  const text = diagnosticsText({
    versions: { Lanekeeper: "0.1.0" },
    settings: { "observe.interval": 1_000 },
    pools: [
      { view, isMember: false, problemKind: undefined },
      { view: undefined, isMember: true, problemKind: "refused" },
    ],
  });
  expect(text).toContain("pool 1: consul lan, shadow, 500 rows");
  expect(text).toContain("pool 2: member, no answer yet; stopped by refused");
  expect(text).not.toMatch(/\d+\.\d+\.\d+\.\d+|dc1|dc2/);
  for (const { address } of view.vantages) expect(text).not.toContain(address);
});

it("reports a check as a page in which nothing foreign can break out of its cell", () => {
  const report = {
    answeredBy: "10.1.0.1:8301",
    members: 3,
    datacenters: [{ name: "dc1` | [x](command:y)\u202e", members: 3 }],
    kind: "nomad",
    plane: "wan",
    encrypted: false,
    cidrs: ["10.1.0.0/24"],
    budgetPacketsPerSecond: 1.2,
    budgetBytesPerSecond: 900,
    warnings: [{ kind: "refused", message: "UDP <b>is</b> closed.", advice: "Open it." }],
  } as const;
  const page = preflightMarkdown(pool, { ok: true, report });
  expect(page).toContain("| Datacenters | `dc1' ¦ [x](command:y)\ufffd` 3 |");
  expect(page).toContain("remembered as consul lan, and the answer looks like nomad wan");
  expect(page).toContain("UDP \\<b\\>is\\</b\\> closed.");
  const refused = { kind: "wrongKey", message: "No key fits.", advice: "Set one." } as const;
  expect(preflightMarkdown(pool, { ok: false, problem: refused })).toContain(
    "cannot be observed yet.** No key fits.",
  );
});

it.each(CI_SNIPPETS)("offers a snippet for $label that is YAML and runs the linter", ({ text }) => {
  expect(() => parse(text) as unknown).not.toThrow();
  expect(text).toMatch(/lanekeeper\.mjs lint .*--fail-on error/);
});
