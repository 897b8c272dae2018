/** One round of questions to a Consul agent: who is listed, whether that is all, and who is in Raft. */
import { fail, ok, type Result } from "../base/result.ts";
import type { Instant } from "../base/time.ts";
import type { ConsulSelf } from "../consul/agentJson.ts";
import type { AgentReading } from "../observer/agentReading.ts";
import {
  allHidden,
  fewerThanCounted,
  filteredByHeader,
  notInWan,
  raftUnknown,
  wholenessUnknown,
} from "../observer/apiProblems.ts";
import type { ListedMember } from "../serf/listedMember.ts";
import type { AgentMetrics } from "../view/agentMetrics.ts";
import type { Plane, PoolProblem } from "../view/view.ts";
import type { ConsulHttp, MemberList } from "./consulHttp.ts";
import type { ApiAgent } from "./apiPool.ts";

/** Each refusal leaves an error in the agent's log: what failed is asked again only after this, ms. */
const FAILED_AGAIN_MS = 60_000;
/** Coordinates move slowly. */
const COORDINATES_EVERY_MS = 30_000;
/** Source: consul telemetry.go, the interval of the in-memory sink. */
const METRICS_EVERY_MS = 10_000;

export class ConsulAgent implements ApiAgent {
  private readonly failedUntil = new Map<string, { at: Instant; problem: PoolProblem }>();
  private coordinatesDueAt: Instant = -Infinity;
  private metricsDueAt: Instant = -Infinity;
  private metricsHeld: AgentMetrics | undefined;
  private hasListed = false;

  constructor(
    private readonly http: ConsulHttp,
    private readonly plane: Plane,
  ) {}

  get vantage(): string {
    return this.http.url;
  }

  get traffic(): ConsulHttp["traffic"] {
    return this.http.traffic;
  }

  async read(now: Instant): Promise<Result<AgentReading, PoolProblem>> {
    let list = await this.list();
    if (!list.ok) return list;
    const self = await this.unlessFailed("self", now, () => this.http.self());
    const counted = this.counted(self);
    if (counted !== undefined && list.value.members.length < counted) {
      // A member may have come between the two questions; asked again, the list has it too.
      list = await this.list();
      if (!list.ok) return list;
    }
    const { members, isUnchanged } = list.value;
    if (members.length === 0) return fail(allHidden(this.http.url));
    const [raft, coordinates] = await Promise.all([
      this.unlessFailed("raft", now, () => this.http.raft()),
      this.coordinates(now),
    ]);
    const reading: AgentReading = {
      vantage: this.http.url,
      self: self.ok ? this.memberName(self.value) : undefined,
      members: isUnchanged && this.hasListed ? undefined : members,
      partial: this.partial(list.value, self, counted),
      isEncrypted: self.ok ? this.stats(self.value)?.isEncrypted : undefined,
      problems: raft.ok ? [] : [await this.raftProblem(raft.error)],
      raft: raft.ok ? raft.value : undefined,
      coordinates,
    };
    this.hasListed = true;
    return ok(reading);
  }

  /** Its own metrics change every ten seconds: asked sooner, the last answer is given again. */
  async metrics(now: Instant): Promise<Result<AgentMetrics, PoolProblem>> {
    if (this.metricsHeld !== undefined && now < this.metricsDueAt) return ok(this.metricsHeld);
    this.metricsDueAt = now + METRICS_EVERY_MS;
    const metrics = await this.unlessFailed("metrics", now, () => this.http.metrics());
    this.metricsHeld = metrics.ok ? metrics.value : undefined;
    return metrics;
  }

  end(): void {
    this.http.end();
  }

  private async list(): Promise<Result<MemberList & { members: readonly ListedMember[] }, PoolProblem>> {
    const list = await this.http.members(this.plane === "wan");
    if (!list.ok) return list;
    const { members } = list.value;
    return members === null ? fail(notInWan(this.http.url)) : ok({ ...list.value, members });
  }

  /** Never takes a list for whole without a word of the agent: its header, or a count that agrees. */
  private partial(
    { members, isFiltered }: MemberList & { members: readonly ListedMember[] },
    self: Result<ConsulSelf, PoolProblem>,
    counted: number | undefined,
  ): PoolProblem | undefined {
    const { url } = this.http;
    if (isFiltered === true) return filteredByHeader(url, members.length);
    if (isFiltered === false) return undefined;
    if (counted !== undefined)
      return members.length < counted ? fewerThanCounted(url, members.length, counted) : undefined;
    return self.ok ? undefined : wholenessUnknown(url, members.length);
  }

  private counted(self: Result<ConsulSelf, PoolProblem>): number | undefined {
    return self.ok ? this.stats(self.value)?.members : undefined;
  }

  private stats(self: ConsulSelf): ConsulSelf["lan"] {
    return this.plane === "wan" ? self.wan : self.lan;
  }

  /** Servers are called `node.datacenter` in the WAN pool. Source: consul server_serf.go. */
  private memberName({ nodeName, datacenter }: ConsulSelf): string {
    return this.plane === "wan" ? `${nodeName}.${datacenter}` : nodeName;
  }

  private async raftProblem({ kind, message }: PoolProblem): Promise<PoolProblem> {
    const leader = await this.http.leader();
    const why = kind === "forbidden" ? "refuses to tell them (403)" : `does not tell them (${message})`;
    return raftUnknown(this.http.url, why, leader.ok ? leader.value : undefined);
  }

  private async coordinates(now: Instant): Promise<AgentReading["coordinates"]> {
    if (this.plane === "wan" || now < this.coordinatesDueAt) return [];
    this.coordinatesDueAt = now + COORDINATES_EVERY_MS;
    const coordinates = await this.unlessFailed("coordinates", now, () => this.http.coordinates());
    return coordinates.ok ? coordinates.value : [];
  }

  private async unlessFailed<T>(
    what: string,
    now: Instant,
    ask: () => Promise<Result<T, PoolProblem>>,
  ): Promise<Result<T, PoolProblem>> {
    const failed = this.failedUntil.get(what);
    if (failed !== undefined && now < failed.at) return fail(failed.problem);
    const answer = await ask();
    if (answer.ok) this.failedUntil.delete(what);
    else this.failedUntil.set(what, { at: now + FAILED_AGAIN_MS, problem: answer.error });
    return answer;
  }
}
