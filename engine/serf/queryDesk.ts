/**
 * Questions to the pool, ours and theirs: asking, answering, passing answers on, and the queries that Serf answers by
 * itself. Source: serf serf.go Query, handleQuery, handleQueryResponse; query.go relayResponse; internal_query.go.
 */
import type { Address } from "../base/address.ts";
import { bytesFromText, textFromBytes } from "../base/bytes.ts";
import type { Random } from "../base/random.ts";
import { fail, ok, type Result } from "../base/result.ts";
import type { Instant } from "../base/time.ts";
import type { Keyring } from "../wire/keyring.ts";
import type { SerfConfig } from "./config.ts";
import type { QueryParams } from "./events.ts";
import { encodeConflictResponse, encodeKeyRequest, encodeKeyResponse } from "./internalMessages.ts";
import { answerKeyQuery, fitListing, KeyTally, type KeyOperation } from "./keyQueries.ts";
import type { Secret } from "../base/secret.ts";
import { memberRecord, type SerfMember, type SerfMembers } from "./members.ts";
import {
  encodeSerfMessage,
  type Query,
  QUERY_ACK,
  QUERY_NO_BROADCAST,
  type QueryResponse,
  RESPONSE_ACK,
} from "./messages.ts";
import { NameVote } from "./nameConflict.ts";
import { defaultQueryTimeoutMs, Queries } from "./queries.ts";
import { encodeFilters, isMeant } from "./queryFilters.ts";
import type { Stage } from "./stage.ts";
import type { Tags } from "./tags.ts";

/** Names that begin so are Serf's own. Source: internal_query.go, InternalQueryPrefix. */
const INTERNAL_PREFIX = "_serf_";
const KEY_OPERATIONS: Readonly<Record<string, KeyOperation>> = {
  "_serf_install-key": "install",
  "_serf_use-key": "use",
  "_serf_remove-key": "remove",
  "_serf_list-keys": "list",
};
/** Since this protocol members pass answers on. Source: query.go, relayResponse. */
const RELAY_PROTOCOL = 5;

export interface QueryDeskOptions {
  readonly name: string;
  readonly config: SerfConfig;
  readonly random: Random;
  readonly keyring: Keyring | undefined;
  readonly members: SerfMembers;
  readonly ownTags: () => Tags;
  readonly ownAddress: () => Address;
  /** Members that memberlist knows, the dead and left that it has not yet forgotten included. */
  readonly memberCount: () => number;
}

/** What becomes of the answers to a query of ours, beside being told. */
interface Purpose {
  answer(from: string, payload: Uint8Array): boolean;
  end(stage: Stage): void;
}

export class QueryDesk {
  readonly queries = new Queries();
  private readonly purposes = new Map<number, Purpose>();
  private isVoting = false;

  constructor(private readonly options: QueryDeskOptions) {}

  get deadline(): Instant {
    return this.queries.deadline;
  }

  /** Asks the pool and ourselves. Fails with upstream's words when the query is too large. */
  ask(
    stage: Stage,
    name: string,
    payload: Uint8Array,
    params: QueryParams,
    purpose?: Purpose,
  ): Result<Query, string> {
    const { config } = this.options;
    if (config.protocolVersion < 4) return fail("Feature not supported");
    if (!this.queries.canAsk) return fail("too many queries are running");
    const query = this.newQuery(name, payload, params);
    const bytes = encodeSerfMessage({ kind: "query", ...query });
    if (bytes.length > config.querySizeLimit)
      return fail(`query exceeds limit of ${config.querySizeLimit} bytes`);
    if (purpose !== undefined) this.purposes.set(query.time, purpose);
    this.queries.ask(stage.now, query);
    if (purpose === undefined) stage.event({ kind: "queryStarted", name, time: query.time, id: query.id });
    this.take(stage, query);
    stage.spread("queries", bytes);
    return ok(query);
  }

