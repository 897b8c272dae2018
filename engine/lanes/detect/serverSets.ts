/**
 * Two server sets under one datacenter name: kind R when Raft has taken both in, kind P while it has not. Only Raft's
 * own lists tell the two apart, and without them kind R is not excluded.
 */
import type { SeenMember, RaftConfiguration } from "../../evidence/evidence.ts";
import { firstSeen, type Certainty, type Finding } from "../finding.ts";
import { byDatacenter, isLanSelf, sureness, type Pool, type Pools } from "../pools.ts";
import { FIRST, RUN } from "../steps.ts";
import { listed, namedAll, namesOf, subnetOf } from "../words.ts";
import { beganAtMs, largestWave } from "./waves.ts";
import { raftState, type RaftState } from "./raftState.ts";

/** What makes two sets of one datacenter's servers, and how much it says. */
interface Signal {
  readonly certainty: Certainty;
  readonly evidence: string;
  readonly foreign: readonly SeenMember[];
}

export function* serverSets({ pools, evidence }: Pools): Generator<Finding> {
  for (const pool of pools) {
    if (pool.plane !== "lan" || pool.product !== "consul") continue;
    for (const [datacenter, servers] of byDatacenter(pool.present.filter(isLanSelf))) {
      if (servers.length < 2) continue;
      const signals = signalsOf(pool, servers, evidence.raft);
      if (signals.length > 0) yield findingOf(pool, datacenter, servers, signals, evidence.raft);
    }
  }
}

function signalsOf(pool: Pool, servers: readonly SeenMember[], raft: readonly RaftConfiguration[]): Signal[] {
  const signals = [
    twoBootstraps(servers),
    arrivedTogether(pool, servers),
    twoRafts(servers, raft),
    twiceExpected(servers),
  ];
  return signals.flatMap((signal) => (signal === undefined ? [] : [signal]));
}

/** Each that is configured to elect itself has, unless it was started anew with old data. */
function twoBootstraps(servers: readonly SeenMember[]): Signal | undefined {
  const bootstraps = servers.filter(({ agent }) => agent.isBootstrap);
  if (bootstraps.length < 2) return undefined;
  const late = [...bootstraps].sort((a, b) => (a.firstSeenMs ?? 0) - (b.firstSeenMs ?? 0)).slice(1);
  return {
    certainty: "likely",
    evidence: `${namesOf(bootstraps)} are each configured to elect themselves (tag bootstrap)`,
    foreign: late,
  };
}

/** Servers and clients that come together were a pool before; servers alone may be a new generation. */
function arrivedTogether(pool: Pool, servers: readonly SeenMember[]): Signal | undefined {
  const wave = largestWave(pool.present, beganAtMs(pool.members));
  const newServers = wave?.newcomers.filter((member) => servers.includes(member)) ?? [];
  if (wave === undefined || newServers.length === 0) return undefined;
  if (!wave.earlier.some((member) => servers.includes(member))) return undefined;
  const hasClients = wave.newcomers.some(({ agent }) => agent.role === "client");
  const expects = new Set([...servers.map(({ agent }) => agent.expect)]);
  const isOtherSize = expects.size > 1;
  const isStrong = hasClients && (wave.isElsewhere || isOtherSize);
  const isWeak = wave.isElsewhere && (newServers.length >= 2 || isOtherSize);
  if (!isStrong && !isWeak) return undefined;
  return {
    certainty: isStrong ? "likely" : "possible",
    evidence:
      `${namesOf(wave.newcomers)} came at once` +
      (hasClients ? ", servers and clients together" : "") +
      (wave.isElsewhere ? ", all from other networks" : "") +
      (isOtherSize ? `, and the servers expect ${listed([...expects].map(String))}` : ""),
    foreign: wave.newcomers,
  };
}

