import { expect, it } from "vitest";
import { boardOf, observe, say } from "../../../engine/unmix/runbook.ts";
import { runbookRow } from "../../../extension/trees/remediationRows.ts";
import { NOTHING_SEEN } from "../../../extension/unmix/words.ts";
import { OPENED_AT_MS, sampleJournal } from "../unmix/board.ts";

const later = OPENED_AT_MS + 1_000;

it("names both sides and the open step, and lists all steps in their order", () => {
  const journal = sampleJournal();
  const row = runbookRow({ journal, board: boardOf(journal, NOTHING_SEEN, later), isAttached: true });
  expect(row.label).toBe(`${journal.case.names.a} | ${journal.case.names.b}`);
  expect(row.description).toBe("1 of 10: Freeze");
  expect(row.children.map(({ label }) => label)).toEqual([
    "1 Freeze",
    "2 Evidence",
    "3 Assign lanes",
    "4 Isolate",
    "5 Wait until failed",
    "6 Force-leave",
    "7 Raft peers",
    "8 Fix the cause",
    "9 Lift the rules",
    "10 Watch for returners",
  ]);
  expect(row.children.filter(({ icon }) => icon === "current")).toHaveLength(1);
});

it("shows a step as done once it is, says how far the open one is, and that nobody looks", () => {
  const said = say(sampleJournal(), { step: "freeze", what: "done" }, later);
  const journal = observe(said, NOTHING_SEEN, later);
  const row = runbookRow({ journal, board: boardOf(journal, NOTHING_SEEN, later), isAttached: false });
  expect(row.children[0]).toMatchObject({ icon: "done", description: "done" });
  expect(row.children[1]?.description).toBe("0 of 12 agents were read");
  expect(row.description).toBe("2 of 10: Evidence · pool not attached");
});

it("puts an alarm before everything else", () => {
  const journal = { ...sampleJournal(), alarm: "The cut is too wide." };
  const row = runbookRow({ journal, board: boardOf(journal, NOTHING_SEEN, later), isAttached: true });
  expect(row).toMatchObject({ icon: "alarm", description: "stop · 1 of 10: Freeze" });
  expect(row.tooltip).toContain("The cut is too wide.");
});

it("offers no way on once all steps are done", () => {
  const opened = sampleJournal("M");
  const board = boardOf(opened, NOTHING_SEEN, later);
  const verified = Object.fromEntries(board.steps.map(({ step }) => [step.id, later]));
  const journal = { ...opened, verified };
  const row = runbookRow({ journal, board: boardOf(journal, NOTHING_SEEN, later), isAttached: true });
  expect(row).toMatchObject({ icon: "finished", contextValue: "runbook.finished", description: "done" });
});
