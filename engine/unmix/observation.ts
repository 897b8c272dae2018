/** What was read at one moment of both sides, in the terms of a case: the only thing by which a step is ever done. */
import { isPresent, type Evidence } from "../evidence/evidence.ts";
import { poolsOf } from "../lanes/pools.ts";
import { ViewReader } from "../evidence/fromView.ts";
import { stateOf, type MemberState, type PoolView, type RaftPeer } from "../view/view.ts";
import type { RunbookCase } from "./case.ts";

/** One agent's list. */
export interface AgentReading {
  /** Member of the case whose list it is. */
  readonly agent: number;
  /** ms since 1970. */
  readonly atMs: number;
  /** undefined where it does not name the member. */
  readonly stateOf: (id: number) => MemberState | undefined;
}

/** Raft's configuration as one server gave it. */
export interface RaftReading {
  /** Member of the case that answered; undefined when nobody said which one. */
  readonly server: number | undefined;
  readonly atMs: number;
  readonly peers: readonly RaftMember[];
}

export interface RaftMember {
  /** undefined: no member of the case. */
  readonly id: number | undefined;
  readonly raftId: string;
  readonly voter: boolean;
  readonly leader: boolean;
}

/** One pair of a verification, as it is kept. */
export interface IsolationRow {
  readonly helper: number;
  readonly target: number;
  readonly verdict: "blocked" | "open" | "unknown";
  /** "" unless unknown. */
  readonly reason: string;
}

export interface Observation {
  readonly atMs: number;
  readonly lists: readonly AgentReading[];
  readonly raft: readonly RaftReading[];
  /** Names that take part and that the case does not know; printable after quoting. */
  readonly newcomers: readonly string[];
  /** Sentences about dead names that came back, and who kept them. */
  readonly returns: readonly string[];
}

/** Of a watched pool: the lists of all members that were asked. */
export function observeView(view: PoolView, runbookCase: RunbookCase): Observation {
  const reader = new ViewReader();
  const rows = reader.list(view).members;
  const caseIds = idsOf(runbookCase);
  const toCase = new Map<number, number>();
  const toRow = new Map<number, number>();
  for (const { id, name, ip } of rows) {
    const found = caseIds(name, ip);
    if (id === undefined || found === undefined) continue;
    toCase.set(id, found);
    toRow.set(found, id);
  }
  const lists = view.vantages.flatMap(({ member, states, answeredAtMs, problem }): AgentReading[] => {
    const agent = member === undefined ? undefined : toCase.get(member);
    if (agent === undefined || answeredAtMs === 0 || problem !== undefined) return [];
    const read = (id: number): MemberState | undefined => {
      const code = states[toRow.get(id) ?? -1] ?? 0;
      return code === 0 ? undefined : stateOf(code);
    };
    return [{ agent, atMs: answeredAtMs, stateOf: read }];
  });
  const byAddress = new Map(view.vantages.map(({ address, member }) => [address, member]));
  return {
    atMs: view.atMs,
    lists,
    raft: (view.raft ?? []).map(({ vantage, readAtMs, peers }) => ({
      server: toCase.get(byAddress.get(vantage) ?? -1),
      atMs: readAtMs,
      peers: raftMembers(runbookCase, peers),
    })),
    newcomers: rows
      .filter((row) => isPresent(row) && caseIds(row.name, row.ip) === undefined)
      .map(({ name }) => name),
    returns: view.findings.filter(({ kind }) => kind === "deadNameReturns").map(({ sentence }) => sentence),
  };
}

/** What somebody pasted, and whose agent printed it where the text does not say; "" when nobody knows. */
export interface ToldEvidence {
  readonly evidence: Evidence;
  readonly teller: string;
}

/** Of pasted output, all of it as old as `nowMs`: only lists that say whose they are count. */
export function observeEvidence(
  parts: readonly ToldEvidence[],
  runbookCase: RunbookCase,
  nowMs: number,
): Observation {
  const caseIds = idsOf(runbookCase);
  const agentOf = (teller: string): number | undefined => {
    const found = runbookCase.members.filter(({ name }) => name === teller);
    return found.length === 1 ? found[0]?.id : undefined;
  };
  const told = parts.flatMap(({ evidence, teller }) => {
    const pools = poolsOf(evidence, [])
      .pools.filter(({ plane }) => plane === runbookCase.plane)
      .map((pool) => ({ ...pool, agent: agentOf(pool.teller === "" ? teller : pool.teller) }));
    // Two lists of one agent are one table that fell apart: half of it would show the rest as gone.
    const isWhole = (agent: number | undefined): boolean =>
      pools.filter((pool) => pool.agent === agent).length === 1;
    return pools.map((pool) => ({ ...pool, agent: isWhole(pool.agent) ? pool.agent : undefined }));
  });
  const lists = told.flatMap(({ agent, members, isPartial }): AgentReading[] => {
    if (agent === undefined || isPartial) return [];
    const states = new Map(members.map(({ name, ip, state }) => [caseIds(name, ip), state]));
    return [{ agent, atMs: nowMs, stateOf: (id) => states.get(id) }];
  });
  const newcomers = told
    .flatMap(({ present }) => present)
    .filter(({ name, ip }) => caseIds(name, ip) === undefined);
  return {
    atMs: nowMs,
    lists,
    raft: parts.flatMap(({ evidence, teller }) =>
      evidence.raft.map(({ peers }) => ({
        server: agentOf(teller),
        atMs: nowMs,
        peers: raftMembers(runbookCase, peers),
      })),
    ),
    newcomers: [...new Set(newcomers.map(({ name }) => name))],
    returns: parts.flatMap(({ evidence }) =>
      evidence.returns.map(({ name, by }) => `${name} came back by ${by}`),
    ),
  };
}

/** By name and address; by name alone where a list has no address and one member only has that name. */
function idsOf({ members }: RunbookCase): (name: string, ip: string) => number | undefined {
  const exact = new Map(members.map(({ name, ip, id }) => [`${name}\n${ip}`, id]));
  const names = new Map<string, number | undefined>();
  for (const { name, id } of members) names.set(name, names.has(name) ? undefined : id);
  return (name, ip) => exact.get(`${name}\n${ip}`) ?? (ip === "" ? names.get(name) : undefined);
}

function raftMembers({ members }: RunbookCase, peers: readonly RaftPeer[]): RaftMember[] {
  return peers.map((peer) => {
    const host = peer.address.replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
    const at = members.filter(({ ip, isServer }) => isServer && ip !== "" && ip === host);
    const found = at.length === 1 ? at[0] : at.find(({ name }) => name === peer.node);
    return { id: found?.id, raftId: peer.id, voter: peer.voter, leader: peer.leader };
  });
}
