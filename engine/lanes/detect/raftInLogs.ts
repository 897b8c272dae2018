/** Kind R, from a server's log: peers are taken in that bring a Raft history of their own, or quorum went at once. */
import type { AgentLog, LogFact } from "../../evidence/logFact.ts";
import type { Finding } from "../finding.ts";
import type { Pools } from "../pools.ts";
import { FIRST, RUN } from "../steps.ts";
import { counted, listed } from "../words.ts";

/** A new server has no log; one that has more than this brings its own. */
const FRESH_LOG_NEXT_MAX = 2;

export function* raftInLogs({ evidence }: Pools): Generator<Finding> {
  for (const log of evidence.logs) {
    const finding = takenIn(log) ?? bootstrapConflict(log) ?? quorumLost(log);
    if (finding !== undefined) yield finding;
  }
}

function takenIn(log: AgentLog): Finding | undefined {
  const added = of(log, "raftPeerAdded");
  const forced = of(log, "raftHistoryForced").filter(
    ({ address, next }) => next > FRESH_LOG_NEXT_MAX && added.some((peer) => peer.address === address),
  );
  const [first] = forced;
  const peers = [...new Set(forced.map(({ address }) => address))];
  // Under both its names a server is added again and again: that is the mingle's finding.
  const hasWanNames = of(log, "serverSeen").some(({ name, datacenter }) => name.endsWith(`.${datacenter}`));
  if (first === undefined || peers.length < 2 || hasWanNames) return undefined;
  const promoted = of(log, "raftPeerPromoted").filter(({ address }) => peers.includes(address));
  return {
    ...raftFinding(log, "likely", first),
    sentence: `${counted(peers.length, "server")} with a Raft history of ${peers.length === 1 ? "its" : "their"} own ${peers.length === 1 ? "was" : "were"} taken into this Raft: two server sets became one.`,
    evidence: [
      `${log.from}, line ${first.line}: ${listed(peers)} added, and their logs overwritten from index ${first.next} on`,
      ...promoted.slice(0, 1).map(({ address, line }) => `line ${line}: ${address} became a voter`),
    ],
    firstStep: FIRST.raft,
  };
}

function bootstrapConflict(log: AgentLog): Finding | undefined {
  const [first] = of(log, "bootstrapConflict");
  if (first === undefined) return undefined;
  return {
    ...raftFinding(log, "likely", first),
    id: `mix/P/bootstrap/${[first.node, first.other].sort().join("/")}`,
    kind: "P",
    sentence: `${first.node} and ${first.other} each elected themselves and are in one LAN pool; Raft keeps them apart for now.`,
    evidence: [
      `${log.from}, line ${first.line}: two nodes are in bootstrap mode`,
      "Raft was not read, so kind R is not excluded",
    ],
    firstStep: FIRST.readRaft,
  };
}

/** Half of the servers gone within the log, and no leader: an outage, or a cut through merged Rafts. */
function quorumLost(log: AgentLog): Finding | undefined {
  const [lost] = of(log, "quorumLost");
  const failed = of(log, "memberFailed").filter(({ plane }) => plane !== "wan");
  if (lost === undefined || failed.length < 3) return undefined;
  return {
    ...raftFinding(log, "possible", lost),
    sentence: `${listed(failed.map(({ name }) => name))} failed together and there is no leader: an outage, or a cut between server sets whose Raft was one.`,
    evidence: [`${log.from}, line ${failed[0]?.line ?? 0}: first failure`, `line ${lost.line}: no leader`],
    firstStep: FIRST.reopenRaft,
  };
}

function raftFinding(
  { from }: AgentLog,
  certainty: "likely" | "possible",
  { atMs }: LogFact,
): Omit<Finding, "sentence" | "evidence" | "firstStep"> {
  return {
    id: `mix/R/${from}`,
    kind: "R",
    certainty,
    toBeCertain: `${RUN.raftBothSides}; and ${RUN.lanes}`,
    members: [],
    sinceMs: atMs,
  };
}

function of<Kind extends LogFact["kind"]>(
  { facts }: AgentLog,
  kind: Kind,
): (LogFact & { readonly kind: Kind })[] {
  return facts.filter((fact): fact is LogFact & { readonly kind: Kind } => fact.kind === kind);
}
