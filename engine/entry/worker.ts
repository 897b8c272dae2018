/** The worker thread of one pool: commands in, snapshot and deltas out, at most so many a second. */
import { parentPort } from "node:worker_threads";
import { unreachable } from "../base/assert.ts";
import type { PoolSource } from "../observer/source.ts";
import type { AttachRequest, WorkerCommand, WorkerReply } from "../view/workerProtocol.ts";
import { attachPool } from "./attach.ts";
import { preflightReport } from "./preflight.ts";

const port = parentPort;
if (port === null) throw new Error("worker.ts runs as a worker thread");
const reply = (message: WorkerReply): void => port.postMessage(message);

let pool: PoolSource | undefined;
let flush: NodeJS.Timeout | undefined;

port.on("message", (command: WorkerCommand) => {
  void obey(command).catch((error: unknown) => {
    const message = `The worker failed: ${error instanceof Error ? error.message : String(error)}.`;
    reply({
      kind: "problem",
      problem: { kind: "internal", message, advice: "See the log; then observe again." },
    });
  });
});
reply({ kind: "ready" });

async function obey(command: WorkerCommand): Promise<void> {
  switch (command.kind) {
    case "preflight":
      return preflight(command.request);
    case "attach":
      return attach(command.request);
    case "probe": {
      const { probeId, probe } = command;
      const reason =
        pool === undefined ? "the pool is not attached" : "an agent's API is read, no member asked";
      const answer = (await pool?.probe?.(probe)) ?? ({ kind: "notAsked", reason } as const);
      return reply({ kind: "probed", probeId, answer });
    }
    case "snapshot":
      if (pool !== undefined) reply({ kind: "snapshot", view: pool.snapshot() });
      return;
    case "detach":
      return detach();
    default:
      return unreachable(command);
  }
}

async function preflight(request: AttachRequest): Promise<void> {
  const attached = await attachPool({ ...request, confirmedCidrs: [] });
  if (!attached.ok) return reply({ kind: "problem", problem: attached.error });
  reply({ kind: "preflight", report: preflightReport(attached.value.snapshot()) });
  await attached.value.detach();
}

async function attach(request: AttachRequest): Promise<void> {
  await pool?.detach();
  const attached = await attachPool(request);
  if (!attached.ok) return reply({ kind: "problem", problem: attached.error });
  pool = attached.value;
  reply({ kind: "snapshot", view: pool.snapshot() });
  tell(pool);
  pool.onChange(() => {
    flush ??= setTimeout(() => {
      flush = undefined;
      if (pool !== undefined) tell(pool);
    }, 1_000 / request.updatesPerSecondMax);
  });
}

function tell(source: PoolSource): void {
  const delta = source.takeDelta();
  if (delta !== undefined) reply({ kind: "delta", delta });
  const events = source.takeEvents();
  if (events.length > 0) reply({ kind: "events", events });
}

async function detach(): Promise<void> {
  clearTimeout(flush);
  await pool?.detach();
  pool = undefined;
  reply({ kind: "detached" });
  port?.close();
}
