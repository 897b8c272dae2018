/** Which members a Raft configuration names, by node id, by name, or by address. */
import type { SeenMember, RaftConfiguration } from "../../evidence/evidence.ts";

/** What Raft's lists say of two server sets. */
export type RaftState = "unread" | "oneSide" | "apart" | "merged";

export interface RaftMembers {
  has(member: SeenMember): boolean;
}

export function raftState({ peers }: RaftConfiguration): RaftMembers {
  const ids = new Set(peers.map(({ id }) => id));
  const ips = new Set(peers.map(({ address }) => ipOf(address)));
  return {
    has: ({ ip, agent }) => (agent.nodeId !== "" && ids.has(agent.nodeId)) || (ip !== "" && ips.has(ip)),
  };
}

/** The address without its port; peers are named by their RPC port. */
export function ipOf(address: string): string {
  return address.slice(0, address.lastIndexOf(":")).replace(/^\[|\]$/g, "");
}
