/** Kinds P and B, from logs: a server of another datacenter in the LAN pool; a member that the leader cannot place. */
import type { LogFact } from "../../evidence/logFact.ts";
import type { Finding } from "../finding.ts";
import type { Pools } from "../pools.ts";
import { FIRST } from "../steps.ts";
import { listed } from "../words.ts";

export function* serversInLogs({ evidence }: Pools): Generator<Finding> {
  for (const { from, facts } of evidence.logs) {
    yield* foreignServers(from, facts);
    yield* unplaced(from, facts);
  }
}

function* foreignServers(from: string, facts: readonly LogFact[]): Generator<Finding> {
  const seen = facts.filter(
    (fact): fact is Extract<LogFact, { kind: "serverSeen" }> => fact.kind === "serverSeen",
  );
  const datacenters = [...new Set(seen.map(({ datacenter }) => datacenter))].sort();
  if (datacenters.length < 2) return;
  const [first] = seen.filter(({ datacenter }) => datacenter !== seen[0]?.datacenter);
  yield {
    id: `mix/P/${datacenters.join("/")}`,
    kind: "P",
    certainty: "likely",
    sentence: `Servers of ${listed(datacenters)} are in one LAN pool.`,
    evidence: [
      `${from}, line ${first?.line ?? 0}: ${first?.name ?? ""} of ${first?.datacenter ?? ""}`,
      "Raft was not read, so kind R is not excluded",
    ],
    toBeCertain: "run `consul members -detailed` on this agent",
    firstStep: FIRST.readRaft,
    members: [],
    sinceMs: first?.atMs,
  };
}

/** The leader skips members that are neither servers nor clients. Source: consul leader.go, shouldHandleMember. */
function* unplaced(from: string, facts: readonly LogFact[]): Generator<Finding> {
  const told = new Set<string>();
  for (const fact of facts) {
    if (fact.kind !== "notReconciled" || told.has(fact.name)) continue;
    told.add(fact.name);
    if (fact.role === "consul" || fact.role === "node") continue;
    yield {
      id: `mix/B/${fact.name}`,
      kind: "B",
      certainty: "certain",
      sentence: `${fact.name} (${fact.ip}) in this Consul pool is no Consul agent.`,
      evidence: [
        `${from}, line ${fact.line}: the leader skips it, its role is ${fact.role === "" ? "not set" : fact.role}`,
      ],
      toBeCertain: "",
      firstStep: FIRST.bridge,
      members: [],
      sinceMs: fact.atMs,
    };
  }
}
