/** Each guided scenario goes as it is told, and passes. `UPDATE=1` writes what happened; the diff is for a person. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { SCENARIOS } from "../../../engine/cluster/scenarios/index.ts";
import { playScenario } from "../../../engine/cluster/scenarios/play.ts";
import { RULES } from "../../../engine/lint/rules/index.ts";

describe.each(SCENARIOS)("$id", (scenario) => {
  it("goes as it is told, with the same seed again and again", () => {
    const file = path.join("test/scenarios/cluster", `${scenario.id}.txt`);
    const { transcript } = playScenario(scenario, 7);
    if (process.env["UPDATE"] === "1") writeFileSync(file, transcript);
    expect(existsSync(file) ? readFileSync(file, "utf8") : "").toBe(transcript);
    expect(transcript.match(/^ *[\d.]+ {2}step /gm)).toHaveLength(scenario.steps);
  });

  it.each([1, 2, 3])("passes with seed %i", (seed) => {
    const { transcript, isPassed } = playScenario(scenario, seed);
    expect(isPassed, transcript).toBe(true);
  });

  it("names rules that there are", () => {
    const ids = RULES.map(({ id }) => id);
    for (const rule of scenario.rules) expect(ids).toContain(rule);
  });
});