/** Two Raft configurations without a common server, both of servers in this one pool. */
function twoRafts(servers: readonly SeenMember[], raft: readonly RaftConfiguration[]): Signal | undefined {
  const sets = raft.map((configuration) => ({
    configuration,
    members: servers.filter((server) => raftState(configuration).has(server)),
  }));
  for (const one of sets) {
    for (const other of sets) {
      const isApart =
        one.members.length > 0 &&
        other.members.length > 0 &&
        !shareServer(one.configuration, other.configuration);
      if (!isApart) continue;
      return {
        certainty: "certain",
        evidence: `two Raft configurations without a common server: ${namesOf(one.members)} (${one.configuration.from}); ${namesOf(other.members)} (${other.configuration.from})`,
        foreign: other.members,
      };
    }
  }
  return undefined;
}

function shareServer(one: RaftConfiguration, other: RaftConfiguration): boolean {
  const ids = new Set(one.peers.flatMap(({ id, address }) => [id, address]));
  return other.peers.some(({ id, address }) => ids.has(id) || ids.has(address));
}

/** Twice as many servers as each waited for, half of them in another network. */
function twiceExpected(servers: readonly SeenMember[]): Signal | undefined {
  const expect = servers[0]?.agent.expect ?? 0;
  if (expect < 1 || servers.some(({ agent }) => agent.expect !== expect)) return undefined;
  const subnets = new Map<string, SeenMember[]>();
  for (const server of servers) {
    const subnet = subnetOf(server.ip);
    subnets.set(subnet, [...(subnets.get(subnet) ?? []), server]);
  }
  const groups = [...subnets.values()];
  if (groups.length !== 2 || groups.some((group) => group.length < expect)) return undefined;
  return {
    certainty: "possible",
    evidence: `${servers.length} servers in two networks (${listed([...subnets.keys()])}), each of which expected ${expect}`,
    foreign: groups[1] ?? [],
  };
}

function findingOf(
  pool: Pool,
  datacenter: string,
  servers: readonly SeenMember[],
  signals: readonly Signal[],
  raft: readonly RaftConfiguration[],
): Finding {
  const order: readonly Certainty[] = ["certain", "likely", "possible"];
  const [best] = [...signals].sort((a, b) => order.indexOf(a.certainty) - order.indexOf(b.certainty));
  const foreign = best?.foreign ?? [];
  const state = stateOf(servers, foreign, raft);
  const isApart = state === "apart";
  const certainty = best?.certainty === "certain" && !isApart ? "likely" : (best?.certainty ?? "possible");
  const isOpen = state === "unread" || state === "oneSide";
  return {
    id: `mix/${isApart ? "P" : "R"}/${datacenter}`,
    kind: isApart ? "P" : "R",
    ...sureness(pool, certainty, isOpen ? `${RUN.raftBothSides}; and ${RUN.lanes}` : RUN.lanes),
    sentence: `Two server sets are in the LAN pool of ${datacenter}; ${STATE_WORDS[state]}.`,
    evidence: [
      ...signals.map((signal) => signal.evidence),
      `${pool.from}: servers ${namedAll(servers)}`,
      ...(state === "unread" ? ["Raft was not read, so kind R is not excluded"] : []),
    ],
    firstStep: isApart ? FIRST.plain : FIRST.raft,
    members: foreign,
    sinceMs: firstSeen(foreign),
  };
}

const STATE_WORDS: Readonly<Record<RaftState, string>> = {
  unread: "whether their Raft is one was not read",
  oneSide: "one side's Raft names its own servers only, the other side's was not read",
  apart: "their Rafts are apart, as of these lists",
  merged: "one Raft configuration names servers of both",
};

/** Whether Raft holds servers of both sets. */
function stateOf(
  servers: readonly SeenMember[],
  foreign: readonly SeenMember[],
  raft: readonly RaftConfiguration[],
): RaftState {
  const known = raft.filter(({ peers }) => peers.length > 0).map(raftState);
  const hasOwn = (index: number): boolean =>
    servers.some((server) => !foreign.includes(server) && known[index]?.has(server) === true);
  const hasForeign = (index: number): boolean => foreign.some((server) => known[index]?.has(server) === true);
  const indexes = [...known.keys()];
  if (indexes.some((index) => hasOwn(index) && hasForeign(index))) return "merged";
  const isOwnRead = indexes.some(hasOwn);
  const isForeignRead = indexes.some(hasForeign);
  if (isOwnRead && isForeignRead) return "apart";
  return isOwnRead || isForeignRead ? "oneSide" : "unread";
}
