/**
 * The local cluster against real serf agents in the same run: CPU and memory a member, and the time to a complete view.
 * Rows E1 to E3 and L2 of the performance goals. With a size as word it is what it runs itself as: one cluster, weighed.
 */
import { execFileSync, fork } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { startLocalCluster, type LocalCluster } from "../../engine/cluster/localCluster.ts";
import { simulateCluster } from "../../engine/cluster/simulatedCluster.ts";
import type { ClusterSpec } from "../../engine/view/cluster.ts";
import { findAgent, startSerf, type RunningAgent } from "../agents/agents.ts";
import { report } from "./rows.ts";
import { median } from "./statistics.ts";

/** News of the start has been told, retransmits and all. */
const SETTLE_MS = 25_000;
const MEASURE_MS = 10_000;
const SERF_AGENTS = 10;

function spec(members: number, overrides: Partial<ClusterSpec> = {}): ClusterSpec {
  return {
    ...{ name: "bench", product: "serf", runs: "sockets", seed: 1, isEncrypted: false, label: "" },
    datacenters: [{ name: "dc1", servers: 0, clients: members }],
    addressRange: "127.90.0.0/16",
    ...overrides,
  };
}

async function started(members: number, overrides: Partial<ClusterSpec> = {}): Promise<LocalCluster> {
  const cluster = await startLocalCluster(spec(members, overrides));
  if (!cluster.ok) throw new Error(cluster.error);
  return cluster.value;
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** user + sys of another process, ms. */
function cpuMsOf({ pid }: RunningAgent): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  const ticksPerSecond = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));
  return ((Number(fields[11]) + Number(fields[12])) * 1_000) / ticksPerSecond;
}

async function serfAgents(): Promise<RunningAgent[]> {
  if (findAgent("serf") === undefined) return [];
  const agents: RunningAgent[] = [];
  for (let index = 1; index <= SERF_AGENTS; index += 1) {
    const join = index === 1 ? {} : { join: "127.91.1.1" };
    agents.push(await startSerf({ name: `a${index}`, ip: `127.91.1.${index}`, ...join }));
  }
  return agents;
}

async function atRest(members: number): Promise<void> {
  const agents = await serfAgents();
  const cluster = await started(members);
  await pause(SETTLE_MS);
  const [ours, theirs] = [cpuMs(), agents.map(cpuMsOf)];
  await pause(MEASURE_MS);
  const perNode = ((cpuMs() - ours) * 1_000) / members / (MEASURE_MS / 1_000);
  const spent = agents.reduce((sum, agent, index) => sum + cpuMsOf(agent) - (theirs[index] ?? 0), 0);
  const perAgent = (spent * 1_000) / Math.max(1, agents.length) / (MEASURE_MS / 1_000);
  cluster.end();
  await Promise.all(agents.map((agent) => agent.stop()));
  report({
    ...{ id: "E1", what: `${members} members at rest on loopback` },
    measured: `${perNode.toFixed(0)} µs/node·s`,
    beside: `a serf agent of ${agents.length}: ${perAgent.toFixed(0)}`,
    goal: "100",
    met: perNode <= 100,
  });
}

function inMemory(members: number): void {
  const simulated = simulateCluster(spec(members, { runs: "simulated" }), 0);
  if (!simulated.ok) throw new Error(simulated.error);
  const { world } = simulated.value.stage;
  world.run(world.now + 60_000);
  const before = cpuMs();
  world.run(world.now + 60_000);
  const perNode = ((cpuMs() - before) * 1_000) / members / 60;
  report({
    ...{ id: "E2", what: `${members} Serf members at rest in virtual time` },
    measured: `${perNode.toFixed(1)} µs/node·s`,
    ...{ beside: "", goal: "10", met: perNode <= 10 },
  });
}

/** RSS of a process of its own with so many members, bytes. */
function memoryOf(members: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = fork(process.argv[1] ?? "", [String(members)], { execArgv: ["--expose-gc"] });
    child.once("message", (bytes) => resolve(Number(bytes)));
    child.once("exit", (code) => code !== 0 && reject(new Error(`${members} members: exit ${code}`)));
  });
}

async function reportMemory(members: number): Promise<void> {
  const cluster = await started(members);
  await pause(SETTLE_MS);
  globalThis.gc?.();
  process.send?.(process.memoryUsage().rss, () => {
    cluster.end();
    process.disconnect();
  });
}

async function starts(members: number, times: number, mostSeconds: number): Promise<void> {
  const took: number[] = [];
  let incomplete = 0;
  for (let round = 0; round < times; round += 1) {
    const begunAt = performance.now();
    const cluster = await started(members);
    took.push(performance.now() - begunAt);
    if (!cluster.isComplete) incomplete += 1;
    cluster.end();
  }
  const longest = Math.max(...took) / 1_000;
  report({
    ...{ id: "L2", what: `${times} starts of ${members} members to a complete view` },
    measured: `longest ${longest.toFixed(2)} s`,
    beside: `median ${(median(took) / 1_000).toFixed(2)} s, ${incomplete} incomplete`,
    goal: `${mostSeconds} s`,
    met: longest <= mostSeconds && incomplete === 0,
  });
}

const alone = process.argv[2];
if (alone !== undefined) await reportMemory(Number(alone));
else {
  await starts(30, 100, 2);
  await starts(50, 100, 1);
  await starts(200, 10, 2.5);
  await atRest(100);
  inMemory(100);
  const [less, more] = [await memoryOf(100), await memoryOf(200)];
  const kilobytes = (more - less) / 100 / 1_024;
  report({
    ...{ id: "E3", what: "memory a member, slope from 100 to 200" },
    measured: `${kilobytes.toFixed(0)} KiB`,
    ...{ beside: "", goal: "40 KiB", met: kilobytes <= 40 },
  });
}
