/** What always holds, under seeds and faults. A failure names the seed: the same seed runs the same way again. */
import { describe, expect, it } from "vitest";
import { DeadNeedsSuspicion } from "../../engine/simulator/checkers/dead-needs-suspicion.ts";
import { IncarnationNeverFalls } from "../../engine/simulator/checkers/incarnation-never-falls.ts";
import { ProbeCompletenessWithinBound } from "../../engine/simulator/checkers/probe-completeness-within-bound.ts";
import { RetransmitsBounded } from "../../engine/simulator/checkers/retransmits-bounded.ts";
import { ViewsConvergeWhenHealed } from "../../engine/simulator/checkers/views-converge-when-healed.ts";
import { PERFECT_LINK, type Link } from "../../engine/simulator/network.ts";
import { addressOf, SwimPool } from "../../engine/simulator/swimPool.ts";
import { lan } from "../../engine/swim/config.ts";

const N = 16;
const SEEDS = Array.from({ length: process.env["LK_FULL"] === "1" ? 40 : 5 }, (_, index) => index + 1);
const names = (pool: SwimPool): string[] => pool.members.map(({ node }) => node.name);

const near: Link = { ...PERFECT_LINK, latency: { kind: "uniform", minMs: 0.2, maxMs: 3 } };

/** Two halves that don't hear each other. */
function partition({ world, members }: SwimPool, forMs: number): void {
  const half = members.length / 2;
  const [left, right] = [members.slice(0, half), members.slice(half)].map((side) =>
    side.map(({ node }) => node.name),
  );
  world.network.cut(left ?? [], right ?? []);
  world.network.cut(right ?? [], left ?? []);
  world.at(world.now + forMs, () => world.network.heal());
}

interface Fault {
  readonly link: Link;
  readonly happens: (pool: SwimPool) => void;
}

const FAULTS: Readonly<Record<string, Fault>> = {
  "nothing at all": { link: near, happens: () => undefined },
  "a tenth of the packets lost": { link: { ...near, loss: 0.1 }, happens: () => undefined },
  "packets doubled and out of order": {
    link: { ...near, duplicate: 0.1, reorder: 0.2, reorderMs: 40 },
    happens: () => undefined,
  },
  "two members killed": {
    link: near,
    happens: (pool) => pool.choose(2).forEach(({ node }) => node.kill()),
  },
  "a partition for 20 s, then one join across it, as Serf's reconnect does": {
    link: near,
    happens: (pool) => {
      partition(pool, 20_000);
      const { world } = pool;
      world.at(world.now + 21_000, () => {
        const across = { kind: "join", join: 99, addresses: [addressOf(N - 1)] } as const;
        pool.members[0]?.node.command(across);
      });
    },
  },
  "one who hears nothing for 15 s": {
    link: near,
    happens: (pool) => {
      const [deaf] = pool.choose(1);
      pool.world.network.cut(names(pool), [deaf?.node.name ?? ""]);
      pool.world.at(pool.world.now + 15_000, () => pool.world.network.heal());
    },
  },
  "three who choke for 8 s": {
    link: near,
    happens: (pool) => {
      const choking = pool.choose(3).map(({ node }) => node);
      for (const node of choking) node.block();
      pool.world.at(pool.world.now + 8_000, () => choking.forEach((node) => node.unblock()));
    },
  },
};

describe.each(Object.entries(FAULTS))("with %s", (_, fault) => {
  it.each(SEEDS)("every invariant holds (seed %i)", (seed) => {
    const pool = new SwimPool(lan(), seed, fault.link);
    const checkers = [new DeadNeedsSuspicion(), new IncarnationNeverFalls(), new RetransmitsBounded(4, N)];
    for (const checker of checkers) pool.world.watch(checker);
    for (let i = 0; i < N; i += 1) pool.add(`n${i + 1}`, 50 * i);
    pool.run(60_000, () => pool.isComplete);
    fault.happens(pool);
    pool.run(180_000);

    const converges = new ViewsConvergeWhenHealed();
    if (fault.link.loss === 0) converges.check(pool.members);
    expect(
      [...checkers, converges].flatMap(({ id, violations }) => violations.map((v) => `${id}: ${v}`)),
    ).toEqual([]);
  });
});

it.each(SEEDS)("every member probes every other within 2n − 1 periods (seed %i)", (seed) => {
  const pool = new SwimPool(lan(), seed, near);
  for (let i = 0; i < N; i += 1) pool.add(`n${i + 1}`, 50 * i);
  pool.run(60_000, () => pool.isComplete);
  const complete = new ProbeCompletenessWithinBound(names(pool), 1_000, pool.world.now);
  pool.world.watch(complete);
  pool.run(300_000);
  complete.check(pool.world.now);
  expect(complete.violations).toEqual([]);
});

it("memberlist alone does not come together again after a partition that outlasts its memory of the dead", () => {
  const pool = new SwimPool(lan(), 1, near);
  for (let i = 0; i < N; i += 1) pool.add(`n${i + 1}`, 50 * i);
  pool.run(60_000, () => pool.isComplete);
  partition(pool, 60_000);
  pool.run(400_000);
  expect(pool.members.map(({ machine }) => machine.memberCount)).toEqual(new Array<number>(N).fill(N / 2));
});

it("the same seed gives the same run, another seed another", () => {
  const trace = (seed: number): string[] => {
    const lines: string[] = [];
    const pool = new SwimPool(lan(), seed, { ...near, loss: 0.1 });
    pool.world.watch({ onEvent: (now, node, event) => lines.push(`${now} ${node.name} ${event.kind}`) });
    for (let i = 0; i < 6; i += 1) pool.add(`n${i + 1}`, 50 * i);
    pool.run(30_000);
    return lines;
  };
  expect(trace(1)).toEqual(trace(1));
  expect(trace(2)).not.toEqual(trace(1));
});
