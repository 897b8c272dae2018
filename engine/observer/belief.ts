/**
 * Which of two statements about a member is the newer truth: the incarnation decides, then the worse state,
 * as in every member's own table. Source: SWIM §4.2; memberlist state.go, aliveNode, suspectNode, deadNode.
 */
import type { MemberState } from "../view/view.ts";

export interface Belief {
  readonly state: MemberState;
  readonly incarnation: number;
}

const RANK: Readonly<Record<MemberState, number>> = {
  unknown: 0,
  alive: 1,
  leaving: 2,
  suspect: 3,
  failed: 4,
  left: 5,
  reaped: 6,
};

/** Whether `heard` replaces `held`. Gossip may come late and out of order; a repeat is never news. */
export function supersedes(heard: Belief, held: Belief): boolean {
  if (held.state === "unknown") return true;
  if (heard.incarnation !== held.incarnation) return heard.incarnation > held.incarnation;
  return RANK[heard.state] > RANK[held.state];
}

/** Whether members in that state are gone until they come back as somebody new. */
export function isGone(state: MemberState): boolean {
  return state === "failed" || state === "left" || state === "reaped";
}
