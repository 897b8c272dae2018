import { describe, expect, it } from "vitest";
import type { ExampleFiles } from "../../../../engine/lint/rule.ts";
import { RULES } from "../../../../engine/lint/rules/index.ts";
import { lintFleet } from "../../../../engine/lint/session.ts";

const findingsOf = (files: ExampleFiles) => lintFleet(Object.entries(files), { rules: RULES });
const isLoud = ({ severity }: { severity: string }) => severity === "error" || severity === "warning";

describe.each(RULES.map((rule) => [rule.code, rule.id, rule] as const))("%s %s", (code, _id, rule) => {
  it("finds what it says in its bad example, and nothing else there", () => {
    const found = findingsOf(rule.examples.flagged);
    expect(found.map((finding) => finding.code)).toContain(code);
    expect(found.filter((finding) => isLoud(finding) && finding.code !== code)).toEqual([]);
  });

  it("finds nothing in its good example", () => {
    const found = findingsOf(rule.examples.clean);
    expect(found.filter((finding) => isLoud(finding) || finding.code === code)).toEqual([]);
  });

  it("shows places inside the files only", () => {
    for (const finding of findingsOf(rule.examples.flagged)) {
      for (const { path, span } of [finding, ...finding.related]) {
        const text = rule.examples.flagged[path] ?? "";
        expect(span.start).toBeLessThanOrEqual(span.end);
        expect(span.end).toBeLessThanOrEqual(text.length);
      }
    }
  });
});
