/**
 * Consul's HTTP API, read only: one agent, its members, its count of them, Raft's configuration, coordinates.
 * A body that is the same as before is known by its bytes and not parsed again.
 */
import { fail, ok, type Result } from "../base/result.ts";
import type { Secret } from "../base/secret.ts";
import {
  isNomadMembers,
  readCoordinates,
  readLeader,
  readMembers,
  readRaft,
  readSelf,
  type ConsulRaftPeer,
  type ConsulSelf,
} from "../consul/agentJson.ts";
import { readAgentMetrics } from "../consul/agentMetrics.ts";
import { apiFailure, httpRefusal, isNomad, notConsul } from "../observer/apiProblems.ts";
import type { VivaldiCoordinate } from "../serf/coordinate.ts";
import type { ListedMember } from "../serf/listedMember.ts";
import type { AgentMetrics } from "../view/agentMetrics.ts";
import type { PoolProblem } from "../view/view.ts";
import { HttpClient, type HttpAnswer } from "./http.ts";
import type { TlsIdentity } from "../view/workerProtocol.ts";

/** Set by newer agents, and only for requests with a token. Source: consul agent_endpoint.go, AgentMembers. */
const FILTERED_HEADER = "x-consul-results-filtered-by-acls";

export interface MemberList {
  /** `null` for a client that was asked about the WAN. */
  readonly members: readonly ListedMember[] | null;
  /** What the agent says of its own filter; undefined when it says nothing. */
  readonly isFiltered: boolean | undefined;
  /** The body is, byte for byte, the one before; `members` are the same objects. */
  readonly isUnchanged: boolean;
}

/** For what is good to know but must not hold up the member list: without a leader Consul thinks for 7 s. */
const ASIDE_TIMEOUT_MS = 2_500;

interface Kept {
  readonly body: Buffer;
  readonly value: unknown;
}

export class ConsulHttp {
  readonly url: string;
  private readonly client: HttpClient;
  private readonly kept = new Map<string, Kept>();

  constructor(
    base: URL,
    private readonly token: Secret | undefined,
    tls: TlsIdentity,
  ) {
    this.url = base.href.replace(/\/$/, "");
    this.client = new HttpClient(base, tls);
  }

  get traffic(): HttpClient["traffic"] {
    return this.client.traffic;
  }

  async members(isWan: boolean): Promise<Result<MemberList, PoolProblem>> {
    const path = isWan ? "/v1/agent/members?wan=1" : "/v1/agent/members";
    const answer = await this.ask(path);
    if (!answer.ok) return answer;
    const header = answer.value.headers[FILTERED_HEADER];
    const read = this.parse(path, answer.value, (text) => {
      const members = readMembers(text);
      return members.ok ? ok(members.value ?? null) : members;
    });
    if (read.ok) {
      const isFiltered = header === "true" ? true : header === "false" ? false : undefined;
      return ok({ members: read.value.value, isFiltered, isUnchanged: read.value.isUnchanged });
    }
    return isNomadMembers(answer.value.body.toString("utf8")) ? fail(isNomad(this.url)) : read;
  }

  self(): Promise<Result<ConsulSelf, PoolProblem>> {
    return this.read("/v1/agent/self", readSelf);
  }

  /** As the asked server has it in its own log; a client passes the question on to one. */
  raft(): Promise<Result<readonly ConsulRaftPeer[], PoolProblem>> {
    return this.read("/v1/operator/raft/configuration?stale", readRaft, ASIDE_TIMEOUT_MS);
  }

  leader(): Promise<Result<string, PoolProblem>> {
    return this.read("/v1/status/leader", readLeader, ASIDE_TIMEOUT_MS);
  }

  coordinates(): Promise<Result<readonly (readonly [string, VivaldiCoordinate])[], PoolProblem>> {
    return this.read("/v1/coordinate/nodes?stale", readCoordinates, ASIDE_TIMEOUT_MS);
  }

  /** What it counts of gossip, for the last whole ten seconds. */
  async metrics(): Promise<Result<AgentMetrics, PoolProblem>> {
    const read = await this.read("/v1/agent/metrics", readAgentMetrics, ASIDE_TIMEOUT_MS);
    return read.ok ? ok({ agent: this.url, ...read.value }) : read;
  }

  end(): void {
    this.client.end();
  }

  private async read<T>(
    path: string,
    reader: (text: string) => Result<T, string>,
    timeoutMs?: number,
  ): Promise<Result<T, PoolProblem>> {
    const answer = await this.ask(path, timeoutMs);
    if (!answer.ok) return answer;
    const read = this.parse(path, answer.value, reader);
    return read.ok ? ok(read.value.value) : read;
  }

  private async ask(path: string, timeoutMs?: number): Promise<Result<HttpAnswer, PoolProblem>> {
    const token = this.token === undefined ? {} : { "x-consul-token": headerText(this.token) };
    const answer = await this.client.get(path, token, timeoutMs);
    if (!answer.ok) return fail(apiFailure(this.url, answer.error.kind, answer.error.message));
    const { status, body } = answer.value;
    if (status === 200) return answer;
    return fail(httpRefusal(this.url, path, status, body.toString("utf8", 0, 400)));
  }

  private parse<T>(
    path: string,
    { body }: HttpAnswer,
    reader: (text: string) => Result<T, string>,
  ): Result<{ readonly value: T; readonly isUnchanged: boolean }, PoolProblem> {
    const kept = this.kept.get(path);
    if (kept?.body.equals(body) === true) return ok({ value: kept.value as T, isUnchanged: true });
    const value = reader(body.toString("utf8"));
    if (!value.ok) return fail(notConsul(this.url, value.error));
    this.kept.set(path, { body, value: value.value });
    return ok({ value: value.value, isUnchanged: false });
  }
}

function headerText(token: Secret): string {
  return new TextDecoder().decode(token.reveal());
}