  /** Changes or lists the keys of all members. */
  askForKeys(stage: Stage, operation: KeyOperation, key: Secret | undefined): Result<Query, string> {
    const name = Object.entries(KEY_OPERATIONS).find(([, known]) => known === operation)?.[0] ?? "";
    const alive = [...this.options.members.all()].filter(({ status }) => status === "alive").length;
    const { keyring } = this.options;
    const tally = new KeyTally(operation, alive, (held) => keyring?.aead.fingerprint(held) ?? "");
    return this.ask(
      stage,
      name,
      encodeKeyRequest(key),
      {},
      {
        answer: (from, payload) => {
          tally.take(from, payload);
          return tally.isComplete;
        },
        end: (at) => at.event({ kind: "keysFinished", summary: tally.summary() }),
      },
    );
  }

  /** Lets the pool vote on who may keep our name; `onEnd` hears whether it is us. */
  voteOnName(stage: Stage, onEnd: (isWon: boolean) => void): void {
    if (this.isVoting) return;
    this.isVoting = true;
    const vote = new NameVote(this.options.ownAddress());
    const asked = this.ask(
      stage,
      "_serf_conflict",
      bytesFromText(this.options.name),
      {},
      {
        answer: (_, payload) => {
          vote.take(payload);
          return false;
        },
        end: (at) => {
          this.isVoting = false;
          at.event({ kind: "nameVoteFinished", isWon: vote.isWon, ...vote.score });
          onEnd(vote.isWon);
        },
      },
    );
    if (!asked.ok) this.isVoting = false;
  }

  /** A query arrived; says whether it shall be passed on. */
  take(stage: Stage, query: Query): boolean {
    const verdict = this.queries.heard(query);
    if (verdict === "tooOld") {
      stage.event({ kind: "messageDropped", reason: `received old query from time ${query.time}` });
    }
    if (verdict !== "new") return false;
    const shallSpread = (query.flags & QUERY_NO_BROADCAST) === 0;
    const { name, ownTags } = this.options;
    const report = (reason: string): void => stage.event({ kind: "messageDropped", reason });
    if (!isMeant(query.filters, name, ownTags(), report)) return shallSpread;
    if ((query.flags & QUERY_ACK) !== 0) {
      const { time, id } = query;
      this.reply(stage, query, { time, id, from: name, flags: RESPONSE_ACK, payload: new Uint8Array(0) });
    }
    if (query.name.startsWith(INTERNAL_PREFIX)) this.answerItself(stage, query);
    else {
      this.queries.keepOpen(stage.now, query);
      stage.event({ ...query, kind: "query" });
    }
    return shallSpread;
  }

  /** Our application's answer. */
  respond(stage: Stage, time: number, id: number, payload: Uint8Array): Result<undefined, string> {
    const query = this.queries.takeOpen(stage.now, time, id);
    return typeof query === "string" ? fail(query) : this.sendResponse(stage, query, payload);
  }

  /** Somebody's answer to a query of ours. */
  takeResponse(stage: Stage, response: QueryResponse): void {
    const { time, from, payload } = response;
    const verdict = this.queries.heardResponse(stage.now, response);
    if (verdict === "notRunning" || verdict === "otherId") {
      const why = verdict === "otherId" ? "query reply ID mismatch" : "reply for non-running query";
      return stage.event({ kind: "messageDropped", reason: `${why} (LTime ${time}) from ${from}` });
    }
    const purpose = this.purposes.get(time);
    if (verdict === "ack" && purpose === undefined) stage.event({ kind: "queryAck", time, from });
    if (verdict !== "response") return;
    if (purpose === undefined) stage.event({ kind: "queryResponse", time, from, payload });
    else if (purpose.answer(from, payload)) this.end(stage, time);
  }

  /** Ends what is over. */
  due(stage: Stage): void {
    for (const { query, acks, responses } of this.queries.finished(stage.now)) {
      if (this.purposes.has(query.time)) this.end(stage, query.time);
      else {
        const counts = { acks: acks.size, responses: responses.size };
        stage.event({ kind: "queryFinished", time: query.time, ...counts });
      }
    }
  }

