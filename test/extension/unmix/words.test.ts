import { expect, it } from "vitest";
import { boardOf, observe, say } from "../../../engine/unmix/runbook.ts";
import { isCutStep, needsPerson, NOTHING_SEEN, wordsThatCount } from "../../../extension/unmix/words.ts";
import { OPENED_AT_MS, sampleJournal } from "./board.ts";

const later = OPENED_AT_MS + 1_000;

it("asks for a person's word where nothing can be observed", () => {
  const journal = sampleJournal();
  expect(wordsThatCount(journal, NOTHING_SEEN, later)).toEqual(["done"]);
  expect(needsPerson(journal, boardOf(journal, NOTHING_SEEN, later), NOTHING_SEEN, later)).toBe(true);
});

it("takes no word for what is observed: evidence waits for the agents' lists", () => {
  const journal = observe(say(sampleJournal(), { step: "freeze", what: "done" }, later), NOTHING_SEEN, later);
  const board = boardOf(journal, NOTHING_SEEN, later + 1);
  expect(board.current?.id).toBe("evidence");
  expect(wordsThatCount(journal, NOTHING_SEEN, later + 1)).toEqual([]);
  expect(needsPerson(journal, board, NOTHING_SEEN, later + 1)).toBe(false);
});

it("takes no word of a cut whose rules nobody was given, and offers a verification there", () => {
  const opened = sampleJournal();
  const journal = { ...opened, verified: { freeze: later, evidence: later, lanes: later } };
  const board = boardOf(journal, NOTHING_SEEN, later + 1);
  expect(board.current?.id).toBe("isolate");
  expect(isCutStep(board)).toBe(true);
  expect(wordsThatCount(journal, NOTHING_SEEN, later + 1)).toEqual([]);
  expect(board.actions).toEqual([{ kind: "cut", ports: "gossip" }]);
});
