/** A watched pool as evidence: its rows as one list, and who of the asked members lists whom. */
import { NO_FACTS, type AgentFacts } from "../consul/agentFacts.ts";
import { agentFacts } from "../consul/members.ts";
import { stateCode, stateOf, tagRecord, type MemberId, type PoolView, type Vantage } from "../view/view.ts";
import type { SeenMember, MemberList, OneSided } from "./evidence.ts";

/** The part of a view that is looked at; the observer gives its own table without copying it. */
export type ViewRows = Pick<PoolView, "info" | "count" | "strings" | "tagSets" | "columns">;

/** Members that are compared with each other, pair by pair. */
const VANTAGES_MAX = 64;
const ONE_SIDED_MAX = 20;
/** A lister that answered so long before the other one may be gone since, ms. */
const LATELY_MS = 60_000;
/** So many members tell what a pool consists of; one alone may be its first. */
const BEGINNERS_MIN = 2;

/** Reads one view again and again; facts of tags that were read before are kept. */
export class ViewReader {
  private readonly facts = new Map<number, AgentFacts>();
  /** As last read: most members of a large pool have not changed since. */
  private readonly last: SeenMember[] = [];

  /** Everybody but the reaped, as one list. */
  list(view: ViewRows): MemberList {
    const members: SeenMember[] = [];
    for (let id = 0; id < view.count; id += 1) {
      if (stateOf(view.columns.state[id]) !== "reaped") members.push(this.member(view, id));
    }
    return {
      from: view.info.name,
      teller: "",
      plane: view.info.plane,
      isPartial: false,
      isLoose: false,
      beganAs: beganAs(members),
      members,
    };
  }

  member(view: ViewRows, id: MemberId): SeenMember {
    const { columns, strings } = view;
    const ip = strings[columns.ip[id] ?? 0] ?? "";
    const port = columns.port[id] ?? 0;
    const state = stateOf(columns.state[id]);
    const agent = ip === "" ? NO_FACTS : this.factsOf(view, id);
    const last = this.last[id];
    if (last?.ip === ip && last.port === port && last.state === state && last.agent === agent) return last;
    const known = ip === "" ? "nothing" : "tags";
    const name = strings[columns.name[id] ?? 0] ?? "";
    const read = { name, ip, port, state, agent, known, firstSeenMs: columns.firstSeenMs[id], id } as const;
    this.last[id] = read;
    return read;
  }

  private factsOf(view: ViewRows, id: MemberId): AgentFacts {
    const tagSet = view.columns.tags[id] ?? 0;
    const known = this.facts.get(tagSet);
    if (known !== undefined) return known;
    const facts = agentFacts(tagRecord(view, id));
    this.facts.set(tagSet, facts);
    return facts;
  }
}

/** The one datacenter of the first answer, when that named several members and all of one. */
function beganAs(members: readonly SeenMember[]): string {
  let began = Infinity;
  for (const { firstSeenMs } of members) began = Math.min(began, firstSeenMs ?? Infinity);
  const first = members.filter(({ firstSeenMs, known }) => firstSeenMs === began && known !== "nothing");
  const datacenters = new Set(first.map(({ agent }) => agent.datacenter));
  const [only = ""] = datacenters;
  return datacenters.size === 1 && first.length >= BEGINNERS_MIN ? only : "";
}

/** Pairs of asked members, one of whom lists the other and is not listed by it. */
export function oneSided(view: ViewRows, vantages: readonly Vantage[], reader: ViewReader): OneSided[] {
  const asked = vantages
    .filter(
      ({ member, problem, answeredAtMs }) =>
        member !== undefined && problem === undefined && answeredAtMs > 0,
    )
    .sort((a, b) => b.answeredAtMs - a.answeredAtMs)
    .slice(0, VANTAGES_MAX);
  const found: OneSided[] = [];
  for (const lister of asked) {
    for (const other of asked) {
      const [a, b] = [lister.member, other.member];
      if (a === undefined || b === undefined || a === b || found.length >= ONE_SIDED_MAX) continue;
      if (lister.states[b] !== stateCode("alive") || (other.states[a] ?? 0) !== stateCode("unknown"))
        continue;
      const forMs = other.answeredAtMs - (view.columns.firstSeenMs[a] ?? Infinity);
      const isOld = lister.answeredAtMs < other.answeredAtMs - LATELY_MS;
      if (stateOf(view.columns.state[a]) !== "alive" || forMs <= 0 || isOld) continue;
      found.push({ lister: reader.member(view, a), unlisting: reader.member(view, b), forMs });
    }
  }
  return found;
}
