/** A step in words only: recognised, with what to do, but its end is a person's word. */
import { isSaid, type StepId } from "../journal.ts";
import { saidCheck, type Step } from "../step.ts";

export function written(id: StepId, words: Omit<Step, "id" | "check" | "actions" | "window">): Step {
  return {
    id,
    ...words,
    check: ({ journal }) => saidCheck(isSaid(journal, id), `Say when it is so: ${words.doneWhen}`),
  };
}
