/** What a line of an agent's log says, as far as it matters for who is in which pool. */
import type { Plane } from "../view/view.ts";

/** Why somebody was not let in. Source: consul agent/consul/merge.go; memberlist net.go, state.go. */
export type Refusal =
  | "wrongDatacenter"
  | "notServer"
  | "conflictingId"
  | "encryption"
  | "addressNotAllowed"
  | "notWanMember"
  | "unreachable"
  | "other";

interface At {
  /** Line of the text it stood in, from 1. */
  readonly line: number;
  /** ms since 1970; undefined when the line has no date. */
  readonly atMs: number | undefined;
  /** Pool, where the line names it. */
  readonly plane: Plane | undefined;
}

export type LogFact = At &
  (
    | {
        readonly kind: "memberJoined" | "memberFailed" | "memberLeft" | "memberForced" | "memberReaped";
        readonly name: string;
        readonly ip: string;
      }
    | { readonly kind: "joinStarted"; readonly addresses: readonly string[] }
    | { readonly kind: "joinSucceeded" }
    | {
        readonly kind: "joinFailed";
        readonly address: string;
        readonly refusal: Refusal;
        readonly text: string;
      }
    | {
        readonly kind: "refusedHere";
        readonly refusal: Refusal;
        readonly member: string;
        readonly from: string;
        readonly text: string;
      }
    | { readonly kind: "strangerHeard"; readonly from: string }
    | {
        readonly kind: "addressConflict";
        readonly name: string;
        readonly mine: string;
        readonly theirs: string;
      }
    | {
        readonly kind: "raftPeerAdded" | "raftPeerPromoted";
        readonly id: string;
        readonly address: string;
      }
    | { readonly kind: "raftHistoryForced"; readonly address: string; readonly next: number }
    | { readonly kind: "bootstrapConflict"; readonly node: string; readonly other: string }
    | {
        readonly kind: "notReconciled";
        readonly name: string;
        readonly ip: string;
        readonly role: string;
      }
    | {
        readonly kind: "serverSeen";
        readonly name: string;
        readonly ip: string;
        readonly datacenter: string;
      }
    | { readonly kind: "quorumLost" }
  );

/** The log of one agent, or what was pasted of it. */
export interface AgentLog {
  readonly from: string;
  /** Name of the agent that wrote it, "" when not known. */
  readonly teller: string;
  /** Its own address, "" when not known. */
  readonly ip: string;
  readonly product: "consul" | "serf";
  readonly facts: readonly LogFact[];
}
