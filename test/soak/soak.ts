/**
 * `npm run soak [-- MINUTES]`: an observer on a pool of real Serf agents that are killed, frozen and restarted, for ten
 * minutes by default, while packets are lost (`lossy.mjs`); then an hour of virtual time. Heap and handles must stay flat,
 * and what most agents list must show.
 */
import { setTimeout as pause } from "node:timers/promises";
import { SeededRandom } from "../../engine/base/random.ts";
import type { ShadowPool } from "../../engine/host/shadowPool.ts";
import { memberRow } from "../../engine/view/view.ts";
import { findAgent, startSerf, type RunningAgent } from "../agents/agents.ts";
import { attach } from "../interop/watching.ts";
import { virtualHour } from "./virtualHour.ts";

const NET = "127.100.0";
const SIZE = 7;
/** How long the observer may show less than most agents list: its own round, a gossip round, a second for us. */
const BEHIND_MS_MAX = 25_000;
const FROZEN_MS = 4_000;
const GROWTH_BYTES_MAX = 16 * 1_048_576;
const GROWTH_HANDLES_MAX = 3;

interface Sample {
  readonly heapBytes: number;
  readonly handles: number;
}

const minutes = Number(process.argv[2] ?? 10);
if (findAgent("serf") === undefined) {
  console.log("skipped: serf is not installed");
} else {
  const real = await soak(minutes * 60_000);
  const virtual = virtualHour(1);
  const lostPercent = Number(process.env["LOST_PERCENT"] ?? 0);
  console.log(JSON.stringify({ minutes, lostPercent, ...real, virtual }, null, 2));
  process.exitCode = real.problems.length + virtual.problems.length === 0 ? 0 : 1;
}

async function soak(
  forMs: number,
): Promise<{ rounds: number; heapMiB: number[]; handles: number[]; problems: string[] }> {
  const random = new SeededRandom(Date.now() & 0xffff);
  const agents = new Map<number, RunningAgent>();
  for (let i = 1; i <= SIZE; i += 1) agents.set(i, await start(i));
  const pool = await attach({
    host: `${NET}.1`,
    port: 7946,
    plane: "lan",
    key: undefined,
    cidrs: [`${NET}.0/24`],
  });
  const samples: Sample[] = [];
  const problems: string[] = [];
  const end = performance.now() + forMs;
  let rounds = 0;
  try {
    while (performance.now() < end) {
      rounds += 1;
      // The first one is asked by name, so that something always answers.
      const victim = 2 + random.below(SIZE - 1);
      await trouble(agents, victim, random.below(3));
      const missed = await missing(pool, agents);
      if (missed !== "") problems.push(`round ${rounds}: ${missed}`);
      samples.push(sample());
    }
  } finally {
    await pool.detach();
    for (const agent of agents.values()) await agent.stop();
  }
  return {
    rounds,
    heapMiB: samples.map(({ heapBytes }) => Math.round(heapBytes / 104_857.6) / 10),
    handles: samples.map(({ handles }) => handles),
    problems: [...problems, ...growth(samples)],
  };
}

function start(index: number): Promise<RunningAgent> {
  return startSerf({
    name: `soak${index}`,
    ip: `${NET}.${index}`,
    tags: { dc: "dc1" },
    ...(index === 1 ? {} : { join: `${NET}.1` }),
  });
}

/** Kills and restarts, freezes, or restarts in order. */
async function trouble(agents: Map<number, RunningAgent>, index: number, kind: number): Promise<void> {
  const agent = agents.get(index);
  if (agent === undefined) return;
  if (kind === 0) {
    agent.signal("SIGSTOP");
    await pause(FROZEN_MS);
    agent.signal("SIGCONT");
    return;
  }
  if (kind === 1) agent.signal("SIGKILL");
  await agent.stop();
  await pause(kind === 1 ? 12_000 : 2_000);
  agents.set(index, await start(index));
}

/** What most agents list and the observer does not show, after it had its time; "" when nothing. */
async function missing(pool: ShadowPool, agents: ReadonlyMap<number, RunningAgent>): Promise<string> {
  const deadline = performance.now() + BEHIND_MS_MAX;
  for (;;) {
    const wanted = await median(agents);
    const shown = new Map(rows(pool).map(({ name, state }) => [name, state === "suspect" ? "alive" : state]));
    const behind = [...wanted].filter(([name, status]) => shown.get(name) !== status);
    if (behind.length === 0) return "";
    if (performance.now() > deadline)
      return behind
        .map(([name, status]) => `${name} is ${status}, shown ${shown.get(name) ?? "not at all"}`)
        .join("; ");
    await pause(500);
  }
}

/** The status that more than half of the agents list. */
async function median(agents: ReadonlyMap<number, RunningAgent>): Promise<ReadonlyMap<string, string>> {
  const lists = await Promise.all([...agents.values()].map((agent) => agent.members().catch(() => [])));
  const votes = new Map<string, Map<string, number>>();
  for (const { name, status } of lists.flat()) {
    const of = votes.get(name) ?? new Map<string, number>();
    votes.set(name, of.set(status, (of.get(status) ?? 0) + 1));
  }
  const settled = [...votes].flatMap(([name, of]) => {
    const [status, count] = [...of].sort(([, a], [, b]) => b - a)[0] ?? ["", 0];
    return count * 2 > lists.length ? [[name, status] as const] : [];
  });
  return new Map(settled);
}

function rows(pool: ShadowPool): { name: string; state: string }[] {
  const view = pool.snapshot();
  return Array.from({ length: view.count }, (_, id) => memberRow(view, id));
}

function sample(): Sample {
  globalThis.gc?.();
  return { heapBytes: process.memoryUsage().heapUsed, handles: process.getActiveResourcesInfo().length };
}

/** The last third against the first, after the first samples, in which code is still compiled. */
function growth(samples: readonly Sample[]): string[] {
  const warm = samples.slice(2);
  const third = Math.floor(warm.length / 3);
  if (third < 2) return [];
  const mean = (part: readonly Sample[], of: (one: Sample) => number): number =>
    part.reduce((sum, one) => sum + of(one), 0) / part.length;
  const [first, last] = [warm.slice(0, third), warm.slice(-third)];
  const heap = mean(last, ({ heapBytes }) => heapBytes) - mean(first, ({ heapBytes }) => heapBytes);
  const handles = mean(last, (one) => one.handles) - mean(first, (one) => one.handles);
  return [
    ...(heap > GROWTH_BYTES_MAX ? [`the heap grew by ${Math.round(heap)} bytes`] : []),
    ...(handles > GROWTH_HANDLES_MAX ? [`handles grew by ${handles}`] : []),
  ];
}
