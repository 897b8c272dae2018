/** What Raft's configurations say of two sides, and whether taking a server out of one leaves it a majority. */
import type { SideKey } from "../firewall/sides.ts";
import { otherSide, type CaseMember } from "./case.ts";
import type { RaftMember, RaftReading } from "./observation.ts";
import type { Check, Context } from "./step.ts";
import { agentsToRead, named } from "./checks.ts";

export function serversOf({ journal }: Pick<Context, "journal">, side?: SideKey): CaseMember[] {
  return agentsToRead(journal).filter(
    ({ isServer, side: at }) => isServer && (side === undefined || at === side),
  );
}

/** The newest configuration of each server that was read after `sinceMs`. */
export function raftSince({ seen }: Context, sinceMs: number): Map<number, RaftReading> {
  const newest = new Map<number, RaftReading>();
  for (const reading of seen.raft) {
    if (reading.server === undefined || reading.atMs <= sinceMs) continue;
    const known = newest.get(reading.server);
    if (known === undefined || known.atMs < reading.atMs) newest.set(reading.server, reading);
  }
  return newest;
}

/** Peers that are not of the side, or of nobody that the case knows. */
export function foreignPeers({ journal }: Context, { peers }: RaftReading, side: SideKey): RaftMember[] {
  return peers.filter(({ id }) => id === undefined || journal.case.members[id]?.side !== side);
}

/** That every server of the side was read after `sinceMs`, names own peers only, and one of them as the leader. */
export function ownPeersOnly(context: Context, side: SideKey, sinceMs: number): Check {
  const servers = serversOf(context, side);
  const read = raftSince(context, sinceMs);
  const unread = servers.filter(({ id }) => !read.has(id));
  const mixed = servers.filter(({ id }) => {
    const reading = read.get(id);
    return reading !== undefined && foreignPeers(context, reading, side).length > 0;
  });
  const leaderless = servers.filter(({ id }) => read.get(id)?.peers.every(({ leader }) => !leader) ?? false);
  const isDone = servers.length > 0 && unread.length + mixed.length + leaderless.length === 0;
  const place = context.journal.case.names[side];
  return {
    isDone,
    progress: `${servers.length - unread.length - mixed.length} of ${servers.length} servers of ${place} have own peers only`,
    missing: [
      ...(unread.length === 0 ? [] : [`Raft was not read since this step began on ${named(unread)}.`]),
      ...(mixed.length === 0 ? [] : [`Raft still holds servers of the other side on ${named(mixed)}.`]),
      ...(leaderless.length === 0 ? [] : [`No leader is seen by ${named(leaderless)}.`]),
    ],
  };
}

/** Servers were read after `sinceMs`, and none of them names anybody as the leader. */
export function isLeaderless(context: Context, sinceMs: number): boolean {
  const read = [...raftSince(context, sinceMs).values()];
  return read.length > 0 && read.every(({ peers }) => peers.every(({ leader }) => !leader));
}

/** The one leader that all servers which were read after `sinceMs` agree on. */
export function agreedLeader(context: Context, sinceMs: number): CaseMember | undefined {
  const leaders = new Set(
    [...raftSince(context, sinceMs).values()].map(({ peers }) => peers.find(({ leader }) => leader)?.id),
  );
  const [leader] = leaders;
  return leaders.size === 1 && leader !== undefined ? context.journal.case.members[leader] : undefined;
}

/**
 * Whether `peer` may leave the configuration: of the voters that stay, those that answered with the same leader must be
 * a majority with one to spare, since one may die before the command has run. The reason why not, or undefined.
 */
export function quorumObstacle(
  context: Context,
  side: SideKey,
  peer: number,
  sinceMs: number,
): string | undefined {
  const leader = agreedLeader(context, sinceMs);
  if (leader?.side !== side) return "the servers that were read do not agree on a leader of this side";
  const read = raftSince(context, sinceMs);
  const voters = (read.get(leader.id)?.peers ?? []).filter(({ voter, id }) => voter && id !== peer);
  const answering = voters.filter(({ id }) => id !== undefined && read.has(id)).length;
  const own = voters.filter(({ id }) => id !== undefined && context.journal.case.members[id]?.side === side);
  const ownAnswering = own.filter(({ id }) => id !== undefined && read.has(id)).length;
  const majority = Math.floor(voters.length / 2) + 1;
  // Where one server is all there is, there is none to spare.
  const spare = voters.length > 2 ? 1 : 0;
  if (answering < majority + spare)
    return `of the ${voters.length} voters that would stay only ${answering} answered, and ${majority + spare} are needed`;
  if (ownAnswering < Math.floor(own.length / 2) + 1 + (own.length > 2 ? 1 : 0))
    return `only ${ownAnswering} of the side's own ${own.length} voters answered; bring them back first`;
  return undefined;
}

/** A server of one side in the configuration of a server of the other, or of its own with others: kind R. */
export function isMerged(context: Context, sinceMs: number): boolean {
  return [...raftSince(context, sinceMs)].some(([server, reading]) => {
    const side = context.journal.case.members[server]?.side;
    return (
      side !== undefined &&
      side !== "apart" &&
      reading.peers.some(({ id }) => isOn(context, id, otherSide(side)))
    );
  });
}

function isOn({ journal }: Context, id: number | undefined, side: SideKey): boolean {
  return id !== undefined && journal.case.members[id]?.side === side;
}
