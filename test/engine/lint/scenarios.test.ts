import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { expectedMarks, isLoud, lintFolder, marks, readExpected } from "./workspaces.ts";

const FOLDERS = ["test/fixtures/scenarios", "test/fixtures/scenarios-own"].filter((folder) =>
  existsSync(folder),
);

describe.each(FOLDERS)("%s", (folder) => {
  it.each(readdirSync(folder).sort())("%s: reports what is expected and nothing else", (name) => {
    const scenario = path.join(folder, name);
    const expected = readExpected(scenario);
    const found = lintFolder(path.join(scenario, "ws"));

    const wanted = expectedMarks(expected.findings);
    const allowed = new Set([...wanted, ...expectedMarks(expected.optional)]);
    const all = new Set(marks(found));
    const loud = marks(found.filter(isLoud));
    expect({
      missed: wanted.filter((mark) => !all.has(mark)),
      wrong: loud.filter((mark) => !allowed.has(mark)),
    }).toEqual({ missed: [], wrong: [] });
  });
});
