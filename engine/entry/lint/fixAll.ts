/** Fixes all that can be fixed without a person choosing, round by round, since one fix may uncover the next. */
import { applyFixes } from "../../lint/applyFixes.ts";
import { lintFleet, type SessionOptions } from "../../lint/session.ts";

/** Fixes that undo each other must not go on for ever. */
const ROUNDS_MAX = 10;

export interface FixedWorkspace {
  /** All files, changed or not. */
  readonly texts: ReadonlyMap<string, string>;
  readonly applied: number;
}

export function fixAll(texts: ReadonlyMap<string, string>, options: SessionOptions): FixedWorkspace {
  let current = texts;
  let applied = 0;
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const now = current;
    const fixes = lintFleet(now, options).flatMap(({ fix }) => (fix?.isSafe === true ? [fix] : []));
    const fixed = applyFixes(fixes, (path) => now.get(path));
    if (fixed.applied === 0) break;
    applied += fixed.applied;
    current = new Map([...now, ...fixed.texts]);
  }
  return { texts: current, applied };
}
