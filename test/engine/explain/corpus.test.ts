/** Every line of our recorded logs is explained. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { readEntries } from "../../../engine/explain/entries.ts";
import { explain } from "../../../engine/explain/explain.ts";

const FOLDER = "test/fixtures/logs";
const LOGS = readdirSync(FOLDER).filter((name) => name.endsWith(".log"));

it.each(LOGS)("explains every line of %s", (name) => {
  const text = readFileSync(path.join(FOLDER, name), "utf8");
  const { explained, messages } = explain(text);
  const unknown = explained.filter(({ answer }) => answer.kind === "unknown");
  expect(unknown.map(({ entry }) => entry.message)).toEqual([]);
  expect(messages).toBe(readEntries(text).entries.length);
  expect(messages).toBeGreaterThanOrEqual(20);
});

it("sees the recorded logs", () => {
  expect(LOGS.length).toBeGreaterThanOrEqual(19);
});
