/**
 * Who may be in a pool: a predicate over members, asked before anybody is merged. Serf only carries it; what it says
 * stands in `consul/merge.ts`. Source: serf merge_delegate.go.
 */
import type { HeardAlive, PushPullNode, Versions } from "../wire/messages.ts";
import { decodeTags, type Tags } from "./tags.ts";

/** A member as somebody presents it. */
export interface Candidate {
  readonly name: string;
  readonly ip: string;
  readonly port: number;
  readonly tags: Tags;
  /** It has left: who it was matters less than for one that is there. */
  readonly isLeft: boolean;
  readonly versions: Versions | undefined;
}

/** Why a pool must not be merged: who offends, in upstream's words where upstream has some. */
export interface Refusal {
  readonly member: string;
  readonly reason: string;
}

/** Looks at all members that would come in at once; undefined lets them. */
export type MergeGuard = (candidates: readonly Candidate[]) => Refusal | undefined;

export function candidateOf(node: PushPullNode | HeardAlive): Candidate {
  const tags = decodeTags(node.meta);
  const { ip, port, versions } = node;
  const name = "kind" in node ? node.node : node.name;
  const isLeft = "state" in node && node.state === "left";
  return { name, ip, port, tags: tags.ok ? tags.value : [], isLeft, versions };
}

/** The first refusal of several guards. */
export function allOf(...guards: readonly MergeGuard[]): MergeGuard {
  return (candidates) => {
    for (const guard of guards) {
      const refusal = guard(candidates);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  };
}
