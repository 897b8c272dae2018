/**
 * Watches a pool without being a member of it: reads full states in rotation, pings one member a second, and takes
 * the gossip that rides on the acks. A sans-I/O machine; all that it sends goes through its `GuestDoor`.
 *
 * Invariant: nothing that was heard is ever sent on. Invariant: what arrives and was not asked for is dropped.
 */
import { formatAddress, type Address } from "../base/address.ts";
import { unreachable } from "../base/assert.ts";
import type { Input, Machine, Outbox, StreamEnd, StreamId } from "../base/machine.ts";
import type { Random } from "../base/random.ts";
import { earliest, NEVER, type Instant } from "../base/time.ts";
import { decodeCoordinate, type VivaldiCoordinate } from "../serf/coordinate.ts";
import { decodeLeaveIntent, type LeaveIntent } from "../serf/intents.ts";
import { decodeSerfState, type SerfState } from "../serf/pushPullState.ts";
import type { MemberProbe } from "../view/probe.ts";
import type { PoolProblem } from "../view/view.ts";
import {
  MESSAGE_TYPE,
  type Dead,
  type HeardAlive,
  type PacketMessage,
  type Suspect,
} from "../wire/messages.ts";
import { openPacket, type PacketSecurity } from "../wire/packet.ts";
import { decodePushPullColumns, type PushPullColumns } from "../wire/pushPullColumns.ts";
import { decodeStreamMessage } from "../wire/streamMessage.ts";
import { MemberPaces, readScale, type GuestBudget } from "./budget.ts";
import type { Endpoint, GuestDoor } from "./door.ts";
import { peerProblem, quarantined, udpBlocked, waitsForUser, wireProblem } from "./problems.ts";
import { Probes, type ProbeAnswered } from "./probes.ts";
import { Reading } from "./reading.ts";
import { Rounds, type Target } from "./rounds.ts";

export type GuestCommand =
  /** Asks again those who were given up, after the user changed something. */
  | { readonly kind: "retry" }
  /** A question of the user; answered by `probed` with the same id. */
  | { readonly kind: "probe"; readonly probeId: number; readonly probe: MemberProbe }
  /** Stops asking for good. */
  | { readonly kind: "stop" };

export type GuestEvent =
  | {
      readonly kind: "stateRead";
      readonly from: string;
      readonly rows: PushPullColumns;
      readonly serf: SerfState | undefined;
    }
  | { readonly kind: "gossip"; readonly from: string; readonly message: Suspect | HeardAlive | Dead }
  | { readonly kind: "leave"; readonly from: string; readonly intent: LeaveIntent }
  | {
      readonly kind: "pong";
      readonly name: string;
      readonly rttMs: number;
      readonly coordinate: VivaldiCoordinate | undefined;
    }
  | { readonly kind: "unanswered"; readonly address: string; readonly problem: PoolProblem }
  | { readonly kind: "poolProblems"; readonly problems: readonly PoolProblem[] }
  /** Came unasked: whoever sent it takes us for a member. */
  | { readonly kind: "unasked"; readonly from: string }
  | ProbeAnswered;

export interface GuestOptions {
  readonly seed: Address;
  readonly security: PacketSecurity;
  readonly budget: GuestBudget;
  /** How long a ping may take: the pool's probe timeout, and some more for the way. */
  readonly pingTimeoutMs: number;
  /** How long a push/pull may take in all. Source: memberlist config.go, TCPTimeout. */
  readonly streamTimeoutMs: number;
}

interface OpenPing {
  readonly target: Target;
  readonly sentAt: Instant;
}

/** Unanswered pings after which UDP is said not to pass, while TCP answers. */
const SILENT_PINGS_MAX = 4;
/** Answers that don't fit after which an address is asked no more. */
const MISFITS_MAX = 2;
/** Questions whose late answers are still recognised. */
const ASKED_LATELY_MAX = 256;

export class Guest implements Machine<GuestCommand, GuestEvent> {
  private readonly rounds: Rounds;
  private readonly pings = new Map<number, OpenPing>();
  private readonly paces: MemberPaces;
  private readonly probes: Probes;
  /** Numbers of the latest questions, so that a late answer is known for one. */
  private readonly askedLately = new Set<number>();
  private reading: Reading | undefined = undefined;
  private nextReadAt: Instant = 0;
  private lastReadAt: Instant = -Infinity;
  private nextPingAt: Instant = 0;
  private silentPings = 0;
  private hasHeardPong = false;
  private isUdpBlocked = false;
  private isStopped = false;
  private seqNo: number;
  private readonly misfits = new Map<string, number>();

  constructor(
    private readonly door: GuestDoor,
    private readonly options: GuestOptions,
    random: Random,
  ) {
    this.rounds = new Rounds(door, options.seed, random);
    this.paces = new MemberPaces(options.budget.pingIntervalMs);
    this.seqNo = random.uint32();
    this.probes = new Probes(
      door,
      options.security,
      this.paces,
      options.pingTimeoutMs,
      (member) => this.rounds.find(member),
      () => this.nextSeqNo(),
    );
  }

