/** Kind P without tags: a whole pool came at once, from another network, into one that was watched before. */
import type { AgentLog, LogFact } from "../../evidence/logFact.ts";
import { firstSeen, type Finding } from "../finding.ts";
import type { Pool, Pools } from "../pools.ts";
import { FIRST, RUN } from "../steps.ts";
import { listed, namesOf, subnetOf } from "../words.ts";
import { beganAtMs, largestWave } from "./waves.ts";

/** A wave smaller than this part of the pool is growth. */
const WAVE_SHARE_MIN = 0.25;
/** More of one burst are not looked at. */
const BURST_MAX = 200;
/** In a log, a joined pool is announced within about this long, ms. */
const LOG_WAVE_MS = 2_000;

export function* arrivals({ pools, evidence }: Pools): Generator<Finding> {
  for (const pool of pools) {
    if (pool.product === "serf" && pool.plane === "lan") yield* inPool(pool);
  }
  for (const log of evidence.logs) {
    const finding = log.product === "serf" ? inLog(log) : undefined;
    if (finding !== undefined) yield finding;
  }
}

function* inPool(pool: Pool): Generator<Finding> {
  const untagged = pool.present.filter(({ agent }) => agent.datacenter === "");
  const wave = largestWave(untagged, beganAtMs(pool.members));
  if (wave === undefined || !wave.isElsewhere) return;
  const { newcomers, earlier } = wave;
  if (newcomers.length < 2 || earlier.length < 2 || newcomers.length < WAVE_SHARE_MIN * earlier.length)
    return;
  const subnets = [...new Set(newcomers.map(({ ip }) => subnetOf(ip)))];
  yield {
    id: `mix/P/${subnets.sort().join("/")}`,
    kind: "P",
    certainty: "possible",
    sentence: `${newcomers.length} members of ${listed(subnets)} came into the pool at once; two pools may have become one.`,
    evidence: [
      `first seen within seconds of each other: ${namesOf(newcomers)}`,
      `nobody of ${listed(subnets)} was in the pool of ${earlier.length} before`,
    ],
    toBeCertain: `${RUN.lanes}; or ${RUN.serfBothSides}`,
    firstStep: FIRST.plain,
    members: newcomers,
    sinceMs: firstSeen(newcomers),
  };
}

type Joined = Extract<LogFact, { readonly name: string; readonly ip: string }>;

/** The first burst of at least two members from networks of which nobody was known, into a pool of at least two. */
function inLog(log: AgentLog): Finding | undefined {
  const known = new Map<string, string>();
  const joined = log.facts.filter((fact): fact is Joined => fact.kind === "memberJoined");
  for (let at = 0; at < joined.length; at += 1) {
    const burst = burstFrom(joined, at);
    const subnets = new Set(known.values());
    const strangers = burst.filter(({ name, ip }) => !known.has(name) && !subnets.has(subnetOf(ip)));
    if (known.size >= 2 && strangers.length >= 2 && strangers.length === burst.length) {
      return logFinding(log, strangers, known.size);
    }
    const [first] = burst;
    if (first !== undefined) known.set(first.name, subnetOf(first.ip));
  }
  return undefined;
}

function burstFrom(joined: readonly Joined[], at: number): Joined[] {
  const start = joined[at]?.atMs;
  if (start === undefined) return [];
  const burst: Joined[] = [];
  for (let next = at; next < joined.length && burst.length < BURST_MAX; next += 1) {
    const fact = joined[next];
    if (fact === undefined || (fact.atMs ?? Infinity) - start > LOG_WAVE_MS) break;
    burst.push(fact);
  }
  return burst;
}

function logFinding(log: AgentLog, strangers: readonly Joined[], before: number): Finding {
  const [first] = strangers;
  const subnets = [...new Set(strangers.map(({ ip }) => subnetOf(ip)))];
  const join = log.facts.find(
    (fact) =>
      fact.kind === "joinStarted" &&
      fact.line < (first?.line ?? 0) &&
      fact.addresses.some((address) =>
        strangers.some(({ ip }) => address === ip || address.startsWith(`${ip}:`)),
      ),
  );
  return {
    id: `mix/P/${subnets.sort().join("/")}`,
    kind: "P",
    certainty: join === undefined ? "possible" : "likely",
    sentence: `${strangers.length} members of ${listed(subnets)} came at once into a pool of ${before}: two pools became one.`,
    evidence: [
      `${log.from}, line ${first?.line ?? 0}: ${listed(strangers.map(({ name }) => name))} joined together`,
      ...(join?.kind === "joinStarted"
        ? [`line ${join.line}: this agent, already in a pool, joined ${listed(join.addresses)}`]
        : []),
    ],
    toBeCertain: `${RUN.serfBothSides}; and ${RUN.lanes}`,
    firstStep: FIRST.plain,
    members: [],
    sinceMs: first?.atMs,
  };
}
