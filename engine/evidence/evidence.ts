/**
 * All that can be known of pools, in one form, wherever it came from: a watched pool, an API, or text that somebody
 * pasted. From one end or from both; what is missing is missing, and nothing here judges.
 */
import type { AgentFacts } from "../consul/agentFacts.ts";
import type { MemberId, MemberState, Plane, RaftPeer } from "../view/view.ts";
import type { AgentLog } from "./logFact.ts";

/** One member in somebody's list. */
export interface SeenMember {
  readonly name: string;
  /** Canonical IP literal, "" when the list does not say. */
  readonly ip: string;
  readonly port: number;
  readonly state: MemberState;
  readonly agent: AgentFacts;
  /** `type` knows role, datacenter and build (a table); `tags` knows them all; `nothing` only the name. */
  readonly known: "tags" | "type" | "nothing";
  /** ms since 1970 when the observer first heard of it; undefined in pasted text. */
  readonly firstSeenMs: number | undefined;
  /** Its row, where the list is a view. */
  readonly id: MemberId | undefined;
}

/** One agent's list of one pool. */
export interface MemberList {
  /** For a person: whose list, or where it stood: `lines 3 to 9 of a.txt`. */
  readonly from: string;
  /** Name of the agent whose list it is, "" when not known. */
  readonly teller: string;
  /** As the command or the port said; the names decide in the end. */
  readonly plane: Plane | undefined;
  /** Filtered or cut off: what is not in it may exist. */
  readonly isPartial: boolean;
  /** Rows without a header or a command: outputs of several agents may have run together. */
  readonly isLoose: boolean;
  /** The datacenter that the pool consisted of, alone, when watching began; "" when not known or several. */
  readonly beganAs: string;
  readonly members: readonly SeenMember[];
}

/** `raft list-peers` as one server answered. */
export interface RaftConfiguration {
  readonly from: string;
  readonly peers: readonly RaftPeer[];
}

/** Member i lists j as alive, and j, who answered later, does not list i at all. */
export interface OneSided {
  readonly lister: SeenMember;
  readonly unlisting: SeenMember;
  /** How long the unlisting side has had to learn of the lister, ms. */
  readonly forMs: number;
}

/** Two addresses that are alive under one name. */
export interface NameClaim {
  readonly name: string;
  readonly addresses: readonly string[];
  /** Who says so, in words. */
  readonly evidence: readonly string[];
  readonly id: MemberId | undefined;
  readonly sinceMs: number | undefined;
}

/** Someone brought a name back that had left or was forgotten. */
export interface Return {
  readonly name: string;
  readonly id: MemberId;
  readonly atMs: number;
  /** Who re-added it: `ip:port` of the vantage, or a member's name. */
  readonly by: string;
  /** Vantages that had never stopped naming it, in words. */
  readonly keptBy: readonly string[];
  readonly times: number;
}

export interface Evidence {
  readonly lists: readonly MemberList[];
  readonly raft: readonly RaftConfiguration[];
  readonly logs: readonly AgentLog[];
  readonly oneSided: readonly OneSided[];
  readonly claims: readonly NameClaim[];
  readonly returns: readonly Return[];
}

export const NO_EVIDENCE: Evidence = {
  lists: [],
  raft: [],
  logs: [],
  oneSided: [],
  claims: [],
  returns: [],
};

/** Joins what several ends gave. */
export function joinEvidence(parts: readonly Evidence[]): Evidence {
  return {
    lists: parts.flatMap(({ lists }) => lists),
    raft: parts.flatMap(({ raft }) => raft),
    logs: parts.flatMap(({ logs }) => logs),
    oneSided: parts.flatMap(({ oneSided }) => oneSided),
    claims: parts.flatMap(({ claims }) => claims),
    returns: parts.flatMap(({ returns }) => returns),
  };
}

/** Whether the member takes part, as far as its list says. */
export function isPresent({ state }: SeenMember): boolean {
  return state === "alive" || state === "suspect" || state === "leaving";
}
