/** What a person may do about the open step now, worked out from the machine itself; knows no VS Code. */
import { boardOf, say, type Board, type Journal, type Observation } from "../../engine/index.ts";

/** What was read where nothing was: it proves nothing. */
export const NOTHING_SEEN: Observation = { atMs: 0, lists: [], raft: [], newcomers: [], returns: [] };

/** Words that would count if they were said now: those after which the step misses less. */
export function wordsThatCount(journal: Journal, seen: Observation, nowMs: number): ("done" | "kept")[] {
  const { current, check } = boardOf(journal, seen, nowMs);
  if (current === undefined) return [];
  return (["done", "kept"] as const).filter((what) => {
    const after = boardOf(say(journal, { step: current.id, what }, nowMs), seen, nowMs).check;
    return (after.isDone && !check.isDone) || after.missing.length < check.missing.length;
  });
}

/** Whether the open step is done by a verification. */
export function isCutStep({ current }: Board): boolean {
  return current?.id === "isolate" || current?.id === "cutRpc";
}

/** Whether it waits for a person, not for the pool. */
export function needsPerson(journal: Journal, board: Board, seen: Observation, nowMs: number): boolean {
  return board.alarm !== "" || board.actions.length > 0 || wordsThatCount(journal, seen, nowMs).length > 0;
}
