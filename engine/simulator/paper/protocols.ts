/** The seven protocols of the comparison, each as a group of members in a world. All have a period of one second. */
import { SeededRandom } from "../../base/random.ts";
import { lan, type SwimConfig } from "../../swim/config.ts";
import { Network, PERFECT_LINK, type Link } from "../network.ts";
import { addressOf, SwimPool } from "../swimPool.ts";
import { World, type Traffic } from "../world.ts";
import type { WorldNode } from "../worldNode.ts";
import { HeartbeatNode, type Declared, type HeartbeatStyle } from "./heartbeats.ts";

export const PERIOD_MS = 1_000;
/** Heartbeats missed before somebody is declared dead. */
const MISSED_MAX = 4;

export const PROTOCOLS = [
  "all-to-all",
  "central",
  "ring",
  "gossip",
  "swim",
  "swim+suspicion",
  "swim+lifeguard",
] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** Somebody declared somebody dead. */
export interface Declaration {
  readonly at: number;
  readonly by: number;
  readonly whom: number;
}

export interface Group {
  readonly now: number;
  readonly traffic: Traffic;
  /** Packets sent and received so far, by member. */
  readonly handled: Uint32Array;
  readonly declarations: readonly Declaration[];
  run(forMs: number, isDone?: () => boolean): void;
  kill(member: number): void;
}

/** A group that knows itself from the start. */
export function groupOf(protocol: Protocol, n: number, seed: number, loss: number): Group {
  const link: Link = { ...PERFECT_LINK, latency: { kind: "uniform", minMs: 0.2, maxMs: 2 }, loss };
  switch (protocol) {
    case "swim":
    case "swim+suspicion":
    case "swim+lifeguard": {
      const pool = new SwimPool(SWIM_CONFIGS[protocol], seed, link);
      const names = Array.from({ length: n }, (_, member) => `n${member}`);
      pool.addConverged(names);
      const numbers = new Map(names.map((name, member) => [name, member]));
      return watched(pool.world, n, (event) =>
        event.kind === "memberDead" ? numbers.get(event.member.name) : undefined,
      );
    }
    case "all-to-all":
    case "central":
    case "ring":
    case "gossip":
      return heartbeatGroup(protocol, n, seed, link);
  }
}

/** Only the parts that the papers speak of: no pings over TCP, no push/pull. */
const BARE = { disableTcpPings: true, pushPullIntervalMs: 0, probeIntervalMs: PERIOD_MS } as const;
const SWIM_ONLY = {
  ...BARE,
  suspicionMaxTimeoutMult: 1,
  awarenessMaxMultiplier: 1,
  buddySystem: false,
} as const;

const SWIM_CONFIGS: Readonly<Record<"swim" | "swim+suspicion" | "swim+lifeguard", SwimConfig>> = {
  // Whoever does not answer is dead at once.
  swim: lan({ ...SWIM_ONLY, suspicionMult: 0 }),
  "swim+suspicion": lan({ ...SWIM_ONLY, suspicionMult: 5 }),
  "swim+lifeguard": lan({ ...BARE, suspicionMult: 5 }),
};

function heartbeatGroup(style: HeartbeatStyle, n: number, seed: number, link: Link): Group {
  const random = new SeededRandom(seed);
  const world = new World<never, Declared>(new Network(random, link));
  // A rumour of life needs about log2 n rounds to reach all, and as many to be sure.
  const missed = style === "gossip" ? MISSED_MAX + 2 * Math.ceil(Math.log2(n)) : MISSED_MAX;
  for (let self = 0; self < n; self += 1) {
    const own = new SeededRandom(random.uint32());
    const timing = { periodMs: PERIOD_MS, timeoutMs: missed * PERIOD_MS };
    const machine = new HeartbeatNode({ style, self, n, addressOf, random: own, ...timing });
    world.add({ name: `n${self}`, address: addressOf(self) }, machine);
  }
  return watched(world, n, ({ whom }) => whom);
}

function watched<C, E>(world: World<C, E>, n: number, whomOf: (event: E) => number | undefined): Group {
  const declarations: Declaration[] = [];
  const handled = new Uint32Array(n);
  world.watch({
    onEvent(now: number, node: WorldNode<C, E>, event: E): void {
      const whom = whomOf(event);
      if (whom !== undefined) declarations.push({ at: now, by: node.index, whom });
    },
    onPacket(_now, from, to): void {
      handled[from.index] = (handled[from.index] ?? 0) + 1;
      if (to !== undefined) handled[to.index] = (handled[to.index] ?? 0) + 1;
    },
  });
  return {
    get now(): number {
      return world.now;
    },
    traffic: world.traffic,
    handled,
    declarations,
    run: (forMs, isDone) => world.run(world.now + forMs, isDone),
    kill: (member) => world.nodes[member]?.kill(),
  };
}
