import type { Log } from "sarif";
import { expect, it } from "vitest";
import { sarifReport } from "../../../../engine/lint/report/sarif.ts";
import { NOTHING, REPORT } from "./example.ts";

const log = JSON.parse(sarifReport(REPORT)) as Log;
const run = log.runs[0];

it("is a SARIF 2.1.0 log with one run of one tool", () => {
  expect(log).toMatchObject({ version: "2.1.0", $schema: expect.stringContaining("sarif-2.1.0") });
  expect(log.runs).toHaveLength(1);
  expect(run?.tool.driver).toMatchObject({ name: "Lanekeeper", semanticVersion: "0.1.0" });
});

it("describes each rule once, with its page as help", () => {
  expect(run?.tool.driver.rules).toEqual([
    expect.objectContaining({
      id: "encryption-key-shared-by-unrelated-clusters",
      name: "GM403",
      defaultConfiguration: { level: "warning" },
      help: {
        text: "The key is the last barrier.",
        markdown: "# encryption-key-shared-by-unrelated-clusters",
      },
    }),
    expect.objectContaining({ id: "lan-join-wan-port", help: { text: "Consul accepts it." } }),
  ]);
});

it("points each result at its rule by index and id", () => {
  const rules = run?.tool.driver.rules ?? [];
  const results = run?.results ?? [];
  expect(results.map(({ ruleIndex, ruleId }) => [ruleId, rules[ruleIndex ?? -1]?.id])).toEqual([
    ["lan-join-wan-port", "lan-join-wan-port"],
    ["encryption-key-shared-by-unrelated-clusters", "encryption-key-shared-by-unrelated-clusters"],
    ["rejoin-after-leave", undefined],
  ]);
  expect(results.map(({ level }) => level)).toEqual(["error", "warning", "note"]);
});

it("places a result by an encoded relative URI and a region", () => {
  expect(run?.results?.[0]?.locations).toEqual([
    {
      physicalLocation: {
        artifactLocation: { uri: "dc%201/client.hcl", uriBaseId: "%SRCROOT%" },
        region: { startLine: 2, startColumn: 16, endLine: 2, endColumn: 30 },
      },
    },
  ]);
});

it("names the other place, the fix and the fingerprint", () => {
  expect(run?.results?.[1]?.relatedLocations).toEqual([
    expect.objectContaining({ id: 0, message: { text: "the other one" } }),
  ]);
  expect(run?.results?.[0]?.fixes).toEqual([
    {
      description: { text: "Use port 8301" },
      artifactChanges: [
        {
          artifactLocation: { uri: "dc%201/client.hcl", uriBaseId: "%SRCROOT%" },
          replacements: [
            { deletedRegion: { charOffset: 44, charLength: 4 }, insertedContent: { text: "8301" } },
          ],
        },
      ],
    },
  ]);
  expect(run?.results?.map(({ partialFingerprints }) => partialFingerprints)).toEqual([
    { "lanekeeper/v1": "0123456789abcdef" },
    { "lanekeeper/v1": "fedcba9876543210" },
    undefined,
  ]);
});

it("has an empty list of results for a clean run, not none", () => {
  expect((JSON.parse(sarifReport(NOTHING)) as Log).runs[0]?.results).toEqual([]);
});
