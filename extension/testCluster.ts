/** One test cluster of this window: its worker thread, how it is, and a session for each of its pools. Knows no VS Code. */
import { Worker } from "node:worker_threads";
import {
  unreachable,
  type ClusterAnswer,
  type ClusterCommand,
  type ClusterSpec,
  type ClusterStatus,
  type ClusterWorkerCommand,
  type ClusterWorkerReply,
} from "../engine/index.ts";
import type { KnownPool } from "./pool.ts";
import { PoolSession } from "./poolSession.ts";

/** How long an orderly end may take before the thread is ended, ms. */
const END_MS_MAX = 2_000;

export interface ClusterStart {
  readonly spec: ClusterSpec;
  readonly scenario: string | undefined;
}

export class TestCluster {
  /** Undefined until it has started. */
  status: ClusterStatus | undefined;
  /** Why it does not run. */
  failure: string | undefined;
  readonly sessions = new Map<string, PoolSession>();
  private worker: Worker | undefined;
  private readonly answers = new Map<number, (answer: ClusterAnswer) => void>();
  private nextId = 1;
  private isWatched: () => void = () => undefined;

  constructor(
    readonly start: ClusterStart,
    private readonly onChange: () => void,
    private readonly onPool: (session: PoolSession) => void,
  ) {}

  get name(): string {
    return this.start.spec.name;
  }

  get isRunning(): boolean {
    return this.worker !== undefined;
  }

  /** Starts the thread; resolves when the first pool has its picture, or the cluster has failed. */
  run(scriptPath: string, updatesPerSecondMax: number): Promise<void> {
    this.failure = undefined;
    this.status = undefined;
    const worker = new Worker(scriptPath);
    this.worker = worker;
    worker.postMessage({ kind: "start", ...this.start, updatesPerSecondMax } satisfies ClusterWorkerCommand);
    return new Promise((resolve) => {
      worker.on("message", (reply: ClusterWorkerReply) => {
        this.hear(reply);
        if (reply.kind === "failed" || reply.kind === "pool") resolve();
      });
      worker.on("error", (error) => (this.failure = error.message));
      worker.on("exit", () => {
        if (this.worker === worker) this.ended();
        resolve();
      });
    });
  }

  tell(command: ClusterCommand): Promise<ClusterAnswer> {
    const { worker } = this;
    if (worker === undefined)
      return Promise.resolve({ isDone: false, text: `The test cluster ${this.name} is stopped.` });
    const id = this.nextId;
    this.nextId += 1;
    worker.postMessage({ kind: "tell", id, command } satisfies ClusterWorkerCommand);
    return new Promise((resolve) => this.answers.set(id, resolve));
  }

  /** Shows its pools again that were detached; resolves when the first of them has its picture. */
  watchAgain(): Promise<void> {
    const missing = (this.status?.pools ?? []).filter(({ key }) => !this.sessions.has(key));
    for (const { key } of missing)
      this.worker?.postMessage({ kind: "snapshot", pool: key } satisfies ClusterWorkerCommand);
    if (this.worker === undefined || this.sessions.size > 0) return Promise.resolve();
    return new Promise((resolve) => (this.isWatched = resolve));
  }

  async stop(): Promise<void> {
    const { worker } = this;
    if (worker === undefined) return;
    const gone = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
    void this.tell({ kind: "stop" });
    const timer = setTimeout(() => void worker.terminate(), END_MS_MAX);
    await gone;
    clearTimeout(timer);
  }

  private hear(reply: ClusterWorkerReply): void {
    switch (reply.kind) {
      case "failed":
        this.failure = reply.reason;
        return this.onChange();
      case "status":
        this.status = reply.status;
        return this.onChange();
      case "answer":
        this.answers.get(reply.id)?.(reply.answer);
        this.answers.delete(reply.id);
        return;
      case "pool":
        if (reply.reply.kind === "snapshot" && !this.sessions.has(reply.pool))
          this.addSession(reply.pool, reply.reply.view.info.name);
        this.sessions.get(reply.pool)?.hear(reply.reply);
        return this.isWatched();
      default:
        return unreachable(reply);
    }
  }

  private addSession(key: string, name: string): void {
    const session = new PoolSession(this.poolOf(key, name));
    this.sessions.set(key, session);
    this.onPool(session);
    session.follow({
      send: (command) => {
        if (command.kind === "snapshot")
          this.worker?.postMessage({ kind: "snapshot", pool: key } satisfies ClusterWorkerCommand);
      },
      end: () => this.forget(key),
      kill: () => this.forget(key),
    });
  }

  /** Somebody looks no more; the cluster lives on. */
  private forget(key: string): Promise<void> {
    const session = this.sessions.get(key);
    this.sessions.delete(key);
    session?.ended(undefined);
    return Promise.resolve();
  }

  private poolOf(key: string, name: string): KnownPool {
    const { spec } = this.start;
    const first =
      this.status?.agents.find(({ datacenter }) => key === `lan/${datacenter}`) ?? this.status?.agents[0];
    const [host = "", port = "0"] = first?.address.split(":") ?? [];
    return {
      id: `cluster/${spec.name}/${key}`,
      name: `${spec.name}: ${name}`,
      kind: spec.product,
      plane: key === "wan" ? "wan" : "lan",
      host,
      port: Number(port),
      label: spec.label,
      confirmedCidrs: [],
      environment: "development",
    };
  }

  private ended(): void {
    this.worker = undefined;
    for (const answer of this.answers.values()) answer({ isDone: false, text: "the cluster has stopped" });
    this.answers.clear();
    for (const session of this.sessions.values()) session.ended(undefined);
    this.sessions.clear();
    if (this.status !== undefined) this.status = { ...this.status, state: "stopped", faults: [] };
    this.onChange();
  }
}
