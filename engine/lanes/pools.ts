/** Lists of members with what every detection needs of them: which pool it is, who is in it, whose product. */
import type { Product } from "../consul/agentFacts.ts";
import { nodeOfWanName } from "../consul/names.ts";
import { isPresent, type Evidence, type SeenMember, type MemberList } from "../evidence/evidence.ts";
import type { Plane } from "../view/view.ts";
import type { Finding } from "./finding.ts";
import type { Lane } from "./lane.ts";
import { RUN } from "./steps.ts";

/** One list, its pool decided by the names in it; a wrong guess by port is put right. */
export interface Pool extends Omit<MemberList, "plane"> {
  readonly plane: Plane;
  /** Consul as soon as one member is Consul's. */
  readonly product: Product;
  /** Those who take part. */
  readonly present: readonly SeenMember[];
}

export interface Pools {
  readonly evidence: Evidence;
  readonly pools: readonly Pool[];
  readonly lanes: readonly Lane[];
}

export function poolsOf(evidence: Evidence, lanes: readonly Lane[]): Pools {
  return { evidence, lanes, pools: evidence.lists.map(poolOf) };
}

function poolOf(list: MemberList): Pool {
  const present = list.members.filter((member) => isPresent(member) && member.known !== "nothing");
  return { ...list, plane: planeOf(list, present), product: productOf(present), present };
}

/** A server under its WAN name, `node.dc`. Its LAN self alone says where the WAN listens. */
export function isWanSelf({ name, agent }: SeenMember): boolean {
  const isServer = agent.product === "consul" && agent.role === "server";
  return isServer && agent.wanJoinPort === 0 && nodeOfWanName(name, agent.datacenter) !== undefined;
}

/** A server under its LAN name. */
export function isLanSelf(member: SeenMember): boolean {
  return member.agent.product === "consul" && member.agent.role === "server" && !isWanSelf(member);
}

/** Clients are never in a WAN pool, WAN names never alone in a LAN pool; otherwise what was said counts. */
function planeOf({ plane }: MemberList, present: readonly SeenMember[]): Plane {
  const wanSelves = present.filter(isWanSelf).length;
  const others = present.filter(({ agent }) => agent.product === "consul").length - wanSelves;
  if (present.some(({ agent }) => agent.product === "nomad") && others + wanSelves === 0) return "wan";
  if (wanSelves > 0 && others === 0) return "wan";
  if (wanSelves === 0) return plane === "wan" && others === 0 ? "wan" : "lan";
  if (plane !== undefined) return plane;
  const hasClient = present.some(({ agent }) => agent.role === "client");
  return !hasClient && wanSelves >= others ? "wan" : "lan";
}

function productOf(present: readonly SeenMember[]): Product {
  const products = new Set(present.map(({ agent }) => agent.product));
  if (products.has("consul")) return "consul";
  return products.has("nomad") ? "nomad" : "serf";
}

/** Present members by datacenter, those without one left out. */
export function byDatacenter(members: readonly SeenMember[]): ReadonlyMap<string, SeenMember[]> {
  const groups = new Map<string, SeenMember[]>();
  for (const member of members) {
    const { datacenter } = member.agent;
    if (datacenter === "") continue;
    const group = groups.get(datacenter);
    if (group === undefined) groups.set(datacenter, [member]);
    else group.push(member);
  }
  return groups;
}

/** Whose pool it is: what it began as, the teller's datacenter, or that of most members. */
export function ownDatacenter(pool: Pool, groups: ReadonlyMap<string, readonly SeenMember[]>): string {
  if (groups.has(pool.beganAs)) return pool.beganAs;
  const teller = pool.members.find(({ name }) => name === pool.teller)?.agent.datacenter ?? "";
  if (groups.has(teller)) return teller;
  const bySize = [...groups].sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1));
  return bySize[0]?.[0] ?? "";
}

/** Whether any Raft configuration was read at all. */
export function hasRaft({ evidence }: Pools): boolean {
  return evidence.raft.some(({ peers }) => peers.length > 0);
}

/** How sure a finding of one list can be: rows that may be of several agents make nothing certain. */
export function sureness(
  { isLoose }: Pick<MemberList, "isLoose">,
  certainty: Finding["certainty"],
  toBeCertain: string,
): Pick<Finding, "certainty" | "toBeCertain"> {
  if (certainty !== "certain") return { certainty, toBeCertain };
  return isLoose ? { certainty: "likely", toBeCertain: RUN.oneList } : { certainty, toBeCertain: "" };
}
