/**
 * Lifeguard's experiment in virtual time: a pool at rest, then some of its members die or choke, and who declares whom
 * dead when. The conditions are those of the recorded samples of the real memberlist, so that the two can be compared.
 * Source: Lifeguard §V (agents that block before sending and after receiving); the samples' own description.
 */
import type { Instant } from "../base/time.ts";
import { lan, type SwimConfig } from "../swim/config.ts";
import type { SwimCommand, SwimEvent } from "../swim/events.ts";
import { SwimPool } from "./swimPool.ts";
import type { World } from "./world.ts";
import type { WorldNode } from "./worldNode.ts";

/** One cell of the grid; durations in ms. */
export interface Cell {
  readonly config: string;
  readonly mode: "kill" | "threshold" | "interval";
  readonly n: number;
  readonly C: number;
  readonly D: number;
  readonly I: number;
  readonly alpha: number;
  readonly beta: number;
  readonly S: number;
  readonly buddy: boolean;
}

/** What one run gave; times in seconds from the moment of the anomaly. */
export interface Sample extends Cell {
  /** Of each anomalous member that was declared dead: when the first healthy member did, sorted. */
  readonly first: readonly number[];
  /** When the last healthy member had. */
  readonly full: readonly number[];
  /** Healthy members declared dead, by anyone and by healthy members only. */
  readonly fp: number;
  readonly fpm: number;
  /** Packets and their bytes, sent by all, in `virt_s` seconds. */
  readonly msgs: number;
  readonly bytes: number;
  readonly virt_s: number;
  /** Seconds from the start until all saw all. */
  readonly conv_s: number;
}

type Node = WorldNode<SwimCommand, SwimEvent>;

const JOIN_EVERY_MS = 20;
const LOOK_EVERY_MS = 100;
/** Less than anything takes. */
const INSTANT_MS = 0.001;
const REST_MS = 15_000;
/** A pool that has not come together by then never will. */
const CONVERGE_MS_MAX = 600_000;
const KILL_RUN_MS = 40_000;
const THRESHOLD_EXTRA_MS = 20_000;
const INTERVAL_RUN_MS = 120_000;

/** Runs one cell once. */
export function runCell(cell: Cell, seed: number): Sample {
  const pool = new SwimPool(configOf(cell), seed);
  const convergedAt = converge(pool, cell.n);
  pool.world.run(convergedAt + REST_MS);
  const start = pool.world.now;
  const before = { ...pool.world.traffic };
  const declarations = new Declarations(start);
  pool.world.watch(declarations);
  const victims = pool.choose(cell.C).map(({ node }) => node);
  const runMs = disturb(pool.world, victims, cell);
  pool.world.run(start + runMs);
  const { packets, packetBytes } = pool.world.traffic;
  return {
    ...cell,
    ...declarations.summary(new Set(victims.map(({ name }) => name)), cell.n - cell.C),
    msgs: packets - before.packets,
    bytes: packetBytes - before.packetBytes,
    virt_s: runMs / 1_000,
    conv_s: convergedAt / 1_000,
  };
}

/** Begins the anomaly and says how long to look on, in ms. */
function disturb(world: World<SwimCommand, SwimEvent>, victims: readonly Node[], cell: Cell): number {
  switch (cell.mode) {
    case "kill":
      for (const node of victims) node.mute();
      return KILL_RUN_MS;
    case "threshold":
      for (const node of victims) node.block();
      world.at(world.now + cell.D, () => unblock(victims));
      return cell.D + THRESHOLD_EXTRA_MS;
    case "interval": {
      const periodMs = cell.D + cell.I;
      const periods = Math.ceil(INTERVAL_RUN_MS / periodMs);
      for (let period = 0; period < periods; period += 1) {
        const from = world.now + period * periodMs;
        world.at(from, () => {
          for (const node of victims) node.block();
        });
        world.at(from + cell.D, () => unblock(victims));
      }
      return periods * periodMs;
    }
  }
}

function unblock(nodes: readonly Node[]): void {
  for (const node of nodes) node.unblock();
}

/** Members begin 20 ms apart, with names as long as the bytes of the samples say; looked at every 100 ms once all have, before anything else happens then. */
function converge(pool: SwimPool, n: number): Instant {
  for (let i = 0; i < n; i += 1) pool.add(`node-${String(i).padStart(4, "0")}`, i * JOIN_EVERY_MS);
  for (let at = (n - 1) * JOIN_EVERY_MS; at < CONVERGE_MS_MAX; at += LOOK_EVERY_MS) {
    pool.world.run(at - INSTANT_MS);
    if (pool.isComplete) return at;
  }
  throw new Error(`${n} members did not come together in ${CONVERGE_MS_MAX / 1_000} s`);
}

/** When who was declared dead, and by how many. */
class Declarations {
  private readonly all: { readonly by: string; readonly whom: string; readonly atS: number }[] = [];

  constructor(private readonly start: Instant) {}

  onEvent(now: Instant, node: Node, event: SwimEvent): void {
    if (event.kind !== "memberDead") return;
    this.all.push({ by: node.name, whom: event.member.name, atS: (now - this.start) / 1_000 });
  }

  summary(
    anomalous: ReadonlySet<string>,
    healthyCount: number,
  ): Pick<Sample, "first" | "full" | "fp" | "fpm"> {
    const first = new Map<string, number>();
    const accusers = new Map<string, Set<string>>();
    const full = new Map<string, number>();
    let fp = 0;
    let fpm = 0;
    for (const { by, whom, atS } of this.all) {
      const isHealthy = !anomalous.has(by);
      if (!anomalous.has(whom)) {
        fp += 1;
        if (isHealthy) fpm += 1;
        continue;
      }
      if (!isHealthy) continue;
      if (!first.has(whom)) first.set(whom, atS);
      const heard = accusers.get(whom) ?? new Set();
      accusers.set(whom, heard.add(by));
      if (heard.size === healthyCount && !full.has(whom)) full.set(whom, atS);
    }
    return { first: sorted([...first.values()]), full: sorted([...full.values()]), fp, fpm };
  }
}

function sorted(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}

function configOf({ alpha, beta, S, buddy }: Cell): SwimConfig {
  return lan({
    suspicionMult: alpha,
    suspicionMaxTimeoutMult: beta,
    awarenessMaxMultiplier: S,
    buddySystem: buddy,
  });
}
