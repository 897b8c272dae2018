import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { RULES } from "../../../../engine/lint/rules/index.ts";
import { lintFleet } from "../../../../engine/lint/session.ts";

/** The specification's own examples; they are not part of the project. */
const CATALOGUE = "../shared/spec/lint-rules.json";

interface CatalogueEntry {
  readonly code: string;
  readonly id: string;
  readonly severity: string;
  readonly pos: Readonly<Record<string, string>>;
  readonly neg: Readonly<Record<string, string>>;
}

const entries = existsSync(CATALOGUE)
  ? (JSON.parse(readFileSync(CATALOGUE, "utf8")) as CatalogueEntry[]).filter(({ code }) =>
      RULES.some((rule) => rule.code === code),
    )
  : [];

const linesOf = (files: Readonly<Record<string, string>>, code: string): string[] =>
  lintFleet(Object.entries(files), { rules: RULES })
    .filter((finding) => finding.code === code)
    .map(({ path, line }) => `${path}:${line}`);

/** Lines that end in `# <- GM101`; a JSON example has no comments, so its line is not checked. */
const marksOf = (files: Readonly<Record<string, string>>, code: string): string[] =>
  Object.entries(files).flatMap(([path, text]) =>
    text.split("\n").flatMap((line, index) => (line.includes(`<- ${code}`) ? [`${path}:${index + 1}`] : [])),
  );

describe.skipIf(entries.length === 0)("the catalogue (skipped where ../shared is absent)", () => {
  it.each(entries.map((entry) => [entry.code, entry] as const))(
    "%s finds its example's marks",
    (code, entry) => {
      const marks = marksOf(entry.pos, code);
      const found = linesOf(entry.pos, code);
      expect(found.length).toBeGreaterThan(0);
      if (marks.length > 0) expect(found.sort()).toEqual(marks.sort());
    },
  );

  it.each(entries.map((entry) => [entry.code, entry] as const))(
    "%s is silent in its good example",
    (code, entry) => {
      expect(linesOf(entry.neg, code)).toEqual([]);
    },
  );

  it.each(entries.map((entry) => [entry.code, entry] as const))(
    "%s has the catalogue's id and severity",
    (code, entry) => {
      expect(RULES.find((rule) => rule.code === code)).toMatchObject({
        id: entry.id,
        severity: entry.severity,
      });
    },
  );
});