  private end(stage: Stage, time: number): void {
    const purpose = this.purposes.get(time);
    this.purposes.delete(time);
    this.queries.stop(time);
    purpose?.end(stage);
  }

  private newQuery(name: string, payload: Uint8Array, params: QueryParams): Query {
    const { config, random, ownAddress, memberCount } = this.options;
    const { ip, port } = ownAddress();
    const { gossipIntervalMs } = config.swim;
    const standard = defaultQueryTimeoutMs(memberCount(), gossipIntervalMs, config.queryTimeoutMult);
    return {
      time: this.queries.clock.time,
      id: random.uint32() >>> 1,
      ...{ ip, port, sourceNode: this.options.name, name, payload },
      filters: encodeFilters(params),
      flags: params.requestAck === true ? QUERY_ACK : 0,
      relayFactor: params.relayFactor ?? 0,
      timeoutMs: params.timeoutMs ?? standard,
    };
  }

  private answerItself(stage: Stage, query: Query): void {
    const operation = KEY_OPERATIONS[query.name];
    if (operation !== undefined) return this.answerAboutKeys(stage, query, operation);
    if (query.name === "_serf_ping") return; // The ack is the answer.
    if (query.name !== "_serf_conflict") {
      return stage.event({ kind: "messageDropped", reason: `unhandled internal query '${query.name}'` });
    }
    const name = textFromBytes(query.payload);
    if (name === this.options.name) return;
    const member = this.options.members.find(name);
    const record = member === undefined ? undefined : memberRecord(member);
    this.sendResponse(stage, query, encodeConflictResponse(record));
  }

  private answerAboutKeys(stage: Stage, query: Query, operation: KeyOperation): void {
    const response = answerKeyQuery(operation, query.payload, this.options.keyring);
    const limit = this.options.config.queryResponseSizeLimit;
    const sizeOf = (payload: Uint8Array): number => this.encodedResponse(query, payload).length;
    const isListing = operation === "list" && response.isDone;
    const payload = isListing ? fitListing(response, limit, sizeOf) : encodeKeyResponse(response);
    this.sendResponse(stage, query, payload);
  }

  private sendResponse(stage: Stage, query: Query, payload: Uint8Array): Result<undefined, string> {
    const { queryResponseSizeLimit } = this.options.config;
    if (this.encodedResponse(query, payload).length > queryResponseSizeLimit) {
      return fail(`response exceeds limit of ${queryResponseSizeLimit} bytes`);
    }
    const { time, id } = query;
    this.reply(stage, query, { time, id, from: this.options.name, flags: 0, payload });
    return ok(undefined);
  }

  private encodedResponse({ time, id }: Query, payload: Uint8Array): Uint8Array {
    return encodeSerfMessage({ kind: "queryResponse", time, id, from: this.options.name, flags: 0, payload });
  }

  /** Sends an answer straight to the asker, and copies of it through others when the asker wants that. */
  private reply(stage: Stage, query: Query, response: QueryResponse): void {
    const message = encodeSerfMessage({ kind: "queryResponse", ...response });
    const { ip, port, sourceNode: node, relayFactor } = query;
    stage.send({ ip, port }, message);
    if (relayFactor === 0 || this.options.members.size < relayFactor + 1) return;
    const relay = encodeSerfMessage({ kind: "relay", ip, port, node, message });
    if (relay.length > this.options.config.queryResponseSizeLimit) return;
    for (const member of this.pickRelays(relayFactor)) stage.send(member, relay);
  }

  private pickRelays(count: number): SerfMember[] {
    const { members, name, random } = this.options;
    const able = [...members.all()].filter(
      (member) =>
        member.status === "alive" && (member.versions?.[1] ?? 0) >= RELAY_PROTOCOL && member.name !== name,
    );
    const picked: SerfMember[] = [];
    while (picked.length < count && able.length > 0) {
      picked.push(...able.splice(random.below(able.length), 1));
    }
    return picked;
  }
}