  get deadline(): Instant {
    if (this.isStopped) return NEVER;
    let at = this.reading === undefined ? this.nextReadAt : this.reading.dueAt;
    for (const { sentAt } of this.pings.values()) at = earliest(at, sentAt + this.options.pingTimeoutMs);
    return earliest(earliest(at, this.nextPingAt), this.probes.deadline);
  }

  step(now: Instant, input: Input<GuestCommand>, out: Outbox<GuestEvent>): void {
    if (this.isStopped) return;
    switch (input.kind) {
      case "datagram":
        this.hear(now, input.from, input.bytes, out);
        break;
      case "streamOpened":
        if (this.reading?.stream === input.stream) this.door.ask(input.stream, out);
        else this.probes.streamOpened(input.stream, out);
        break;
      case "streamData":
        if (this.reading?.stream === input.stream) this.readOn(now, input.stream, input.bytes, out);
        else this.probes.streamData(now, input.stream, input.bytes, out);
        break;
      case "streamClosed":
        if (this.reading?.stream === input.stream) this.readEnded(now, input.stream, input.reason, out);
        else this.probes.streamClosed(input.stream, out);
        break;
      case "deadline":
        break;
      case "command":
        this.obey(now, input.command, out);
        break;
    }
    this.due(now, out);
  }

  private obey(now: Instant, command: GuestCommand, out: Outbox<GuestEvent>): void {
    switch (command.kind) {
      case "retry":
        this.rounds.forgive();
        this.nextReadAt = Math.max(now, this.lastReadAt + this.options.budget.readIntervalMs);
        return;
      case "probe":
        return this.probes.ask(now, command.probeId, command.probe, out);
      case "stop":
        if (this.reading !== undefined) out.close(this.reading.stream);
        this.isStopped = true;
        return;
      default:
        return unreachable(command);
    }
  }

  private due(now: Instant, out: Outbox<GuestEvent>): void {
    if (this.isStopped) return;
    if (this.reading !== undefined && now >= this.reading.dueAt) {
      out.close(this.reading.stream);
      this.readEnded(now, this.reading.stream, "timeout", out);
    }
    this.expirePings(now, out);
    if (this.reading === undefined && now >= this.nextReadAt) this.startReading(now, out);
    if (now >= this.nextPingAt) this.ping(now, out);
    this.probes.due(now, out);
  }

  private startReading(now: Instant, out: Outbox<GuestEvent>): void {
    const { readIntervalMs, memberReadIntervalMs } = this.options.budget;
    const endpoint = this.rounds.nextToRead(now, memberReadIntervalMs);
    this.nextReadAt = now + readIntervalMs * readScale(this.rounds.size);
    if (endpoint === undefined) return;
    this.lastReadAt = now;
    const stream = this.door.dial(endpoint, out);
    this.reading = new Reading(stream, endpoint, this.options.security, now + this.options.streamTimeoutMs);
  }

  private readOn(now: Instant, stream: StreamId, bytes: Uint8Array, out: Outbox<GuestEvent>): void {
    const { reading } = this;
    if (reading?.stream !== stream) return;
    const plain = reading.push(bytes);
    if (plain === undefined) return;
    out.close(stream);
    this.reading = undefined;
    if (plain.ok) return this.answered(now, reading.endpoint, plain.value, out);
    const hasKey = this.options.security.keyring !== undefined;
    this.unanswered(
      now,
      reading.endpoint,
      wireProblem(reading.endpoint.text, plain.error, reading.head, hasKey),
      out,
    );
  }

  private readEnded(now: Instant, stream: StreamId, reason: StreamEnd, out: Outbox<GuestEvent>): void {
    const { reading } = this;
    if (reading?.stream !== stream) return;
    this.reading = undefined;
    const hasKey = this.options.security.keyring !== undefined;
    this.unanswered(now, reading.endpoint, reading.problemAtEnd(reason, hasKey), out);
  }

  private answered(now: Instant, endpoint: Endpoint, plain: Uint8Array, out: Outbox<GuestEvent>): void {
    const rows = plain[0] === MESSAGE_TYPE.pushPull ? decodePushPullColumns(plain) : undefined;
    if (rows?.ok !== true) return this.notAState(now, endpoint, plain, out);
    this.door.tally.hear("pushPull");
    const serf = decodeSerfState(rows.value.userState);
    if (!this.rounds.fits(rows.value)) {
      return this.misfit(now, endpoint, "it lists none of the members of this pool", out);
    }
    this.misfits.delete(endpoint.text);
    this.rounds.answered(endpoint);
    this.rounds.learn(rows.value);
    out.event({
      kind: "stateRead",
      from: endpoint.text,
      rows: rows.value,
      serf: serf.ok ? serf.value : undefined,
    });
    if (this.silentPings >= SILENT_PINGS_MAX) this.reportUdp(endpoint, out);
  }

