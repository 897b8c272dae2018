/**
 * Whether an observer may become a member of a pool, and what that means for the people who run it. A guest looks
 * first; what it saw decides. Source: the pool's own rules, consul leader.go shouldHandleMember, serf config.go.
 */
import { addressRange, formatAddress, type Address, type Cidr } from "../base/address.ts";
import type { PoolLane } from "../consul/merge.ts";
import { isConsulServer } from "../consul/merge.ts";
import { nodeOfWanName } from "../consul/names.ts";
import { isObserver } from "../consul/tags.ts";
import { memberRow, type MemberRow, type PoolInfo, type PoolProblem, type PoolView } from "../view/view.ts";

/** Under which name and address somebody wants to join. */
export interface MemberWish {
  readonly name: string;
  readonly address: Address;
}

/** Names that upstream allows where it checks them. Source: serf serf.go, validateNodeName. */
const NAME = /^[A-Za-z0-9.-]{1,128}$/;

/** Why nobody joins this pool as a member, known before it is even looked at. */
export function refusalOfPool({ name, plane, environment, kind }: PoolInfo): PoolProblem | undefined {
  if (environment === "production") {
    return refused(`${name} is marked as production: it is watched as a guest, never joined.`, GUEST);
  }
  if (plane === "wan") {
    const why = "a WAN pool takes only Consul servers, and whoever poses as one appears in the catalog";
    return refused(`${name} is a WAN pool: ${why}.`, GUEST);
  }
  if (kind === "nomad") return refused(`${name} is a pool of Nomad servers, which only servers join.`, GUEST);
  return undefined;
}

/** Why we don't become a member of the pool that was looked at; undefined when nothing speaks against it. */
export function refusalToJoin({ name, address }: MemberWish, view: PoolView): PoolProblem | undefined {
  const pool = refusalOfPool(view.info);
  if (pool !== undefined) return pool;
  const members = rowsOf(view);
  if (!NAME.test(name)) {
    return refused(`"${name}" is no name for a member.`, "Use up to 128 letters, digits, dots and dashes.");
  }
  const namesake = members.find((member) => member.name === name && !isFormerObserver(member));
  if (namesake !== undefined) {
    const why = `it is ${namesake.state} at ${namesake.address}. Two members of one name make a real agent leave`;
    return refused(`The pool knows a member ${name}: ${why}.`, "Choose another name.");
  }
  const neighbour = members.find(
    (member) => member.address === formatAddress(address) && member.state !== "left",
  );
  if (neighbour !== undefined) {
    return refused(
      `${neighbour.address} is the address of ${neighbour.name}.`,
      "Choose another address or port.",
    );
  }
  return riskToLanes(members) ?? unreachableFromPool(address, members);
}

/** What joining brings, and what it leaves behind: to be read and confirmed before it happens. */
export function consequencesOfJoining(wish: MemberWish, view: PoolView): string {
  const others = rowsOf(view).filter(({ state }) => state === "alive").length;
  const hours = view.info.kind === "consul" ? 72 : 24;
  const catalog =
    view.info.kind === "consul"
      ? " It is not registered in Consul's catalog; the leader notes once a minute that it skips it."
      : "";
  return [
    `This joins ${view.info.name} as a member: ${wish.name} at ${formatAddress(wish.address)} appears in the lists of all members (${others} alive now), is probed by them and has to answer.${catalog}`,
    `Detaching leaves gracefully: the pool shows ${wish.name} as left, and forgets it after 24 hours.`,
    `A crash, a cut connection or a laptop that goes to sleep leaves ${wish.name} behind as failed: for ${hours} hours it stays in the lists, raises alerts on failed members, and every 30 seconds somebody tries to reach it. Take it out with force-leave.`,
    "If members of another pool appear, it stops exchanging states and passing anything on, and leaves.",
  ].join("\n");
}

/** The pool as it was seen: whoever is none of it is kept out. `isKnown` asks for names that came since. */
export function laneOf(
  view: PoolView,
  ranges: readonly Cidr[],
  ownName: string,
  isKnown: (name: string) => boolean,
): PoolLane {
  const members = rowsOf(view);
  const seen = new Set(members.map(({ name }) => name));
  const isConsul = members.some(isConsulAgent);
  const guests = isConsul ? members.filter((member) => !isConsulAgent(member)).map(({ name }) => name) : [];
  return {
    product: isConsul ? "consul" : "serf",
    plane: "lan",
    datacenter: members.find(isConsulAgent)?.tags["dc"] ?? "",
    ranges,
    isKnown: (name) => seen.has(name) || isKnown(name),
    guests: [...guests, ownName],
  };
}

const GUEST = "Observe it as a guest (shadow): that shows the members and leaves no trace.";

function riskToLanes(members: readonly MemberRow[]): PoolProblem | undefined {
  const agents = members.filter((member) => isConsulAgent(member) && member.state !== "left");
  const datacenters = [...new Set(agents.map(({ tags }) => tags["dc"] ?? ""))];
  if (datacenters.length > 1) {
    const names = datacenters.map((name) => name || "none").join(" and ");
    return refused(`Members of ${names} are in this pool: it looks mixed, or it is a WAN pool.`, GUEST);
  }
  const stray = agents.find(
    ({ name, tags }) =>
      nodeOfWanName(name, tags["dc"] ?? "") !== undefined &&
      tags["wan_join_port"] === undefined &&
      isServer(tags),
  );
  if (stray === undefined) return undefined;
  return refused(`${stray.name} is a member of a WAN pool: a LAN and a WAN pool may be mixed here.`, GUEST);
}

/** A member that the others cannot reach would be suspected at once, and again and again. */
function unreachableFromPool(address: Address, members: readonly MemberRow[]): PoolProblem | undefined {
  const isLocal = addressRange(address.ip) === "loopback";
  const stranger = members.find(({ ip, state }) => state === "alive" && isLoopback(ip) !== isLocal);
  if (stranger === undefined) return undefined;
  const text = formatAddress(address);
  return refused(
    `${stranger.name} at ${stranger.address} cannot reach ${text}: one of them is a loopback address.`,
    "Choose an address of this machine that all members can reach.",
  );
}

/** Somebody like us who has left: nobody holds that name any more. */
function isFormerObserver({ state, tags }: MemberRow): boolean {
  return state === "left" && isObserver(Object.entries(tags));
}

function isLoopback(ip: string): boolean {
  return ip !== "" && addressRange(ip) === "loopback";
}

function isConsulAgent({ tags }: MemberRow): boolean {
  return tags["role"] === "consul" || tags["role"] === "node";
}

function isServer(tags: Readonly<Record<string, string>>): boolean {
  return isConsulServer(Object.entries(tags));
}

function rowsOf(view: PoolView): MemberRow[] {
  const rows = Array.from({ length: view.count }, (_, id) => memberRow(view, id));
  return rows.filter(({ state }) => state !== "reaped");
}

function refused(message: string, advice: string): PoolProblem {
  return { kind: "refused", message, advice };
}
