import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { discover } from "../../../engine/entry/lint/discover.ts";
import { RULES } from "../../../engine/lint/rules/index.ts";
import { lintFleet } from "../../../engine/lint/session.ts";
import { isLoud } from "./workspaces.ts";

/** Public configuration files, one folder a repository. They are other people's, so they are no part of the project. */
const FOLDER = "../shared/corpus/files";

/** What a person thinks of a finding; the file is named by its hash. */
interface Verdict {
  readonly sha256: string;
  readonly code: string;
  readonly line: number;
  readonly verdict: "right" | "false";
  readonly because: string;
}

const verdicts = JSON.parse(readFileSync("test/fixtures/lint-verdicts.json", "utf8")) as Verdict[];
const keyOf = ({ sha256, code, line }: Omit<Verdict, "verdict" | "because">): string =>
  `${sha256} ${code}:${line}`;

describe.skipIf(!existsSync(FOLDER))("real files (skipped where ../shared is absent)", () => {
  it("every loud finding has been judged once, and two per hundred files at most are false", async () => {
    const found = new Map<string, string>();
    let files = 0;
    for (const repository of readdirSync(FOLDER).sort()) {
      const { texts } = await discover([path.join(FOLDER, repository)], () => false);
      files += texts.size;
      for (const finding of lintFleet(texts, { rules: RULES }).filter(isLoud)) {
        const sha256 = createHash("sha256")
          .update(texts.get(finding.path) ?? "")
          .digest("hex");
        found.set(keyOf({ ...finding, sha256 }), `${repository}/${finding.path}: ${finding.message}`);
      }
    }
    const judged = new Set(verdicts.map(keyOf));
    const unjudged = [...found].filter(([key]) => !judged.has(key)).map(([key, what]) => `${key} ${what}`);
    expect(unjudged).toEqual([]);
    expect(verdicts.filter((verdict) => !found.has(keyOf(verdict)))).toEqual([]);
    const wrong = verdicts.filter(({ verdict }) => verdict === "false");
    expect(wrong.length / files).toBeLessThanOrEqual(0.02);
  });
});
