/** When a cut must not be generated, and what to do instead. The first reason that applies is given. */
import { nodeOfWanName } from "../consul/names.ts";
import type { Fleet, FleetMember } from "./fleet.ts";
import { lineText } from "./plainText.ts";
import type { SidesRule, Split } from "./sides.ts";
import type { PolicyOptions } from "./statement.ts";

export interface PolicyRefusal {
  readonly kind:
    | "mingled"
    | "contested"
    | "unassigned"
    | "sharedAddress"
    | "noAddress"
    | "noCommonFamily"
    | "emptySide"
    | "raftMerged";
  readonly message: string;
  readonly advice: string;
  /** Whom it is about; for `unassigned`, `contested` and `sharedAddress` those that need a side by hand. */
  readonly members: readonly FleetMember[];
}

export function refusalOf(
  fleet: Fleet,
  split: Split,
  rule: SidesRule,
  options: Pick<PolicyOptions, "ports" | "raftIsApart">,
): PolicyRefusal | undefined {
  return (
    mingled(fleet) ??
    undecided("contested", split.contested, "belong to both sides by these rules") ??
    undecided("unassigned", split.unassigned, "belong to neither side") ??
    sharedAddress(split) ??
    emptySide(split, rule) ??
    noCommonFamily(split) ??
    raftMerged(fleet, split, options)
  );
}

/** Names of a few members, and how many more there are. */
export function namesText(members: readonly FleetMember[], shown = 5): string {
  const names = members.slice(0, shown).map(({ name }) => lineText(name, 40));
  return `${names.join(", ")}${members.length > shown ? ` and ${members.length - shown} more` : ""}`;
}

/** One server in one pool twice, as `name` and as `name.dc`: kind M, where a cut removes healthy Raft peers. */
export function mingled({ members, kind }: Fleet): PolicyRefusal | undefined {
  if (kind !== "consul") return undefined;
  const places = new Set(members.map(({ ip, name }) => `${ip} ${name}`));
  const twice = members.filter(({ name, ip, datacenter }) => {
    const node = nodeOfWanName(name, datacenter);
    return ip !== "" && node !== undefined && places.has(`${ip} ${node}`);
  });
  if (twice.length === 0) return undefined;
  return {
    kind: "mingled",
    message: `LAN and WAN pool of one datacenter are mingled: ${namesText(twice)} stand for servers that are here under their own names too.`,
    advice:
      "Neither cut nor force-leave: both remove healthy servers from Raft. Stop all agents of the datacenter, delete serf/local.snapshot and serf/remote.snapshot, start servers, then clients, and join by the LAN port only.",
    members: twice,
  };
}

function undecided(
  kind: "contested" | "unassigned",
  members: readonly FleetMember[],
  what: string,
): PolicyRefusal | undefined {
  if (members.length === 0) return undefined;
  return {
    kind,
    message: `${members.length === 1 ? "One member does" : `${members.length} members do`} not have one side: ${namesText(members)} ${what}.`,
    advice: "Say for each: side A, side B, or neither. One forgotten member keeps the pools connected.",
    members,
  };
}

function sharedAddress({ a, b }: Split): PolicyRefusal | undefined {
  const owners = new Map(a.filter(({ ip }) => ip !== "").map((member) => [member.ip, member]));
  const shared = b.filter(({ ip }) => owners.has(ip));
  const [first] = shared;
  const other = first === undefined ? undefined : owners.get(first.ip);
  if (first === undefined || other === undefined) return undefined;
  return {
    kind: "sharedAddress",
    message: `${lineText(other.name, 40)} (side A, ${other.state}) and ${lineText(first.name, 40)} (side B, ${first.state}) have one address, ${first.ip}: a rule by address can't tell them apart.`,
    advice:
      "If one of them is long gone, leave it out of both sides. If both are behind one NAT address, cut before the translation.",
    members: shared,
  };
}

function emptySide({ a, b }: Split, rule: SidesRule): PolicyRefusal | undefined {
  const empty = a.length === 0 ? rule.a : b.length === 0 ? rule.b : undefined;
  if (empty !== undefined) {
    return {
      kind: "emptySide",
      message: `Nobody is on the side "${lineText(empty.name, 40)}".`,
      advice: "Check the datacenter's name or the ranges; a cut needs members on both sides.",
      members: [],
    };
  }
  const silent = [a, b].find((members) => members.every(({ ip }) => ip === ""));
  if (silent === undefined) return undefined;
  return {
    kind: "noAddress",
    message: "No member of one side has a known address.",
    advice: "Read the pool itself (HOST:PORT) or a list that shows addresses.",
    members: silent,
  };
}

/** IPv4 only here and IPv6 only there: what crosses comes from addresses that the pool does not show. */
function noCommonFamily({ a, b }: Split): PolicyRefusal | undefined {
  const families = (members: readonly FleetMember[]): Set<boolean> =>
    new Set(members.filter(({ ip }) => ip !== "").map(({ ip }) => ip.includes(":")));
  const inB = families(b);
  if ([...families(a)].some((family) => inB.has(family))) return undefined;
  return {
    kind: "noCommonFamily",
    message:
      "One side advertises IPv4 addresses only, the other IPv6 only: no rule by these addresses would match.",
    advice: "Find out from which addresses the packets really come, and name those as ranges of a side.",
    members: [],
  };
}

/** Whether servers of one datacenter name stand on both sides: only then can they vote together. */
export function mayShareRaft({ kind, plane }: Fleet, { a, b }: Pick<Split, "a" | "b">): boolean {
  if (kind !== "consul" || plane !== "lan") return false;
  const datacenters = new Set(a.filter(({ isServer }) => isServer).map(({ datacenter }) => datacenter));
  return b.some(({ isServer, datacenter }) => isServer && datacenters.has(datacenter));
}

/** Kind R: with foreign voters in Raft, a cut of the RPC port takes the quorum from both sides. */
function raftMerged(
  fleet: Fleet,
  split: Split,
  { ports, raftIsApart }: Pick<PolicyOptions, "ports" | "raftIsApart">,
): PolicyRefusal | undefined {
  if (!ports.serverRpc || raftIsApart || !mayShareRaft(fleet, split)) return undefined;
  return {
    kind: "raftMerged",
    message:
      "Both sides have servers of one datacenter name: Raft may be merged, and then a cut of the RPC port takes the quorum from both sides.",
    advice:
      "Cut gossip only. Force the foreign servers out on the leader's side, one at a time, until `consul operator raft list-peers -stale` shows own servers only on every server; then cut RPC.",
    members: [],
  };
}
