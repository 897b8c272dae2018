/** The worker thread of one test cluster: its members run here, so that the editor stays responsive. */
import { parentPort } from "node:worker_threads";
import { unreachable } from "../base/assert.ts";
import type { ClusterPool } from "../cluster/clusterPool.ts";
import { SCENARIOS } from "../cluster/scenarios/index.ts";
import { scenarioSpec } from "../cluster/scenarios/play.ts";
import type { ClusterWorkerCommand, ClusterWorkerReply } from "../view/clusterProtocol.ts";
import { ClusterRun } from "./cluster/clusterRun.ts";

/** Between two words about the cluster that nobody asked for, ms. */
const STATUS_MS = 500;

const port = parentPort;
if (port === null) throw new Error("clusterWorker.ts runs as a worker thread");
const reply = (message: ClusterWorkerReply): void => port.postMessage(message);

let run: ClusterRun | undefined;
let beat: NodeJS.Timeout | undefined;

port.on("message", (command: ClusterWorkerCommand) => {
  void obey(command).catch((error: unknown) =>
    reply({ kind: "failed", reason: error instanceof Error ? error.message : String(error) }),
  );
});

async function obey(command: ClusterWorkerCommand): Promise<void> {
  switch (command.kind) {
    case "start":
      return start(command);
    case "tell": {
      const answer = (await run?.obey(command.command)) ?? {
        isDone: false,
        text: "the cluster does not run",
      };
      reply({ kind: "answer", id: command.id, answer });
      if (command.command.kind === "stop") end();
      return;
    }
    case "snapshot": {
      const view = run?.cluster.pools.get(command.pool)?.snapshot();
      if (view !== undefined) reply({ kind: "pool", pool: command.pool, reply: { kind: "snapshot", view } });
      return;
    }
    default:
      return unreachable(command);
  }
}

async function start(command: Extract<ClusterWorkerCommand, { kind: "start" }>): Promise<void> {
  const scenario = SCENARIOS.find(({ id }) => id === command.scenario);
  const spec = scenario === undefined ? command.spec : scenarioSpec(scenario, command.spec.seed);
  const started = await ClusterRun.start({ ...spec, name: command.spec.name });
  if (!started.ok) {
    reply({ kind: "failed", reason: started.error });
    port?.close();
    return;
  }
  run = started.value;
  run.onChange(() => tellStatus());
  tellStatus();
  beat = setInterval(tellStatus, STATUS_MS);
  for (const pool of run.cluster.pools.values()) follow(pool, 1_000 / command.updatesPerSecondMax);
  if (scenario !== undefined) await run.play(scenario);
}

let told = "";

/** Only what is new. */
function tellStatus(): void {
  if (run === undefined) return;
  const { status } = run;
  const text = JSON.stringify(status);
  if (text === told) return;
  told = text;
  reply({ kind: "status", status });
}

function follow(pool: ClusterPool, pauseMs: number): void {
  const { key } = pool;
  let flush: NodeJS.Timeout | undefined;
  const tell = (): void => {
    const delta = pool.takeDelta();
    if (delta !== undefined) reply({ kind: "pool", pool: key, reply: { kind: "delta", delta } });
    const events = pool.takeEvents();
    if (events.length > 0) reply({ kind: "pool", pool: key, reply: { kind: "events", events } });
  };
  reply({ kind: "pool", pool: key, reply: { kind: "snapshot", view: pool.snapshot() } });
  pool.onChange(() => {
    flush ??= setTimeout(() => {
      flush = undefined;
      tell();
    }, pauseMs);
  });
  tell();
}

function end(): void {
  clearInterval(beat);
  run = undefined;
  // Flushes that are under way find nothing to tell; the thread ends when its last timer has fired.
  port?.close();
}
