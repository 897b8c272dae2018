import { expect, it } from "vitest";
import { supersedes, type Belief } from "../../../engine/observer/belief.ts";
import { MEMBER_STATES } from "../../../engine/view/view.ts";

const belief = (state: Belief["state"], incarnation: number): Belief => ({ state, incarnation });

it.each([
  ["a suspicion of the same incarnation", belief("suspect", 3), belief("alive", 3), true],
  ["an older suspicion", belief("suspect", 2), belief("alive", 3), false],
  ["a refutation", belief("alive", 4), belief("suspect", 3), true],
  ["an alive that refutes nothing", belief("alive", 3), belief("suspect", 3), false],
  ["a death of the suspected incarnation", belief("failed", 3), belief("suspect", 3), true],
  ["a suspicion of the dead", belief("suspect", 3), belief("failed", 3), false],
  ["anything about a stranger", belief("alive", 0), belief("unknown", 0), true],
])("%s: %o after %o is news: %s", (_, heard, held, isNews) => {
  expect(supersedes(heard, held)).toBe(isNews);
});

it("never takes a repeat for news", () => {
  for (const state of MEMBER_STATES) {
    if (state !== "unknown") expect(supersedes(belief(state, 1), belief(state, 1))).toBe(false);
  }
});
