/** No order of steps and faults that the runbook allows does harm. A failure prints its seed and the end of its journal. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { Play } from "./play.ts";
import { TRANSITIONS } from "./world.ts";

const isFull = process.env["LK_FULL"] === "1";
/** Orders a kind. */
const ORDERS = isFull ? 50_000 : 800;

describe.each([
  { kind: "P" as const, turns: 90, mustDo: ["cut", "forceLeave", "prune", "lift", "rollBack"] },
  { kind: "R" as const, turns: 180, mustDo: ["cut", "forceLeave", "recoverPeers", "rollBack"] },
])("a runbook of kind $kind", ({ kind, turns, mustDo }) => {
  it(`loses no quorum, prunes nobody who lives, forces out no own member and lifts nothing early in ${ORDERS} random orders`, () => {
    const done = new Set<string>();
    for (let seed = 1; seed <= ORDERS; seed += 1) {
      const outcome = new Play(seed, kind).run(turns);
      if (outcome.offence !== undefined) throw new Error(`seed ${seed}: ${outcome.offence}`);
      for (const each of outcome.done) done.add(each);
      if (outcome.isFinished) done.add("finished");
    }
    const wanted = [...mustDo, "restart", "rules lost", "stopped or started", "stuck"];
    expect([...wanted, ...(kind === "P" ? ["finished"] : [])].filter((each) => !done.has(each))).toEqual([]);
  }, 3_600_000);
});

describe("each transition of the model", () => {
  const tests = readdirSync("test/netns").map((name) => readFileSync(path.join("test/netns", name), "utf8"));
  const isReplayed = (scenario: string): boolean =>
    tests.some((text) =>
      new RegExp(`runbook scenarios? [^.]*\\b${scenario}\\b|it\\(.*\\(${scenario}\\)`).test(text),
    );

  it.each(Object.entries(TRANSITIONS))("%s is shown by %s with real agents", (_, scenario) =>
    expect(isReplayed(scenario)).toBe(true),
  );
});
