/** Which attached pool a lane of the workspace is, and how the two differ. */
import { visible } from "../../base/visible.ts";
import { known } from "../model/located.ts";
import type { Lane } from "../model/lane.ts";
import { ageText, type LiveMember, type LivePool } from "./livePool.ts";

/** A lane beside its pool, for a row and a line over a file. */
export interface LiveLane {
  readonly laneId: string;
  readonly poolName: string;
  readonly alive: number;
  readonly isMatch: boolean;
  /** `matches dc1 LAN`, or how it differs. */
  readonly text: string;
  readonly details: readonly string[];
}

const NAMES_SHOWN = 5;

/** The LAN pool that has most members of the lane's datacenter, or else most of its seeds. */
export function lanesPool(lane: Lane, pools: readonly LivePool[]): LivePool | undefined {
  let best: { readonly pool: LivePool; readonly weight: number } | undefined;
  const seeds = seedIps(lane);
  for (const pool of pools) {
    if (pool.plane !== "lan") continue;
    const named = pool.members.filter((member) => isOf(lane, member)).length;
    const weight = named > 0 ? 1_000_000 + named : pool.members.filter(({ ip }) => seeds.has(ip)).length;
    if (weight > (best?.weight ?? 0)) best = { pool, weight };
  }
  return best?.pool;
}

export function liveLane(lane: Lane, pools: readonly LivePool[], nowMs: number): LiveLane | undefined {
  const pool = lanesPool(lane, pools);
  if (pool === undefined) return undefined;
  const alive = pool.members.filter(({ state }) => state === "alive" || state === "suspect");
  const differences = [...absent(lane, pool), ...strangers(lane, alive), ...keys(lane, pool)];
  const text =
    differences.length === 0
      ? `matches ${pool.name}`
      : `differs from ${pool.name}: ${differences.join("; ")}`;
  return {
    laneId: lane.id,
    poolName: pool.name,
    alive: alive.filter((member) => member.datacenter === "" || isOf(lane, member)).length,
    isMatch: differences.length === 0,
    text: visible(text),
    details: [`${alive.length} alive, as ${pool.askedOf[0] ?? "nobody"} tells, ${ageText(pool.atMs, nowMs)}`],
  };
}

/** Agents of the files that the pool does not have; of names that a file leaves open nothing is said. */
function absent(lane: Lane, { members, isWhole, name }: LivePool): string[] {
  if (!isWhole) return [];
  const names = new Set(members.map((member) => member.name));
  const ips = new Set(members.map(({ ip }) => ip));
  const missing = lane.agents.flatMap((agent) => {
    const node = known(agent.nodeName);
    const isThere =
      node === undefined ||
      names.has(node) ||
      agent.addresses.some(({ host, isName }) => !isName && ips.has(host));
    return isThere ? [] : [node];
  });
  return missing.length === 0 ? [] : [`${listed(missing)} not in ${name}`];
}

/** Members of another datacenter in the lane's own pool. */
function strangers(lane: Lane, alive: readonly LiveMember[]): string[] {
  const foreign = alive.filter((member) => member.datacenter !== "" && !isOf(lane, member));
  if (foreign.length === 0 || lane.product === "nomad") return [];
  return [`${listed(foreign.map(({ name, datacenter }) => `${name} of ${datacenter}`))} in it`];
}

function keys(lane: Lane, { keyFingerprints }: LivePool): string[] {
  const own = new Set(lane.agents.flatMap(({ key }) => (key?.kind === "literal" ? [key.fingerprint] : [])));
  const differs =
    keyFingerprints.length > 0 && own.size > 0 && !keyFingerprints.some((print) => own.has(print));
  return differs ? ["another gossip key"] : [];
}

function isOf(lane: Lane, { datacenter }: LiveMember): boolean {
  return datacenter !== "" && datacenter.toLowerCase() === lane.name.toLowerCase();
}

function seedIps(lane: Lane): ReadonlySet<string> {
  return new Set(
    lane.seeds.flatMap(({ target }) => (target.kind === "host" && !target.isName ? [target.host] : [])),
  );
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_SHOWN).join(", ");
  return names.length > NAMES_SHOWN ? `${shown} and ${names.length - NAMES_SHOWN} more` : shown;
}
