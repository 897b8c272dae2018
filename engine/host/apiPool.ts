/** A pool as one agent's API tells it: the agent is asked at an interval, and its answers folded by an `Observer`. */
import { fail, type Result } from "../base/result.ts";
import type { Instant } from "../base/time.ts";
import type { AgentReading } from "../observer/agentReading.ts";
import { Observer } from "../observer/observer.ts";
import type { PoolSource } from "../observer/source.ts";
import type { ViewDelta } from "../view/delta.ts";
import type { PoolEvent } from "../view/event.ts";
import type { AgentMetrics, AgentMetricsAnswer } from "../view/agentMetrics.ts";
import type { ProbeAnswer } from "../view/probe.ts";
import { NO_TRAFFIC, type PoolInfo, type PoolProblem, type PoolView, type Traffic } from "../view/view.ts";
import { now, wallMs } from "./driver.ts";
import { PoolFeed } from "./poolFeed.ts";

/** An agent's API, whichever it is. */
export interface ApiAgent {
  /** The address as it is shown. */
  readonly vantage: string;
  readonly traffic: { readonly requests: number; readonly bytesOut: number; readonly bytesIn: number };
  /** One round of questions. Never rejects. */
  read(now: Instant): Promise<Result<AgentReading, PoolProblem>>;
  /** What it counts of its own gossip; absent where no agent tells. Never rejects. */
  metrics?(now: Instant): Promise<Result<AgentMetrics, PoolProblem>>;
  /** Closes connections; a read under way fails. */
  end(): void;
}

export interface ApiPoolOptions {
  readonly info: PoolInfo;
  /** Between two rounds of questions, ms. */
  readonly intervalMs: number;
  readonly membersMax?: number | undefined;
}

/** Rounds are never closer together than this, and at most this far apart while the agent is silent, ms. */
const INTERVAL_MS_MIN = 1_000;
const BACKOFF_MS_MAX = 60_000;

export class ApiPool implements PoolSource {
  private readonly observer: Observer;
  private readonly feed: PoolFeed;
  private timer: NodeJS.Timeout | undefined;
  private failures = 0;
  private answers = 0;
  private isStopped = false;

  constructor(
    private readonly agent: ApiAgent,
    private readonly options: ApiPoolOptions,
  ) {
    this.observer = new Observer(options.info, this.traffic(), options.membersMax);
    this.feed = new PoolFeed(this.observer.ledger, () => this.traffic());
  }

  /** Asks the first time; gives what stood in the way, undefined when the agent answered. */
  async start(): Promise<PoolProblem | undefined> {
    const problem = await this.ask();
    this.askLater();
    return problem;
  }

  snapshot(): PoolView {
    return this.feed.snapshot();
  }

  takeDelta(): ViewDelta | undefined {
    return this.feed.takeDelta();
  }

  takeEvents(): readonly PoolEvent[] {
    return this.feed.takeEvents();
  }

  onChange(listener: () => void): void {
    this.feed.onChange(listener);
  }

  /** An API cannot ping; the agent's own pings are its own. */
  probe(): Promise<ProbeAnswer> {
    const reason = "this pool is seen through an agent's API; observe its gossip port to ping members";
    return Promise.resolve({ kind: "notAsked", reason });
  }

  async agentMetrics(): Promise<AgentMetricsAnswer> {
    const answer = await this.agent.metrics?.(now());
    if (answer === undefined)
      return { kind: "unknown", reason: "Serf's RPC does not tell what an agent counts." };
    if (answer.ok) return { kind: "told", metrics: answer.value };
    return { kind: "unknown", reason: `${answer.error.message} ${answer.error.advice}` };
  }

  detach(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    this.agent.end();
    return Promise.resolve();
  }

  private async ask(): Promise<PoolProblem | undefined> {
    const reading = await this.agent.read(now()).catch(brokenAgent);
    if (this.isStopped) return undefined;
    if (reading.ok) {
      this.failures = 0;
      this.answers += 1;
      this.observer.heardReading(wallMs(), reading.value);
    } else {
      this.failures += 1;
      this.observer.vantageFailed(this.agent.vantage, reading.error);
    }
    this.feed.tell();
    return reading.ok ? undefined : reading.error;
  }

  private askLater(): void {
    if (this.isStopped) return;
    const intervalMs = Math.max(INTERVAL_MS_MIN, this.options.intervalMs);
    const waitMs = Math.min(
      Math.max(BACKOFF_MS_MAX, intervalMs),
      intervalMs * 2 ** Math.min(8, this.failures),
    );
    this.timer = setTimeout(() => void this.ask().then(() => this.askLater()), waitMs);
  }

  private traffic(): Traffic {
    const { requests, bytesOut, bytesIn } = this.agent.traffic;
    return { ...NO_TRAFFIC, packetsOut: requests, bytesOut, packetsIn: this.answers, bytesIn };
  }
}

/** A mistake of ours must not end the thread: it is shown like any other problem. */
function brokenAgent(cause: unknown): Result<never, PoolProblem> {
  const message = `Reading the agent failed: ${cause instanceof Error ? cause.message : String(cause)}.`;
  return fail({ kind: "internal", message, advice: "Report this; the log has the details." });
}
