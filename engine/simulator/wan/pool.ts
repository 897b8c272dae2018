/** One pool over some regions: what it costs at rest, and how soon it knows that a member is gone. */
import type { SwimConfig } from "../../swim/config.ts";
import { pushPullScaleMs } from "../../swim/scaling.ts";
import { addressOf, SwimPool } from "../swimPool.ts";
import { connectRegions, REGIONS } from "./regions.ts";

export interface PoolCost {
  readonly members: number;
  /** Sent by a member in a second: packets, and their bytes together with its share of push/pulls. */
  readonly packets: number;
  readonly bytes: number;
  /** Between regions in a second, over all members. */
  readonly farBytes: number;
  /** Seconds from a member's end until the first declares it dead, and until the last knows. */
  readonly firstS: number;
  readonly lastS: number;
  /** Living members that somebody suspected while nothing was wrong. */
  readonly suspected: number;
}

const SETTLE_MS = 10_000;
const LOOK_MS = 20_000;
const DETECT_MS_MAX = 180_000;

/** `regionOf` numbers the region of a member, modulo the number of regions. */
export function costOf(
  config: SwimConfig,
  n: number,
  regionOf: (member: number) => number,
  seed: number,
): PoolCost {
  const pool = new SwimPool(config, seed);
  connectRegions(pool.world.network);
  const zoneOf = (member: number): string => REGIONS[regionOf(member) % REGIONS.length] ?? "";
  pool.addConverged(
    Array.from({ length: n }, (_, member) => `member-${String(member).padStart(5, "0")}`),
    config.probeIntervalMs,
    zoneOf,
  );
  const seen = { farBytes: 0, suspects: new Set<string>(), heard: new Map<string, number[]>() };
  pool.world.watch({
    onPacket(_now, from, to, bytes): void {
      if (to !== undefined && from.zone !== to.zone) seen.farBytes += bytes.length;
    },
    onEvent(now, _node, event): void {
      if (event.kind === "memberSuspected") seen.suspects.add(event.name);
      else if (event.kind === "memberDead") seen.heard.get(event.member.name)?.push(now);
    },
  });
  pool.run(SETTLE_MS);
  const before = { ...pool.world.traffic };
  seen.farBytes = 0;
  pool.run(LOOK_MS);
  const seconds = LOOK_MS / 1_000;
  const { packets, packetBytes } = pool.world.traffic;
  const atRest = {
    packets: (packets - before.packets) / n / seconds,
    bytes: (packetBytes - before.packetBytes) / n / seconds,
    farBytes: seen.farBytes / seconds,
    suspected: seen.suspects.size,
  };
  const exchange = pushPullOf(pool, config, n);
  const { firstS, lastS } = deathsIn(pool, seen.heard);
  return {
    members: n,
    packets: atRest.packets,
    bytes: atRest.bytes + exchange / n,
    farBytes: atRest.farBytes + exchange * farPart(n, zoneOf),
    firstS,
    lastS,
    suspected: atRest.suspected,
  };
}

/** Bytes of all push/pulls of a second: one is made and weighed, and how often they come is known. */
function pushPullOf(pool: SwimPool, config: SwimConfig, n: number): number {
  const before = pool.world.traffic.streamBytes;
  pool.members[1]?.node.command({ kind: "join", join: 1, addresses: [addressOf(0)] });
  pool.run(2_000);
  const bytes = pool.world.traffic.streamBytes - before;
  return (n * bytes * 1_000) / pushPullScaleMs(config.pushPullIntervalMs, n);
}

/** Means over a few members that end at once: few enough not to matter to each other. */
function deathsIn(pool: SwimPool, heard: Map<string, number[]>): { firstS: number; lastS: number } {
  const n = pool.members.length;
  const victims = pool.choose(Math.max(1, Math.min(5, Math.floor(n / 20))));
  const killedAt = pool.world.now;
  const living = n - victims.length;
  heard.clear();
  for (const { node } of victims) {
    heard.set(node.name, []);
    node.kill();
  }
  const all = [...heard.values()];
  pool.run(DETECT_MS_MAX, () => all.every(({ length }) => length >= living));
  const meanS = (which: (times: number[]) => number | undefined): number =>
    all.reduce((sum, times) => sum + (which(times) ?? Infinity) - killedAt, 0) / all.length / 1_000;
  return { firstS: meanS((times) => times[0]), lastS: meanS((times) => times[living - 1]) };
}

/** Of all pairs of members, the part in different regions. */
function farPart(n: number, zoneOf: (member: number) => string): number {
  const sizes = new Map<string, number>();
  for (let member = 0; member < n; member += 1)
    sizes.set(zoneOf(member), (sizes.get(zoneOf(member)) ?? 0) + 1);
  let near = 0;
  for (const size of sizes.values()) near += (size / n) ** 2;
  return 1 - near;
}