  private notAState(now: Instant, endpoint: Endpoint, plain: Uint8Array, out: Outbox<GuestEvent>): void {
    const message = decodeStreamMessage(plain);
    const hasKey = this.options.security.keyring !== undefined;
    if (message.ok && message.value.kind === "err") {
      return this.unanswered(now, endpoint, peerProblem(endpoint.text, message.value.error), out);
    }
    const error = message.ok
      ? ({
          kind: "unsupported",
          offset: 0,
          layer: "stream",
          message: `a ${message.value.kind} instead of a state`,
        } as const)
      : message.error;
    this.unanswered(now, endpoint, wireProblem(endpoint.text, error, plain, hasKey), out);
  }

  private unanswered(now: Instant, endpoint: Endpoint, problem: PoolProblem, out: Outbox<GuestEvent>): void {
    this.rounds.failed(endpoint, now, waitsForUser(problem));
    // Another member may answer sooner than the round would come to it.
    this.nextReadAt = now + this.options.budget.readIntervalMs;
    out.event({ kind: "unanswered", address: endpoint.text, problem });
  }

  private misfit(now: Instant, endpoint: Endpoint, why: string, out: Outbox<GuestEvent>): void {
    const count = (this.misfits.get(endpoint.text) ?? 0) + 1;
    this.misfits.set(endpoint.text, count);
    if (count < MISFITS_MAX) return this.rounds.failed(endpoint, now, false);
    this.unanswered(now, endpoint, quarantined(endpoint.text, why), out);
  }

  private ping(now: Instant, out: Outbox<GuestEvent>): void {
    this.nextPingAt = now + this.options.budget.pingIntervalMs * (this.isUdpBlocked ? 10 : 1);
    const target = this.rounds.nextToPing();
    if (target === undefined || !this.paces.take(target.endpoint.text, now)) return;
    const seqNo = this.nextSeqNo();
    this.pings.set(seqNo, { target, sentAt: now });
    this.door.say({ kind: "ping", seqNo, node: target.name }, target.endpoint, out);
  }

  private nextSeqNo(): number {
    this.seqNo = (this.seqNo + 1) >>> 0;
    this.askedLately.add(this.seqNo);
    for (const oldest of this.askedLately) {
      if (this.askedLately.size <= ASKED_LATELY_MAX) break;
      this.askedLately.delete(oldest);
    }
    return this.seqNo;
  }

  private expirePings(now: Instant, out: Outbox<GuestEvent>): void {
    for (const [seqNo, { target, sentAt }] of this.pings) {
      if (now < sentAt + this.options.pingTimeoutMs) continue;
      this.pings.delete(seqNo);
      this.silentPings += 1;
      if (!this.hasHeardPong && this.silentPings === SILENT_PINGS_MAX) this.reportUdp(target.endpoint, out);
    }
  }

  private reportUdp(endpoint: Endpoint, out: Outbox<GuestEvent>): void {
    if (this.isUdpBlocked || this.hasHeardPong) return;
    this.isUdpBlocked = true;
    out.event({ kind: "poolProblems", problems: [udpBlocked(endpoint.text)] });
  }

  private hear(now: Instant, from: Address, bytes: Uint8Array, out: Outbox<GuestEvent>): void {
    const opened = openPacket(bytes, this.options.security);
    const messages = opened.ok ? opened.value.messages : [];
    for (const { kind } of messages) this.door.tally.hear(kind);
    if (messages.some((message) => this.probes.hear(now, from, message, out))) return;
    const answered = messages.find((message) => message.kind === "ackResp" && this.pings.has(message.seqNo));
    // Whatever does not answer one of our questions is dropped, whoever sent it.
    if (answered?.kind !== "ackResp") {
      const isLate = messages.some(
        (message) =>
          (message.kind === "ackResp" || message.kind === "nackResp") && this.askedLately.has(message.seqNo),
      );
      if (!isLate) out.event({ kind: "unasked", from: formatAddress(from) });
      return;
    }
    const ping = this.pings.get(answered.seqNo);
    if (ping === undefined || ping.target.endpoint.text !== formatAddress(from)) return;
    this.pings.delete(answered.seqNo);
    this.udpPasses(out);
    const coordinate = decodeCoordinate(answered.payload);
    out.event({
      kind: "pong",
      name: ping.target.name,
      rttMs: now - ping.sentAt,
      coordinate: coordinate.ok ? coordinate.value : undefined,
    });
    for (const message of messages) this.takeGossip(ping.target.endpoint.text, message, out);
  }

  private udpPasses(out: Outbox<GuestEvent>): void {
    this.silentPings = 0;
    this.hasHeardPong = true;
    if (!this.isUdpBlocked) return;
    this.isUdpBlocked = false;
    out.event({ kind: "poolProblems", problems: [] });
  }

  private takeGossip(from: string, message: PacketMessage, out: Outbox<GuestEvent>): void {
    switch (message.kind) {
      case "suspect":
      case "dead":
      case "alive":
        return out.event({ kind: "gossip", from, message });
      case "user": {
        const intent = decodeLeaveIntent(message.payload);
        if (intent.ok && intent.value !== undefined) out.event({ kind: "leave", from, intent: intent.value });
        return;
      }
      case "ping":
      case "indirectPing":
      case "ackResp":
      case "nackResp":
        return;
    }
  }
}
