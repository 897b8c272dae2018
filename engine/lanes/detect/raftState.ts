/** Which members a Raft configuration names, by node id, by name, or by address. */
import type { SeenMember, RaftConfiguration } from "../../evidence/evidence.ts";

/** What Raft's lists say of two server sets. */
export type RaftState = "unread" | "oneSide" | "apart" | "merged";

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export interface RaftMembers {
  has(member: SeenMember): boolean;
}

/** Ids decide where both sides have one: two sites may use the same private addresses. */
export function raftState({ peers }: RaftConfiguration): RaftMembers {
  const ids = new Set(peers.map(({ id }) => id));
  const byIp = new Map(peers.map((peer) => [ipOf(peer.address), peer]));
  return {
    has: ({ name, ip, agent }) => {
      if (agent.nodeId !== "" && ids.has(agent.nodeId)) return true;
      const peer = byIp.get(ip);
      const isOther = agent.nodeId !== "" && UUID.test(peer?.id ?? "");
      return (
        peer !== undefined &&
        !isOther &&
        (peer.node === name || peer.node === "(unknown)" || peer.node === "")
      );
    },
  };
}

/** The address without its port; peers are named by their RPC port. */
export function ipOf(address: string): string {
  return address.slice(0, address.lastIndexOf(":")).replace(/^\[|\]$/g, "");
}
