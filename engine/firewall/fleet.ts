/** What a cut must know of a pool, wherever it was read: a live view, or lists that somebody pasted. */
import { NO_EVIDENCE, type Evidence, type SeenMember } from "../evidence/evidence.ts";
import { ViewReader } from "../evidence/fromView.ts";
import { poolsOf, type Pool } from "../lanes/pools.ts";
import { isPartialView } from "../view/cut.ts";
import type { MemberState, Plane, PoolKind, PoolView } from "../view/view.ts";

/** One member. Names are foreign text; `ip` is canonical, "" when unknown. */
export interface FleetMember {
  /** Row of the view, or position in the list. */
  readonly id: number;
  readonly name: string;
  readonly ip: string;
  /** Gossip port of the pool that was read. */
  readonly port: number;
  /** In Nomad the region, which is what its pools are made of. */
  readonly datacenter: string;
  readonly isServer: boolean;
  readonly state: MemberState;
  /** Where a Consul server's WAN name listens, and a server's RPC; 0 when it does not say. */
  readonly wanPort: number;
  readonly rpcPort: number;
  /** Release of the agent, "" when unsaid. */
  readonly build: string;
}

export interface Fleet {
  /** Shown name of the pool. */
  readonly name: string;
  readonly kind: PoolKind;
  readonly plane: Plane;
  readonly members: readonly FleetMember[];
  /** The list was filtered: there may be members that it does not show. */
  readonly isPartial?: boolean;
}

/** One agent's list: what it says of the members of a fleet. */
export interface ToldList {
  /** Name of the agent, "" when not known. */
  readonly teller: string;
  /** undefined where it does not name the member. */
  readonly stateOf: (id: number) => MemberState | undefined;
}

/** The members of a live view; who was reaped is nobody's neighbour any more. */
export function fleetOfView(view: PoolView): Fleet {
  const [pool] = poolsOf({ ...NO_EVIDENCE, lists: [new ViewReader().list(view)] }, []).pools;
  const members = (pool?.members ?? []).map((member) => memberOf(member, member.id ?? 0));
  const kind = pool === undefined || pool.product === "serf" ? view.info.kind : pool.product;
  const isPartial = isPartialView(view);
  return { name: view.info.name, kind, plane: pool?.plane ?? view.info.plane, members, isPartial };
}

/**
 * All lists of one plane as one fleet, the LAN before the WAN when nobody chose; undefined when there is none.
 * Whom several lists name has the state of the list that hears it best.
 */
export function fleetOfEvidence(
  evidence: Evidence,
  name: string,
  chosen?: Plane,
): { readonly fleet: Fleet; readonly lists: readonly ToldList[] } | undefined {
  const { pools } = poolsOf(evidence, []);
  const plane = chosen ?? (pools.some((pool) => pool.plane === "lan") ? "lan" : "wan");
  const told = pools.filter((pool) => pool.plane === plane && pool.members.length > 0);
  const [first] = told;
  if (first === undefined) return undefined;
  const members = new Map<string, FleetMember>();
  const lists = told.map((pool) => toldList(pool, members));
  const kind = told.find(({ product }) => product !== "serf")?.product ?? "serf";
  return { fleet: { name, kind, plane, members: [...members.values()] }, lists };
}

/** Takes a list's members in; the same name at the same address is the same member. */
function toldList(pool: Pool, members: Map<string, FleetMember>): ToldList {
  const states = new Map<number, MemberState>();
  for (const seen of pool.members) {
    const key = [seen.name, seen.ip, seen.port].join("\n");
    const known = members.get(key);
    const id = known?.id ?? members.size;
    states.set(id, seen.state);
    if (known === undefined) members.set(key, memberOf(seen, id));
    else if (seen.state === "alive") members.set(key, { ...known, state: "alive" });
  }
  return { teller: pool.teller, stateOf: (id) => states.get(id) };
}

function memberOf({ name, ip, port, state, agent }: SeenMember, id: number): FleetMember {
  const { product, role, region, datacenter, wanJoinPort: wanPort, rpcPort, build } = agent;
  const isServer = role === "server";
  const place = product === "nomad" ? region : datacenter;
  return { id, name, ip, port, state, datacenter: place, isServer, wanPort, rpcPort, build };
}
