/** One attached pool: its worker and the latest view of it. Knows nothing of VS Code. */
import {
  addVitals,
  applyDelta,
  EventRing,
  follows,
  unreachable,
  type AgentMetricsAnswer,
  type EventNews,
  type MemberProbe,
  type PoolProblem,
  type PoolView,
  type ProbeAnswer,
  type ViewDelta,
  type VitalsSample,
  type WorkerCommand,
  type WorkerReply,
} from "../engine/index.ts";
import type { KnownPool } from "./pool.ts";

/** What a session tells whoever listens. */
export type SessionNews =
  | { readonly kind: "snapshot"; readonly view: PoolView }
  | { readonly kind: "delta"; readonly delta: ViewDelta }
  | ({ readonly kind: "events" } & EventNews)
  | { readonly kind: "problem"; readonly problem: PoolProblem }
  | { readonly kind: "ended"; readonly reason: string | undefined };

/** The part of a worker that a session needs; tests give their own. */
export interface WorkerPort {
  send(command: WorkerCommand): void;
  /** Detaches in good order. */
  end(): Promise<void>;
  /** Goes without a word. */
  kill(): Promise<void>;
}

/** What a session begins with: watching as a guest, or joining as planned. */
export type FirstCommand = Extract<WorkerCommand, { kind: "attach" | "join" }>;

const ENDED: ProbeAnswer = { kind: "notAsked", reason: "the pool is not attached" };

const NOT_ATTACHED: AgentMetricsAnswer = { kind: "unknown", reason: "The pool is not attached." };
const NO_API: AgentMetricsAnswer = { kind: "unknown", reason: "No agent's API is read for this pool." };

export class PoolSession {
  /** The latest picture; undefined before the first answer. */
  view: PoolView | undefined;
  /** Why there is no picture; cleared by the next snapshot. */
  problem: PoolProblem | undefined;
  /** Its thread is gone; the last picture stays. */
  hasEnded = false;
  /** What happened since it was attached, bounded. */
  readonly events = new EventRing();
  /** How gossip did, every few seconds, bounded. */
  vitals: readonly VitalsSample[] = [];
  private isSnapshotAsked = false;
  private readonly probes = new Map<number, (answer: ProbeAnswer) => void>();
  private readonly questions = new Map<number, (answer: AgentMetricsAnswer) => void>();
  private nextId = 1;
  private readonly listeners = new Set<(news: SessionNews) => void>();
  private worker: WorkerPort | undefined;

  /** Hears what goes over the pool's sockets, where a trace was asked for. */
  onTrace: (line: string) => void = () => undefined;

  /** We are a member of the pool: detaching takes a leave. */
  isMember = false;

  constructor(readonly pool: KnownPool) {}

  /** Its worker watches already. */
  follow(worker: WorkerPort): void {
    this.worker = worker;
  }

  start(worker: WorkerPort, first: FirstCommand): void {
    this.worker = worker;
    this.isMember = first.kind === "join";
    worker.send(first);
  }

  /** Hears all news until the returned function is called. */
  onNews(listener: (news: SessionNews) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  hear(reply: WorkerReply): void {
    switch (reply.kind) {
      case "ready":
      case "preflight":
      case "joinPlan":
      case "detached":
        return;
      case "traced":
        return this.onTrace(reply.line);
      case "snapshot":
        this.isSnapshotAsked = false;
        this.view = reply.view;
        this.problem = undefined;
        this.events.begin(reply.view.atMs);
        this.vitals = addVitals(this.vitals, reply.view.atMs, reply.view.vitals);
        return this.tell(reply);
      case "delta":
        return this.fold(reply.delta);
      case "events": {
        const { events, before } = this.events.add({ events: reply.events, before: [] });
        if (events.length > 0) this.tell({ kind: "events", events, before });
        return;
      }
      case "probed":
        this.probes.get(reply.probeId)?.(reply.answer);
        this.probes.delete(reply.probeId);
        return;
      case "agentMetrics":
        this.questions.get(reply.id)?.(reply.answer);
        this.questions.delete(reply.id);
        return;
      case "problem":
        this.problem = reply.problem;
        return this.tell(reply);
      default:
        return unreachable(reply);
    }
  }

  /** Asks what the user asked for; a session that ends answers for the worker. */
  probe(probe: MemberProbe): Promise<ProbeAnswer> {
    if (this.hasEnded || this.worker === undefined) return Promise.resolve(ENDED);
    const probeId = this.nextId;
    this.nextId += 1;
    this.worker.send({ kind: "probe", probeId, probe });
    return new Promise((resolve) => this.probes.set(probeId, resolve));
  }

  /** Reads what the asked agent counts of its own gossip; pools without an agent's API say so. */
  agentMetrics(): Promise<AgentMetricsAnswer> {
    if (this.hasEnded || this.worker === undefined) return Promise.resolve(NOT_ATTACHED);
    if (this.view?.info.attach !== "api") return Promise.resolve(NO_API);
    const id = this.nextId;
    this.nextId += 1;
    this.worker.send({ kind: "agentMetrics", id });
    return new Promise((resolve) => this.questions.set(id, resolve));
  }

  ended(reason: string | undefined): void {
    this.hasEnded = true;
    for (const answer of this.probes.values()) answer(ENDED);
    this.probes.clear();
    for (const answer of this.questions.values()) answer(NOT_ATTACHED);
    this.questions.clear();
    if (reason !== undefined) {
      this.problem = {
        kind: "internal",
        message: `Watching ${this.pool.name} stopped: ${reason}.`,
        advice: "Observe the pool again; the log has the details.",
      };
    }
    this.tell({ kind: "ended", reason });
  }

  async detach(): Promise<void> {
    await this.worker?.end();
  }

  /** Ends a detach that takes too long: a member is then taken for failed. */
  async goSilent(): Promise<void> {
    await this.worker?.kill();
  }

  /** A delta that does not continue the view is dropped, and the worker is asked for a snapshot, once. */
  private fold(delta: ViewDelta): void {
    if (this.view !== undefined && follows(this.view, delta)) {
      this.view = applyDelta(this.view, delta);
      this.vitals = addVitals(this.vitals, delta.atMs, delta.vitals);
      return this.tell({ kind: "delta", delta });
    }
    if (this.isSnapshotAsked || (this.view !== undefined && delta.revision <= this.view.revision)) return;
    this.isSnapshotAsked = true;
    this.worker?.send({ kind: "snapshot" });
  }

  private tell(news: SessionNews): void {
    for (const listener of [...this.listeners]) listener(news);
  }
}
