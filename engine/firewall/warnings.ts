/** What somebody should know before a set is applied: one sentence each. */
import { cidrContains } from "../base/address.ts";
import type { Fleet, FleetMember } from "./fleet.ts";
import { lineText } from "./plainText.ts";
import type { PolicyOptions, Side } from "./statement.ts";
import { mayShareRaft, namesText } from "./refusal.ts";
import type { Split } from "./sides.ts";

/** Above so many ranges a chain that is walked rule by rule costs every packet. */
const RANGES_MAX = 500;

export function warningsOf(fleet: Fleet, split: Split, a: Side, b: Side, options: PolicyOptions): string[] {
  return [
    ...hiddenMembers(fleet),
    ...federation(fleet, a, b),
    ...raft(fleet, split, options),
    ...[a, b].flatMap((side) => [
      ...observer(side, options.observerIps),
      ...sharedAddresses(side),
      ...addressless(side),
      ...wanPortInGossip(fleet, side, options),
      ...defaults(side),
      ...tooManyRanges(side),
    ]),
    ...otherFamily(a, b),
    ...otherFamily(b, a),
    ...apart(split, a, b),
  ];
}

/** One member that was forgotten keeps two pools together. */
function hiddenMembers({ isPartial }: Fleet): string[] {
  if (isPartial !== true) return [];
  return [
    "The member list was filtered by ACLs: who is missing from it is missing from these rules, and one forgotten member keeps the pools together. Read it with a token that may read every node first.",
  ];
}

function federation({ plane, kind }: Fleet, a: Side, b: Side): string[] {
  if (plane !== "wan" || kind !== "consul") return [];
  return [
    `This is a WAN pool, where servers of ${a.name} and ${b.name} may meet on purpose: the cut un-federates the two datacenters.`,
  ];
}

function raft(fleet: Fleet, split: Split, { raftIsApart }: PolicyOptions): string[] {
  if (raftIsApart || !mayShareRaft(fleet, split)) return [];
  return [
    "Both sides have servers of one datacenter name: Raft may be merged. Run `consul operator raft list-peers -stale` on every server first; leave the RPC port open while foreign servers are in it.",
  ];
}

function observer(side: Side, observerIps: readonly string[]): string[] {
  const own = observerIps.filter((ip) => side.ranges.some((range) => cidrContains(range, ip)));
  if (own.length === 0) return [];
  return [
    `Your own address ${own.join(", ")} is in ${side.name}: what you send to the other side's gossip ports is dropped too. SSH is untouched.`,
  ];
}

function sharedAddresses({ members, name }: Side): string[] {
  const byIp = new Map<string, FleetMember[]>();
  for (const member of members) byIp.set(member.ip, [...(byIp.get(member.ip) ?? []), member]);
  return [...byIp]
    .filter(([ip, sharing]) => ip !== "" && sharing.length > 1)
    .slice(0, 10)
    .map(
      ([ip, sharing]) =>
        `${sharing.length} members of ${name} share ${ip} (${namesText(sharing, 3)}). If that is NAT, packets may come from another address than the one advertised: verify, or cut before the translation.`,
    );
}

function addressless({ members, name }: Side): string[] {
  const silent = members.filter(({ ip }) => ip === "");
  if (silent.length === 0) return [];
  return [
    `No address is known for ${namesText(silent)} of ${name}: these are not cut off, and may keep the pools connected.`,
  ];
}

/** A port that is LAN gossip here and WAN gossip there can't be closed for one only. */
function wanPortInGossip({ plane }: Fleet, side: Side, { ports }: PolicyOptions): string[] {
  if (plane !== "lan" || ports.wan) return [];
  const closed = new Set(side.ports.flatMap((group) => group.ports));
  const both = side.members.filter(({ wanPort }) => closed.has(wanPort));
  if (both.length === 0) return [];
  return [
    `The WAN port of ${namesText(both)} is a LAN gossip port of others in ${side.name}: WAN edges to it are cut as well.`,
  ];
}

function defaults({ ports, name }: Side): string[] {
  return ports
    .filter(({ isDefault }) => isDefault)
    .map(
      ({ purpose, ports: [port] }) =>
        `No server of ${name} names its port for ${purpose}: the default, ${port ?? ""}, was taken.`,
    );
}

function tooManyRanges({ ranges, name }: Side): string[] {
  if (ranges.length <= RANGES_MAX) return [];
  return [
    `${name} is ${ranges.length} ranges. nftables looks them up as one set; iptables walks them one by one. Accept wider ranges, or use nftables.`,
  ];
}

function apart({ apart: left }: Split, a: Side, b: Side): string[] {
  if (left.length === 0) return [];
  const covered = left.filter(({ ip }) => ip !== "" && [...a.ips, ...b.ips].includes(ip));
  const first = `${namesText(left)} ${left.length === 1 ? "is" : "are"} in neither side, by choice: whoever gossips with both sides keeps them connected.`;
  return covered.length === 0
    ? [first]
    : [first, `${lineText(namesText(covered))} shares an address with a side and is cut with it.`];
}

/** Members whose advertised family nobody on the other side has. */
function otherFamily(side: Side, there: Side): string[] {
  const odd = side.members.filter(
    ({ ip }) => ip !== "" && !there.ips.some((other) => other.includes(":") === ip.includes(":")),
  );
  if (odd.length === 0) return [];
  const family = odd[0]?.ip.includes(":") === true ? "IPv6" : "IPv4";
  return [
    `${namesText(odd)} of ${side.name} advertise ${family}, which nobody of ${there.name} does: if they gossip across, it is from an address that the pool does not show, and these rules do not match it.`,
  ];
}
