/** Whether two agents could decrypt each other, as far as it is known. */
import type { Agent } from "./agent.ts";

/** True only where both keys are written down and are not the same. */
export function haveDifferentKeys({ key: one }: Agent, { key: other }: Agent): boolean {
  return one?.kind === "literal" && other?.kind === "literal" && one.identity !== other.identity;
}
