/** The worker thread of one pool: commands in, snapshot and deltas out, at most so many a second. */
import { parentPort } from "node:worker_threads";
import { formatAddress } from "../base/address.ts";
import { unreachable } from "../base/assert.ts";
import type { Result } from "../base/result.ts";
import type { PoolSource } from "../observer/source.ts";
import type { PoolProblem } from "../view/view.ts";
import type { AttachRequest, WorkerCommand, WorkerReply } from "../view/workerProtocol.ts";
import { attachPool } from "./attach.ts";
import { attachMember, planMember, type MemberPlan } from "./attachMember.ts";
import { preflightReport } from "./preflight.ts";

const port = parentPort;
if (port === null) throw new Error("worker.ts runs as a worker thread");
const reply = (message: WorkerReply): void => port.postMessage(message);

let pool: PoolSource | undefined;
let flush: NodeJS.Timeout | undefined;
/** What the user was told that joining means, until the word comes. */
let planned: { readonly request: AttachRequest; readonly plan: MemberPlan } | undefined;

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
    case "planJoin":
      return planJoin(command.request, command.name);
    case "join":
      return join();
    case "probe": {
      const { probeId, probe } = command;
      const reason =
        pool === undefined ? "the pool is not attached" : "an agent's API is read, no member asked";
      const answer = (await pool?.probe?.(probe)) ?? ({ kind: "notAsked", reason } as const);
      return reply({ kind: "probed", probeId, answer });
    }
    case "agentMetrics": {
      const reason = "No agent's API is read for this pool.";
      const answer = (await pool?.agentMetrics?.()) ?? ({ kind: "unknown", reason } as const);
      return reply({ kind: "agentMetrics", id: command.id, answer });
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
  const trace = request.isTraced === true ? (line: string) => reply({ kind: "traced", line }) : undefined;
  watch(await attachPool(request, trace), request);
}

async function planJoin(request: AttachRequest, name: string): Promise<void> {
  const { bindIp } = request;
  const made = await planMember(request, { name, ...(bindIp === undefined ? {} : { ip: bindIp }) });
  if (!made.ok) return reply({ kind: "problem", problem: made.error });
  planned = { request, plan: made.value };
  const { wish, consequences } = made.value;
  reply({ kind: "joinPlan", plan: { name, address: formatAddress(wish.address), consequences } });
}

async function join(): Promise<void> {
  if (planned === undefined) throw new Error("nothing was planned");
  const { request, plan } = planned;
  planned = undefined;
  watch(await attachMember(request, plan), request);
}

function watch(attached: Result<PoolSource, PoolProblem>, request: AttachRequest): void {
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
