/**
 * Failure detection, one member a round, each member once in every pass over the shuffled table:
 *
 *     0            ping the target directly
 *     timeout      ask k others to ping it, and try it over TCP
 *     interval     nobody got through: suspect it
 *
 * A node that doubts its own health stretches the interval; the direct ping's timeout stays.
 * Source: SWIM §3.1, §4.3; Lifeguard, LHA-Probe and Buddy System; memberlist state.go probe, probeNode.
 */
import type { Outbox, StreamId } from "../base/machine.ts";
import type { Random } from "../base/random.ts";
import { NEVER, type Instant } from "../base/time.ts";
import { encodeMessage } from "../wire/messageCodec.ts";
import type { ReplyTo, StreamMessage } from "../wire/messages.ts";
import type { AckHandler, Acks } from "./acks.ts";
import type { Awareness } from "./awareness.ts";
import type { SwimConfig } from "./config.ts";
import type { SwimDelegate } from "./delegate.ts";
import type { ProbeOutcome, SwimEvent } from "./events.ts";
import type { Member } from "./member.ts";
import type { Membership } from "./membership.ts";
import type { Packets } from "./packets.ts";
import type { Conversation, OpenStream, Streams } from "./streams.ts";
import { Ticker, type Sleeper } from "./timers.ts";
import type { Uplink } from "./uplink.ts";

type Out = Outbox<SwimEvent>;

/** Since these protocol versions members answer pings over TCP, and say so when an indirect ping fails. */
const TCP_PING_SINCE = 3;
const NACK_SINCE = 4;

/** One probe while it runs. */
class Round implements AckHandler, Conversation {
  seqNo = 0;
  isIndirect = false;
  /** In a send that the way out does not take. */
  isStuck = false;
  /** Helpers that are still to be asked. */
  helpers: number[] = [];
  /** The TCP ping beside the indirect ones, while it runs. */
  stream: StreamId | undefined = undefined;
  hasAnsweredTcp = false;
  nacksExpected = 0;
  nacksHeard = 0;

  constructor(
    private readonly prober: Prober,
    /** The target as it was when the round began. */
    readonly target: Member,
    readonly sentAt: Instant,
    public directUntil: Instant,
    readonly until: Instant,
  ) {}

  acked(now: Instant, payload: Uint8Array, out: Out): void {
    this.prober.succeed(now, this, payload, out);
  }

  nacked(): void {
    this.nacksHeard += 1;
  }

  opened(_now: Instant, stream: OpenStream, out: Out): void {
    this.prober.pingOver(stream, this, out);
  }

  heard(_now: Instant, _stream: OpenStream, message: StreamMessage): void {
    this.stream = undefined;
    this.hasAnsweredTcp = message.kind === "ackResp" && message.seqNo === this.seqNo;
  }

  failed(): void {
    this.stream = undefined;
  }
}

/** What a prober works with. */
interface ProberParts {
  readonly membership: Membership;
  readonly awareness: Awareness;
  readonly acks: Acks;
  readonly packets: Packets;
  readonly streams: Streams;
  readonly delegate: SwimDelegate;
  readonly random: Random;
  readonly uplink: Uplink;
}

export class Prober implements Sleeper {
  private readonly ticker: Ticker;
  private round: Round | undefined = undefined;
  /** Position in the probe order of the next member. */
  private index = 0;

  constructor(
    private readonly self: ReplyTo,
    private readonly config: SwimConfig,
    private readonly parts: ProberParts,
  ) {
    this.ticker = new Ticker(config.probeIntervalMs);
  }

  get deadline(): Instant {
    const { round } = this;
    if (round === undefined) return this.ticker.next;
    if (round.isStuck) return this.parts.uplink.isBlocked ? NEVER : -Infinity;
    return round.isIndirect ? round.until : round.directUntil;
  }

  start(now: Instant): void {
    this.ticker.start(now);
  }

  due(now: Instant, out: Out): void {
    const { round } = this;
    if (round === undefined) {
      this.ticker.take(now);
      this.begin(now, out);
    } else if (round.isStuck) this.goOn(now, round, out);
    else if (round.isIndirect) this.giveUp(now, round, out);
    else this.askOthers(now, round, out);
  }

  succeed(now: Instant, round: Round, payload: Uint8Array, out: Out): void {
    if (this.round !== round) return;
    this.finish(round, round.isIndirect ? "ackedLate" : "acked", -1, out);
    if (!round.isIndirect) this.parts.delegate.notifyPingComplete(round.target, now - round.sentAt, payload);
  }

  pingOver(stream: OpenStream, round: Round, out: Out): void {
    this.parts.streams.write(stream, this.pingOf(round), out);
  }

