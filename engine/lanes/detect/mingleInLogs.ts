/** Kind M, from logs: names of one pool turn up in the other. Every WAN name has a dot, so a bare one is a LAN name. */
import { nodeOfWanName } from "../../consul/names.ts";
import type { AgentLog, LogFact } from "../../evidence/logFact.ts";
import type { Finding } from "../finding.ts";
import type { Pools } from "../pools.ts";
import { FIRST } from "../steps.ts";
import { listed } from "../words.ts";
import { mingleFinding } from "./mingle.ts";

/** A member event: somebody was in that pool, whatever became of it. */
interface Sighting {
  readonly name: string;
  readonly ip: string;
  readonly line: number;
  readonly atMs: number | undefined;
}

export function* mingleInLogs({ evidence }: Pools): Generator<Finding> {
  for (const log of evidence.logs) {
    const finding = bareNameInWan(log) ?? wanNameInLan(log);
    if (finding !== undefined) yield finding;
  }
}

/** A name without a dot in the WAN pool; with its WAN name on the same address the datacenter is known too. */
function bareNameInWan(log: AgentLog): Finding | undefined {
  const wan = sightings(log, "wan");
  const lan = sightings(log, "lan");
  const bare = wan.filter(({ name }) => !name.includes("."));
  const [first] = bare;
  if (first === undefined) return undefined;
  const twin = [...wan, ...lan].find(({ name, ip }) =>
    bare.some((b) => b.ip === ip && name.startsWith(`${b.name}.`)),
  );
  const place = `${log.from}, ${sightingText(first, "WAN")}`;
  if (twin === undefined) return refusedThere(log, bare, place);
  const datacenter = twin.name.slice(twin.name.lastIndexOf(".") + 1);
  return {
    ...mingleFinding(datacenter, "certain", {
      sentence: `Servers of ${datacenter} are in one pool twice, as ${listed(unique(bare))} and as ${twin.name}: LAN and WAN are mingled.`,
      evidence: [place, `${log.from}, line ${twin.line}: ${twin.name} ${twin.ip}, the same address`],
      members: [],
    }),
    sinceMs: first.atMs,
  };
}

function refusedThere(log: AgentLog, bare: readonly Sighting[], place: string): Finding {
  return {
    id: `mix/M?/${log.from}`,
    kind: "M",
    certainty: "possible",
    sentence: `LAN names (${listed(unique(bare))}) are in a WAN pool.`,
    evidence: [place],
    toBeCertain:
      "run `consul members -wan -detailed` there: kind M if a server stands in it twice, kind H if its own side does not list this one",
    firstStep: FIRST.mingle,
    members: [],
    sinceMs: bare[0]?.atMs,
  };
}

/** A server called `node.dc` in the LAN pool of `dc`; certain when the agent meets its own WAN name there. */
function wanNameInLan(log: AgentLog): Finding | undefined {
  const seen = log.facts.flatMap((fact) =>
    fact.kind === "serverSeen" && nodeOfWanName(fact.name, fact.datacenter) !== undefined ? [fact] : [],
  );
  const [first] = seen;
  if (first === undefined) return undefined;
  const meetsItself = log.facts.find(
    (fact) =>
      fact.kind === "refusedHere" &&
      fact.refusal === "conflictingId" &&
      fact.plane === "lan" &&
      nodeOfWanName(fact.member, first.datacenter) !== undefined,
  );
  const joinedWanPort = log.facts.find(
    (fact) =>
      fact.kind === "joinStarted" &&
      fact.plane === "lan" &&
      fact.addresses.some((address) => address.endsWith(":8302")),
  );
  return {
    ...mingleFinding(first.datacenter, meetsItself === undefined ? "likely" : "certain", {
      sentence: `WAN names (${listed([...new Set(seen.map(({ name }) => name))])}) are in the LAN pool of ${first.datacenter}: LAN and WAN are mingled.`,
      evidence: [
        `${log.from}, line ${first.line}: server ${first.name} (${first.ip}) in the LAN pool of ${first.datacenter}`,
        ...(meetsItself === undefined
          ? []
          : [`line ${meetsItself.line}: the agent meets its own node id under its WAN name`]),
        ...(joinedWanPort === undefined
          ? []
          : [`line ${joinedWanPort.line}: a LAN join was aimed at port 8302`]),
      ],
      members: [],
    }),
    sinceMs: first.atMs,
  };
}

function sightings({ facts }: AgentLog, plane: "lan" | "wan"): Sighting[] {
  return facts.flatMap((fact) => (fact.plane === plane && isSighting(fact) ? [fact] : []));
}

function isSighting(fact: LogFact): fact is Extract<LogFact, { readonly name: string; readonly ip: string }> {
  return ["memberJoined", "memberFailed", "memberLeft", "memberForced", "memberReaped"].includes(fact.kind);
}

function sightingText({ name, ip, line }: Sighting, pool: string): string {
  return `line ${line}: ${name} ${ip} in the ${pool} pool`;
}

function unique(found: readonly Sighting[]): string[] {
  return [...new Set(found.map(({ name }) => name))];
}
