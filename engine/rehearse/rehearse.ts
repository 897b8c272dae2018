/** Plays what a fleet of config files would do once deployed: which pools become one, by which line, and how fast. */
import type { Fleet } from "../lint/model/fleet.ts";
import type { Where } from "../lint/model/located.ts";
import { play, type Played } from "./play.ts";
import { setStage } from "./contacts.ts";
import type { Actor, Contact, Pool } from "./stage.ts";

/** What kept two pools apart although they met. */
export type Barrier =
  "datacenter name" | "segment" | "server role" | "gossip key" | "label" | "node id" | "other";

export interface Crossing {
  readonly from: Pool;
  readonly to: Pool;
  /** Who would make the contact, and to whom. */
  readonly by: string;
  readonly target: string;
  /** The entry as written, and `dc2/server.hcl:9`. */
  readonly text: string;
  readonly place: string;
  readonly at: Where;
  /** `merged`: some member has one of the other pool in its list. `held`: they met, and a barrier kept them apart. */
  readonly outcome: "merged" | "held";
  readonly played: Played;
  /** Of a held one: what held, and what would be without any barrier. */
  readonly barriers: readonly Barrier[];
  readonly unguarded: Played | undefined;
}

/** All pools that become one, with everything at once. */
export interface Merge {
  readonly pools: readonly Pool[];
  readonly played: Played;
  readonly places: readonly string[];
}

export interface Rehearsal {
  readonly pools: readonly { readonly pool: Pool; readonly members: number; readonly strangers: number }[];
  readonly crossings: readonly Crossing[];
  readonly merges: readonly Merge[];
  readonly unplayed: readonly { readonly place: string; readonly text: string; readonly why: string }[];
  readonly assumptions: readonly string[];
}

/** Members of one pool that play; more of the same kind add nothing but time. */
const POOL_ACTORS_MAX = 24;
/** Lines that are played; a fleet with more has one mistake many times. */
const CROSSINGS_MAX = 60;
const UNPLAYED_MAX = 200;

export function rehearse(fleet: Fleet): Rehearsal {
  const { actors, crossings: contacts, unplayed, assumptions } = setStage(fleet);
  const met = contacts.slice(0, CROSSINGS_MAX);
  const crossings = met.map((contact) => crossing(contact, actors, fleet));
  const left = contacts.length - met.length;
  const placed = unplayed
    .slice(0, UNPLAYED_MAX)
    .map(({ at, text, why }) => ({ place: fleet.describe(at), text, why }));
  return {
    pools: poolsOf(actors),
    crossings,
    merges: mergesOf(met, crossings, actors, fleet),
    unplayed: placed,
    assumptions:
      left === 0 ? assumptions : [...assumptions, `${left} more contacts between pools were not played.`],
  };
}

function crossing(contact: Contact, actors: readonly Actor[], fleet: Fleet): Crossing {
  const { from, to, at, text } = contact;
  const cast = castOf([from.pool, to.pool], [contact], actors);
  const played = play(cast, [contact], true);
  const isHeld = played.firstMs === undefined;
  return {
    ...{ from: from.pool, to: to.pool, by: from.name, target: to.name, text, at, played },
    place: fleet.describe(at),
    outcome: isHeld ? "held" : "merged",
    barriers: isHeld ? barriersIn(played.refusals, contact) : [],
    unguarded: isHeld ? play(cast, [contact], false) : undefined,
  };
}

/** Of each pool those who make contact, and some more. */
function castOf(pools: readonly Pool[], contacts: readonly Contact[], actors: readonly Actor[]): Actor[] {
  const needed = new Set(contacts.flatMap(({ from, to }) => [from, to]));
  return pools.flatMap((pool) => {
    const members = actors.filter((actor) => actor.pool === pool);
    const first = members.filter((actor) => needed.has(actor));
    const rest = members.filter((actor) => !needed.has(actor));
    return [...first, ...rest].slice(0, Math.max(POOL_ACTORS_MAX, first.length));
  });
}

const BARRIER_WORDS: readonly (readonly [RegExp, Barrier])[] = [
  [/wrong datacenter/, "datacenter name"],
  [/wrong segment/, "segment"],
  [/is not a server/, "server role"],
  [/conflicting node ID/, "node id"],
  [/decrypt|encrypt/i, "gossip key"],
  [/label/i, "label"],
];

/** A peer that only hangs up says nothing; then the two ends' own settings tell. */
function barriersIn(refusals: readonly string[], { from, to }: Contact): Barrier[] {
  const found = new Set<Barrier>();
  for (const refusal of refusals)
    for (const [words, barrier] of BARRIER_WORDS) if (words.test(refusal)) found.add(barrier);
  if (from.label !== to.label) found.add("label");
  if (found.size === 0) found.add("other");
  return [...found];
}

/** Groups of pools that hang together by contacts that merged; each is played once more as a whole. */
function mergesOf(
  contacts: readonly Contact[],
  crossings: readonly Crossing[],
  actors: readonly Actor[],
  fleet: Fleet,
): Merge[] {
  const merged = contacts.filter((_, index) => crossings[index]?.outcome === "merged");
  const groups: { pools: Set<Pool>; contacts: Contact[] }[] = [];
  for (const contact of merged) {
    const touching = groups.filter(({ pools }) => pools.has(contact.from.pool) || pools.has(contact.to.pool));
    const group = {
      pools: new Set([contact.from.pool, contact.to.pool, ...touching.flatMap(({ pools }) => [...pools])]),
      contacts: [...touching.flatMap((one) => one.contacts), contact],
    };
    for (const one of touching) groups.splice(groups.indexOf(one), 1);
    groups.push(group);
  }
  return groups.map(({ pools, contacts: own }) => ({
    pools: [...pools],
    played: play(castOf([...pools], own, actors), own, true),
    places: [...new Set(own.map(({ at }) => fleet.describe(at)))],
  }));
}

function poolsOf(actors: readonly Actor[]): Rehearsal["pools"] {
  const found = new Map<Pool, { pool: Pool; members: number; strangers: number }>();
  for (const { pool, agent } of actors) {
    const row = found.get(pool) ?? { pool, members: 0, strangers: 0 };
    if (agent === undefined) row.strangers += 1;
    else row.members += 1;
    found.set(pool, row);
  }
  return [...found.values()];
}
