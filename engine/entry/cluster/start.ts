/** `lanekeeper cluster start`: runs a cluster until it is told to stop, and says what happens in it. */
import { ok, type Result } from "../../base/result.ts";
import { visible } from "../../base/visible.ts";
import { parseDatacenters } from "../../cluster/datacenters.ts";
import type { ClusterPool } from "../../cluster/clusterPool.ts";
import type { ClusterSpec } from "../../view/cluster.ts";
import type { PoolEvent } from "../../view/event.ts";
import { talk } from "../commands/talk.ts";
import { ClusterRun } from "./clusterRun.ts";
import { listenForControl } from "./control.ts";

export interface StartOptions {
  readonly dc: string;
  readonly name: string;
  readonly product: ClusterSpec["product"];
  readonly simulate: boolean;
  readonly seed: string;
  readonly speed: string;
  readonly encrypt: boolean;
  readonly label: string;
  readonly range: string;
  readonly output: "text" | "json";
}

export function specOf(options: StartOptions): Result<ClusterSpec, string> {
  const datacenters = parseDatacenters(options.dc);
  if (!datacenters.ok) return datacenters;
  const { name, product, label, range, encrypt, simulate, seed } = options;
  return ok({
    ...{ name, product, label, datacenters: datacenters.value },
    runs: simulate ? "simulated" : "sockets",
    seed: Number(seed) || 1,
    isEncrypted: encrypt,
    addressRange: range,
  });
}

/** Exit code: 0 stopped as asked, 1 it could not be started, 2 wrong use. */
export async function startCluster(options: StartOptions, stopped: Promise<void>): Promise<number> {
  const spec = specOf(options);
  if (!spec.ok) return talk(2, spec.error);
  const begunAt = performance.now();
  const started = await ClusterRun.start(spec.value);
  if (!started.ok) return talk(1, started.error);
  const run = started.value;
  const tookMs = performance.now() - begunAt;
  let stop: () => void = () => undefined;
  const told = new Promise<void>((resolve) => (stop = resolve));
  const control = await listenForControl(options.name, async (command) => {
    const answer = await run.obey(command);
    if (command.kind === "stop") setImmediate(stop);
    return answer;
  });
  if (!control.ok) {
    run.stop();
    return talk(1, control.error);
  }
  if (options.simulate) await run.obey({ kind: "speed", speed: Number(options.speed) || 1 });
  introduce(run, tookMs);
  for (const pool of run.cluster.pools.values()) follow(pool, options.output);
  await Promise.race([stopped, told]);
  control.value.close();
  run.stop();
  return 0;
}

function introduce({ status }: ClusterRun, tookMs: number): void {
  const { agents, pools, notes, runs } = status;
  const how = runs === "sockets" ? "on loopback" : "in virtual time";
  talk(0, `${agents.length} members ${how}, complete after ${(tookMs / 1_000).toFixed(2)} s`);
  for (const { key, name } of pools) talk(0, `${name}: ${key}`);
  for (const datacenter of new Set(agents.map((agent) => agent.datacenter))) {
    const first = agents.find((agent) => agent.datacenter === datacenter);
    if (runs === "sockets") talk(0, `observe ${datacenter}: lanekeeper observe ${first?.address ?? ""}`);
  }
  for (const note of notes) talk(0, note);
  talk(0, "Faults: lanekeeper cluster fault --help. Ctrl-C ends it.");
}

function follow(pool: ClusterPool, output: StartOptions["output"]): void {
  pool.takeEvents();
  pool.onChange(() => {
    pool.takeDelta();
    for (const event of pool.takeEvents()) process.stdout.write(`${lineOf(pool, event, output)}\n`);
  });
}

function lineOf({ key }: ClusterPool, event: PoolEvent, output: StartOptions["output"]): string {
  const { kind, member, by, incarnation, detail } = event;
  const time = new Date(event.atMs).toISOString();
  if (output === "json")
    return JSON.stringify({ version: 1, event: { time, pool: key, kind, member, by, incarnation, detail } });
  const words = [visible(member), by === "" ? "" : `by ${visible(by)}`, detail === "" ? "" : visible(detail)];
  return [time, key, kind, ...words].filter((word) => word !== "").join("  ");
}
