/**
 * Full exchanges that we begin: from time to time with one random member, and to join.
 * Source: memberlist state.go pushPullTrigger, pushPull, pushPullNode; memberlist.go Join.
 */
import { formatAddress, type Address } from "../base/address.ts";
import { EMPTY_BYTES } from "../base/bytes.ts";
import type { Outbox, StreamEnd } from "../base/machine.ts";
import type { Random } from "../base/random.ts";
import { NEVER, type Instant } from "../base/time.ts";
import type { WireError } from "../wire/error.ts";
import type { StreamMessage } from "../wire/messages.ts";
import type { SwimConfig } from "./config.ts";
import type { ExchangeFailure, SwimEvent } from "./events.ts";
import type { Exchange } from "./exchange.ts";
import type { MemberTable } from "./members.ts";
import { pushPullScaleMs } from "./scaling.ts";
import type { Conversation, OpenStream, Streams } from "./streams.ts";
import type { Sleeper } from "./timers.ts";
import type { Uplink } from "./uplink.ts";

type Out = Outbox<SwimEvent>;
type Done = (now: Instant, reason: string | undefined, out: Out) => void;

const NOTHING = { kind: "pushPull", join: false, nodes: [], userState: EMPTY_BYTES } as const;

export class PushPulls implements Sleeper {
  private next: Instant = NEVER;
  /** `next` only begins the first interval. */
  private isBefore = true;

  constructor(
    private readonly name: string,
    private readonly config: SwimConfig,
    private readonly table: MemberTable,
    private readonly exchange: Exchange,
    private readonly streams: Streams,
    private readonly random: Random,
    private readonly uplink: Uplink,
  ) {}

  /** While the way out is blocked the exchange that is due waits. */
  get deadline(): Instant {
    return this.uplink.isBlocked && !this.isBefore ? NEVER : this.next;
  }

  /**
   * A random part of the interval passes before the first interval begins, so that a pool does not beat as one. How
   * long the first one is depends on the members known when it begins: who starts alone has joined by then.
   */
  start(now: Instant): void {
    const { pushPullIntervalMs } = this.config;
    if (pushPullIntervalMs > 0) this.next = now + this.random.float() * pushPullIntervalMs;
  }

  due(now: Instant, out: Out): void {
    if (this.isBefore) {
      this.isBefore = false;
      return this.rest(now);
    }
    this.next = NEVER;
    const { table } = this;
    const [id] = table.pick(
      1,
      this.random,
      (member) => table.isAlive(member) && table.name(member) !== this.name,
    );
    if (id === undefined) return this.rest(now);
    const { address } = table.identity(id);
    this.with(now, address, false, out, (later) => this.rest(later));
  }

  /** Exchanges states with each address in turn and tells how many answered. */
  join(now: Instant, join: number, addresses: readonly Address[], looksFirst: boolean, out: Out): void {
    const left = [...addresses];
    const failures: ExchangeFailure[] = [];
    let reached = 0;
    const next = (at: Instant, to: Out): void => {
      const peer = left.shift();
      if (peer === undefined) return to.event({ kind: "joinFinished", join, reached, failures });
      const done: Done = (later, reason, into) => {
        if (reason === undefined) reached += 1;
        else failures.push({ peer, reason });
        next(later, into);
      };
      if (looksFirst) this.look(at, peer, to, done);
      else this.with(at, peer, true, to, done);
    };
    next(now, out);
  }

  /** Reads the other side's table without telling ours, and joins only if nothing speaks against it. */
  private look(now: Instant, peer: Address, out: Out, done: Done): void {
    const talk = new Talk(
      this.streams,
      () => NOTHING,
      (at, answer, to) => {
        if (answer.kind === "failed") return done(at, answer.reason, to);
        const refusal = this.exchange.refusalOf(true, answer.state.nodes);
        if (refusal !== undefined) return done(at, refusal, to);
        this.with(at, peer, true, to, done);
      },
    );
    this.streams.dial(now, peer, this.config.tcpTimeoutMs, talk, out);
  }

  private with(now: Instant, peer: Address, join: boolean, out: Out, done: Done): void {
    const talk = new Talk(
      this.streams,
      () => this.exchange.localState(join),
      (at, answer, to) => {
        // The other side echoes our join flag, but ours is what we act by.
        const reason =
          answer.kind === "failed" ? answer.reason : this.exchange.merge(at, { ...answer.state, join }, to);
        if (reason !== undefined)
          to.event({ kind: "pushPullFailed", failure: { peer, reason }, isOurs: true });
        else to.event({ kind: "pushPullMerged", peer, join, isOurs: true });
        done(at, reason, to);
      },
    );
    this.streams.dial(now, peer, this.config.tcpTimeoutMs, talk, out);
  }

  private rest(from: Instant): void {
    this.next = from + pushPullScaleMs(this.config.pushPullIntervalMs, this.table.size);
  }
}

type Answer =
  | { readonly kind: "state"; readonly state: Extract<StreamMessage, { kind: "pushPull" }> }
  | { readonly kind: "failed"; readonly reason: string };

/** The client's side of one push/pull: says its part, waits for the other's. */
class Talk implements Conversation {
  constructor(
    private readonly streams: Streams,
    private readonly words: () => Extract<StreamMessage, { kind: "pushPull" }>,
    private readonly answered: (now: Instant, answer: Answer, out: Out) => void,
  ) {}

  opened(_now: Instant, stream: OpenStream, out: Out): void {
    this.streams.write(stream, this.words(), out);
  }

  heard(now: Instant, _stream: OpenStream, message: StreamMessage, out: Out): void {
    if (message.kind === "pushPull") return this.answered(now, { kind: "state", state: message }, out);
    const reason =
      message.kind === "err" ? `remote error: ${message.error}` : `a ${message.kind} instead of a state`;
    this.answered(now, { kind: "failed", reason }, out);
  }

  failed(now: Instant, { peer }: OpenStream, problem: WireError | StreamEnd, out: Out): void {
    const words = typeof problem === "string" ? END_WORDS[problem] : problem.message;
    this.answered(now, { kind: "failed", reason: `${formatAddress(peer)}: ${words}` }, out);
  }
}

const END_WORDS: Readonly<Record<StreamEnd, string>> = {
  ended: "closed the connection without an answer",
  refused: "the connection was refused",
  reset: "the connection was reset",
  unreachable: "there is no way to this address",
  timeout: "no answer in time",
  failed: "the connection failed",
};
