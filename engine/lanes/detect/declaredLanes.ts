/** Lanes that somebody named: members of two of them in one pool are a mix, whatever else is known. */
import { parseIp } from "../../base/address.ts";
import type { SeenMember } from "../../evidence/evidence.ts";
import { firstSeen, type Finding } from "../finding.ts";
import { isAddressInLane, isInLane, type Lane } from "../lane.ts";
import { hasRaft, sureness, type Pool, type Pools } from "../pools.ts";
import { FIRST, RUN } from "../steps.ts";
import { counted, namedAll } from "../words.ts";
import { ipOf } from "./raftState.ts";
import { plainMembersOf } from "./plainMember.ts";

export function* declaredLanes(pools: Pools): Generator<Finding> {
  for (const pool of pools.pools) {
    if (plainMembersOf(pool).length > 0) continue;
    const inLanes = pools.lanes
      .map((lane) => ({ lane, members: pool.present.filter((member) => isInLane(lane, member)) }))
      .filter(({ members }) => members.length > 0)
      .sort((a, b) => b.members.length - a.members.length);
    const [own, ...others] = inLanes;
    if (own === undefined) continue;
    for (const other of others) yield findingOf(pools, pool, own, other);
  }
}

interface Side {
  readonly lane: Lane;
  readonly members: readonly SeenMember[];
}

function findingOf(pools: Pools, pool: Pool, own: Side, other: Side): Finding {
  const raft = raftOf(pools, own, other);
  const hasServers = [own, other].every(({ members }) =>
    members.some(({ agent }) => agent.role === "server"),
  );
  const isSameDatacenter = own.members.some(({ agent }) =>
    other.members.some((m) => m.agent.datacenter === agent.datacenter),
  );
  const couldMerge = pool.product === "consul" && pool.plane === "lan" && hasServers && isSameDatacenter;
  const kind = pool.plane === "wan" ? "W" : raft === "merged" || (couldMerge && raft !== "apart") ? "R" : "P";
  const isUnread = kind === "R" && raft !== "merged";
  return {
    id: `mix/${kind}/${[own.lane.name, other.lane.name].sort().join("/")}`,
    kind,
    ...sureness(pool, isUnread ? "likely" : "certain", RUN.raftBothSides),
    sentence: `${capital(counted(other.members.length, "member"))} of lane ${other.lane.name} and ${counted(own.members.length, "member")} of lane ${own.lane.name} are in one ${pool.plane.toUpperCase()} pool${kind === "R" && !isUnread ? ", and one Raft holds servers of both" : ""}.`,
    evidence: [
      `${pool.from}: ${namedAll(other.members)}`,
      ...(isUnread ? ["Raft of both sides was not read, so kind R is not excluded"] : []),
      ...(raft === "apart" ? ["each side's Raft names its own servers only"] : []),
    ],
    firstStep: firstStepOf(kind, isUnread || (pool.product === "consul" && !hasRaft(pools))),
    members: other.members,
    sinceMs: firstSeen(other.members),
  };
}

function firstStepOf(kind: "P" | "R" | "W", mustReadRaft: boolean): string {
  if (kind === "W") return FIRST.federation;
  if (mustReadRaft) return FIRST.readRaft;
  return kind === "R" ? FIRST.raft : FIRST.plain;
}

/** What Raft's lists say of two lanes, by the addresses of their peers. */
function raftOf({ evidence }: Pools, own: Side, other: Side): "merged" | "apart" | "unread" {
  const sides = evidence.raft.map(({ peers }) => {
    const ips = peers.flatMap(({ address }) => {
      const ip = parseIp(ipOf(address));
      return ip.ok ? [ip.value] : [];
    });
    const has = ({ lane, members }: Side): boolean =>
      ips.some((ip) => isAddressInLane(lane.ranges, ip) || members.some((member) => member.ip === ip));
    return { hasOwn: has(own), hasOther: has(other) };
  });
  if (sides.some(({ hasOwn, hasOther }) => hasOwn && hasOther)) return "merged";
  return sides.some(({ hasOwn }) => hasOwn) && sides.some(({ hasOther }) => hasOther) ? "apart" : "unread";
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
