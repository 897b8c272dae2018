/**
 * Each seed and key of a fleet, held against what was seen of live pools. Only literal addresses are compared: a name
 * may mean another host there than here. What a pool does not show is said only of a pool that shows all it has.
 */
import { visible } from "../../base/visible.ts";
import type { Severity } from "../finding.ts";
import type { Agent } from "../model/agent.ts";
import type { Fleet } from "../model/fleet.ts";
import { isLoopbackHost } from "../model/host.ts";
import type { Join } from "../model/join.ts";
import type { Lane } from "../model/lane.ts";
import type { Where } from "../model/located.ts";
import { clusterNoun } from "../model/naming.ts";
import { lanesPool } from "./lanesPool.ts";
import { ageText, type LiveMember, type LivePool } from "./livePool.ts";

export interface LiveFact {
  readonly at: Where;
  /** `hint` where file and pool agree. */
  readonly severity: Severity;
  readonly message: string;
}

/** Products of which a LAN pool is one cluster's; Nomad's regions share theirs on purpose. */
const GUARDED = new Set(["consul", "serf"]);

export function liveFacts(fleet: Fleet, pools: readonly LivePool[], nowMs: number): LiveFact[] {
  const index = pools.map((pool) => ({ pool, byIp: byIp(pool) }));
  return fleet.agents.flatMap((agent) => {
    const lane = fleet.laneOf(agent);
    if (agent.isDev || lane === undefined) return [];
    const own = lanesPool(lane, pools);
    const seeds = agent.joins.flatMap((join) => seedFact(join, agent, lane, own, index, nowMs) ?? []);
    return [...seeds, ...keyFacts(agent, lane, own, pools)];
  });
}

interface Indexed {
  readonly pool: LivePool;
  readonly byIp: ReadonlyMap<string, readonly LiveMember[]>;
}

function byIp({ members }: LivePool): ReadonlyMap<string, readonly LiveMember[]> {
  const found = new Map<string, LiveMember[]>();
  for (const member of members) found.set(member.ip, [...(found.get(member.ip) ?? []), member]);
  return found;
}

function seedFact(
  { list, target, at, text }: Join,
  agent: Agent,
  lane: Lane,
  own: LivePool | undefined,
  index: readonly Indexed[],
  nowMs: number,
): LiveFact | undefined {
  if (target.kind !== "host" || target.isName || list === "rpc") return undefined;
  const plane = list === "wan" ? "wan" : "lan";
  const { host, port } = target;
  const hits = index
    .filter(({ pool }) => pool.plane === plane)
    .flatMap(({ pool, byIp: members }) =>
      (members.get(host) ?? [])
        .filter((member) => port === undefined || member.port === port)
        .map((member) => ({ pool, member })),
    );
  const here = hits.find(({ pool }) => pool === own) ?? hits[0];
  if (here !== undefined) return hitFact(here, { at, text, list }, agent, lane, own, nowMs);
  // A loopback address is this machine's there, not here.
  if (plane !== "lan" || own === undefined || !own.isWhole || isLoopbackHost(host)) return undefined;
  return {
    at,
    severity: "warning",
    message: `No member of ${own.name} has the address \`${visible(text)}\` (list of ${askedText(own)}, ${ageText(own.atMs, nowMs)}).`,
  };
}

function hitFact(
  { pool, member }: { readonly pool: LivePool; readonly member: LiveMember },
  { at, text, list }: Pick<Join, "at" | "text" | "list">,
  { product }: Agent,
  lane: Lane,
  own: LivePool | undefined,
  nowMs: number,
): LiveFact {
  const { name, state, datacenter, lastSeenMs } = member;
  const noun = clusterNoun(product);
  const place = datacenter === "" ? pool.name : datacenter;
  const is = `\`${visible(text)}\` is ${visible(name)}, ${state} in ${visible(place)} (seen ${ageText(lastSeenMs, nowMs)} by ${askedText(pool)})`;
  if (list === "lan" && GUARDED.has(product)) {
    const isOther =
      datacenter === ""
        ? own !== undefined && pool !== own
        : datacenter.toLowerCase() !== lane.name.toLowerCase();
    if (isOther && state === "alive")
      return {
        at,
        severity: "error",
        message: `${is}, but this is a LAN join list of ${noun} "${lane.name}".`,
      };
    if (isOther)
      return {
        at,
        severity: "warning",
        message: `${is}; this is a LAN join list of ${noun} "${lane.name}".`,
      };
  }
  return { at, severity: state === "alive" ? "hint" : "warning", message: `${is}.` };
}

function keyFacts(
  { key }: Agent,
  lane: Lane,
  own: LivePool | undefined,
  pools: readonly LivePool[],
): LiveFact[] {
  if (key?.kind !== "literal" || key.problem !== undefined) return [];
  const { at } = key.setting;
  const foreign = pools.find(
    (pool) => pool !== own && pool.plane === "lan" && pool.keyFingerprints.includes(key.fingerprint),
  );
  if (foreign !== undefined && own !== undefined) {
    const both = own.keyFingerprints.includes(key.fingerprint) ? `, and that of ${own.name} too` : "";
    return [
      {
        at,
        severity: "warning",
        message: `This key has the fingerprint of ${foreign.name}'s (${key.fingerprint})${both}; it does not keep lane "${lane.name}" apart from it.`,
      },
    ];
  }
  if (own === undefined || own.keyFingerprints.length === 0) return [];
  if (own.keyFingerprints.includes(key.fingerprint))
    return [{ at, severity: "hint", message: `This is a key of ${own.name} (${key.fingerprint}).` }];
  return [
    {
      at,
      severity: "warning",
      message: `${own.name} was read with another key (${own.keyFingerprints.join(", ")}); this one has the fingerprint ${key.fingerprint}.`,
    },
  ];
}

export function askedText({ askedOf }: LivePool): string {
  const [first = "nobody"] = askedOf;
  return askedOf.length < 2 ? first : `${first} and ${askedOf.length - 1} more`;
}