  /** Begins the next round, if there is anybody to probe. */
  private begin(now: Instant, out: Out): void {
    const id = this.nextTarget(now, out);
    if (id < 0) return;
    const { probeIntervalMs, probeTimeoutMs } = this.config;
    const until = now + this.parts.awareness.scale(probeIntervalMs);
    const directUntil = Math.min(until, now + probeTimeoutMs);
    const round = new Round(this, this.parts.membership.table.member(id), now, directUntil, until);
    round.seqNo = this.parts.acks.expect(round);
    this.round = round;
    this.ping(round, out);
    round.isStuck = this.parts.uplink.isBlocked;
  }

  /** The way out is free again: the ping has left only now, or the next helper can be asked. */
  private goOn(now: Instant, round: Round, out: Out): void {
    round.isStuck = false;
    if (round.isIndirect) return this.askHelpers(now, round, out);
    round.directUntil = Math.min(round.until, now + this.config.probeTimeoutMs);
  }

  /** The next member in the round, -1 if nobody but the dead and we ourselves are left. */
  private nextTarget(now: Instant, out: Out): number {
    const { table } = this.parts.membership;
    for (let looked = 0; looked < table.size; looked += 1) {
      if (this.index >= table.size) {
        this.parts.membership.reap(now, out);
        this.index = 0;
        continue;
      }
      const id = table.at(this.index);
      this.index += 1;
      if (!table.isDeadOrLeft(id) && table.name(id) !== this.self.node) return id;
    }
    return -1;
  }

  private ping(round: Round, out: Out): void {
    const { name, address, state, incarnation } = round.target;
    const ping = encodeMessage(this.pingOf(round));
    if (state === "alive" || !this.config.buddySystem) {
      return this.parts.packets.sendWithBroadcasts(address, ping, out);
    }
    const suspect = encodeMessage({ kind: "suspect", incarnation, node: name, from: this.self.node });
    this.parts.packets.sendParts(round.target, [ping, suspect], out);
  }

  private askOthers(now: Instant, round: Round, out: Out): void {
    const { table } = this.parts.membership;
    round.isIndirect = true;
    round.helpers = table.pick(
      this.config.indirectChecks,
      this.parts.random,
      (id) => table.isAlive(id) && table.name(id) !== this.self.node && table.name(id) !== round.target.name,
    );
    this.askHelpers(now, round, out);
  }

  /** Asks the helpers one by one, then tries the target over TCP. */
  private askHelpers(now: Instant, round: Round, out: Out): void {
    for (let id = round.helpers.shift(); id !== undefined; id = round.helpers.shift()) {
      this.askOne(round, id, out);
      round.isStuck = this.parts.uplink.isBlocked;
      if (round.isStuck) return;
    }
    const { address, versions } = round.target;
    if (this.config.disableTcpPings || (versions?.[1] ?? 0) < TCP_PING_SINCE || round.until <= now) return;
    round.stream = this.parts.streams.dial(now, address, round.until - now, round, out);
  }

  private askOne(round: Round, id: number, out: Out): void {
    const { seqNo, target } = round;
    const helper = this.parts.membership.table.identity(id);
    const nack = (helper.versions?.[1] ?? 0) >= NACK_SINCE;
    if (nack) round.nacksExpected += 1;
    const { ip, port } = target.address;
    const request = encodeMessage({
      kind: "indirectPing",
      seqNo,
      target: ip,
      port,
      node: target.name,
      nack,
      source: this.self,
    });
    this.parts.packets.sendWithBroadcasts(helper.address, request, out);
  }

  private giveUp(now: Instant, round: Round, out: Out): void {
    if (round.hasAnsweredTcp) return this.finish(round, "tcpOnly", -1, out);
    const { nacksExpected, nacksHeard, target } = round;
    // Who asked for nacks and did not get them may be cut off itself.
    const delta = nacksExpected > 0 ? Math.max(0, nacksExpected - nacksHeard) : 1;
    const { name: node, incarnation } = target;
    this.parts.membership.suspect(now, { kind: "suspect", incarnation, node, from: this.self.node }, out);
    this.finish(round, "failed", delta, out);
  }

  private finish(round: Round, outcome: ProbeOutcome, awarenessDelta: number, out: Out): void {
    this.round = undefined;
    this.parts.acks.forget(round.seqNo);
    if (round.stream !== undefined) this.parts.streams.drop(round.stream, out);
    out.event({ kind: "probeFinished", target: round.target.name, outcome });
    if (!this.parts.awareness.apply(awarenessDelta)) return;
    out.event({ kind: "awarenessChanged", score: this.parts.awareness.score });
  }

  private pingOf({ seqNo, target }: Round): {
    kind: "ping";
    seqNo: number;
    node: string;
    source: ReplyTo;
  } {
    return { kind: "ping", seqNo, node: target.name, source: this.self };
  }
}
