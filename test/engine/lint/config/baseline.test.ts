import { expect, it } from "vitest";
import { applyBaseline, readBaseline, writeBaseline } from "../../../../engine/lint/config/baseline.ts";
import type { Finding } from "../../../../engine/lint/finding.ts";
import { fingerprints } from "../../../../engine/lint/identity.ts";

const TEXT = 'a = 1\nencrypt = "x"\nencrypt = "x"\n';

function findingAt(text: string, needle: string, message: string, from = 0): Finding {
  const start = text.indexOf(needle, from);
  const line = text.slice(0, start).split("\n").length;
  const span = { start, end: start + needle.length };
  const place = { path: "a.hcl", span, line, column: 1, endLine: line, endColumn: 2 };
  return { ...place, rule: "gossip-key-invalid", code: "GM406", severity: "error", message, related: [] };
}

const printsOf = (text: string, findings: readonly Finding[]) => fingerprints(findings, () => text);

it("knows its findings again after lines moved and words changed", () => {
  const before = [findingAt(TEXT, "encrypt", "old words"), findingAt(TEXT, "encrypt", "old words", 10)];
  const baseline = readBaseline(writeBaseline(before, printsOf(TEXT, before)));
  const moved = `# a comment\n\n${TEXT}`;
  const after = [findingAt(moved, "encrypt", "new words"), findingAt(moved, "encrypt", "new words", 25)];
  expect(baseline.ok && applyBaseline(after, printsOf(moved, after), baseline.value)).toEqual({
    fresh: [],
    stale: [],
  });
});

it("a third of the same kind is new", () => {
  const before = [findingAt(TEXT, "encrypt", "m")];
  const baseline = readBaseline(writeBaseline(before, printsOf(TEXT, before)));
  const after = [findingAt(TEXT, "encrypt", "m"), findingAt(TEXT, "encrypt", "m", 10)];
  expect(baseline.ok && applyBaseline(after, printsOf(TEXT, after), baseline.value).fresh).toHaveLength(1);
});

it("tells the entries that nothing matches any more", () => {
  const before = [findingAt(TEXT, "encrypt", "m")];
  const baseline = readBaseline(writeBaseline(before, printsOf(TEXT, before)));
  expect(baseline.ok && applyBaseline([], new Map(), baseline.value).stale).toEqual([
    expect.objectContaining({ path: "a.hcl", rule: "gossip-key-invalid", message: "m" }),
  ]);
});

it.each([
  ["{", /not JSON/],
  ["null", /version is not 1/],
  ['{"version":2,"findings":[]}', /version is not 1/],
  ['{"version":1,"findings":[{"path":3}]}', /not a list of entries/],
])("%j is refused with a reason", (text, reason) => {
  const read = readBaseline(text);
  expect(read.ok ? "" : read.error).toMatch(reason);
});
