/** Who of the asked members believes what of whom: gossip has no global truth, so that views may differ. */
import { memberRow, stateOf, type MemberId, type MemberState, type PoolView } from "./view.ts";

/** What one asked member said in its last answer. */
export interface Belief {
  /** Its name, or its address while the name is not known. */
  readonly by: string;
  /** `unknown`: it does not mention the member at all. */
  readonly state: MemberState;
  /** The life it speaks of; 0 when it does not say. */
  readonly incarnation: number;
  /** ms since 1970 of that answer. */
  readonly answeredAtMs: number;
}

/** What each member that answered says of one; a filtered list that lacks it says nothing. */
export function beliefsOf(view: PoolView, id: MemberId): Belief[] {
  return view.vantages.flatMap(({ member, address, answeredAtMs, states, incarnations, partial }) => {
    const state = stateOf(states[id]);
    if (answeredAtMs === 0 || (partial !== undefined && state === "unknown")) return [];
    const by = member === undefined ? address : memberRow(view, member).name;
    return [{ by, state, incarnation: incarnations[id] ?? 0, answeredAtMs }];
  });
}
