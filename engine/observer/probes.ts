/**
 * Questions that a person asked in so many words, one at a time: does this member answer, and can that one reach it?
 * Nothing here is ever asked by the guest itself. Questions to one member wait until it may be asked again.
 *
 * A plain ping goes over TCP, which costs the pool nothing: an ack over UDP carries gossip, and that spends the
 * member's retransmits. Source: memberlist net.go, handleConn and handleIndirectPing.
 */
import { formatAddress, type Address } from "../base/address.ts";
import { unreachable } from "../base/assert.ts";
import type { Outbox, StreamId } from "../base/machine.ts";
import { earliest, NEVER, type Instant } from "../base/time.ts";
import type { MemberProbe, ProbeAnswer } from "../view/probe.ts";
import type { PacketMessage } from "../wire/messages.ts";
import type { PacketSecurity } from "../wire/packet.ts";
import { StreamReader } from "../wire/stream.ts";
import type { MemberPaces } from "./budget.ts";
import type { Endpoint, GuestDoor } from "./door.ts";

export interface ProbeAnswered {
  readonly kind: "probed";
  readonly probeId: number;
  readonly answer: ProbeAnswer;
}

interface Waiting {
  readonly probeId: number;
  readonly probe: MemberProbe;
}

interface Open extends Waiting {
  readonly asked: Endpoint;
  readonly seqNo: number;
  readonly sentAt: Instant;
  readonly stream: { readonly id: StreamId; readonly reader: StreamReader } | undefined;
}

/** More questions than this at once are refused. */
export const PROBES_WAITING_MAX = 10_000;

export class Probes {
  private readonly waiting: Waiting[] = [];
  private readonly open = new Set<Open>();

  constructor(
    private readonly door: GuestDoor,
    private readonly security: PacketSecurity,
    private readonly paces: MemberPaces,
    private readonly timeoutMs: number,
    /** The endpoint of a member's name, or why nothing may be sent to it. */
    private readonly find: (member: string) => Endpoint | string,
    private readonly nextSeqNo: () => number,
  ) {}

  get deadline(): Instant {
    let at = NEVER;
    for (const { sentAt } of this.open) at = earliest(at, sentAt + this.timeoutMs);
    for (const { probe } of this.waiting) {
      const asked = this.find(askedBy(probe));
      at = earliest(at, typeof asked === "string" ? 0 : this.paces.freeAt(asked.text));
    }
    return at;
  }

  ask(now: Instant, probeId: number, probe: MemberProbe, out: Outbox<ProbeAnswered>): void {
    if (this.waiting.length >= PROBES_WAITING_MAX) {
      const reason = `${PROBES_WAITING_MAX} questions wait already`;
      return out.event({ kind: "probed", probeId, answer: { kind: "notAsked", reason } });
    }
    this.waiting.push({ probeId, probe });
    this.due(now, out);
  }

  /** Ends what is overdue and asks what may be asked now. */
  due(now: Instant, out: Outbox<ProbeAnswered>): void {
    for (const open of this.open) {
      if (now >= open.sentAt + this.timeoutMs) this.answer(open, { kind: "silent" }, out);
    }
    for (let i = 0; i < this.waiting.length;) {
      const next = this.waiting[i];
      if (next === undefined || !this.start(now, next, out)) i += 1;
      else this.waiting.splice(i, 1);
    }
  }

  /** Takes a message that answers one of the questions; tells whether it did. */
  hear(now: Instant, from: Address, message: PacketMessage, out: Outbox<ProbeAnswered>): boolean {
    if (message.kind !== "ackResp" && message.kind !== "nackResp") return false;
    const open = [...this.open].find((one) => one.stream === undefined && one.seqNo === message.seqNo);
    if (open?.asked.text !== formatAddress(from)) return false;
    const isReached = message.kind === "ackResp";
    this.answer(open, isReached ? reached(open, now) : { kind: "notReached" }, out);
    return true;
  }

  streamOpened(id: StreamId, out: Outbox<ProbeAnswered>): void {
    const open = this.onStream(id);
    if (open !== undefined) this.door.pingOver(id, { seqNo: open.seqNo, node: open.probe.member }, out);
  }

  streamData(now: Instant, id: StreamId, bytes: Uint8Array, out: Outbox<ProbeAnswered>): void {
    const open = this.onStream(id);
    const message = open?.stream?.reader.push(bytes);
    if (open === undefined || message === undefined) return;
    const isAck = message.ok && message.value.kind === "ackResp" && message.value.seqNo === open.seqNo;
    this.answer(open, isAck ? reached(open, now) : { kind: "silent" }, out);
  }

  streamClosed(id: StreamId, out: Outbox<ProbeAnswered>): void {
    const open = this.onStream(id);
    if (open !== undefined) this.answer(open, { kind: "silent" }, out);
  }

  private onStream(id: StreamId): Open | undefined {
    return [...this.open].find(({ stream }) => stream?.id === id);
  }

  /** Sends one question; false when its member was asked too short a time ago. */
  private start(now: Instant, { probeId, probe }: Waiting, out: Outbox<ProbeAnswered>): boolean {
    const asked = this.find(askedBy(probe));
    const target = this.find(probe.member);
    if (typeof asked === "string") return this.refuse(probeId, asked, out);
    if (typeof target === "string") return this.refuse(probeId, target, out);
    if (!this.paces.take(asked.text, now)) return false;
    const seqNo = this.nextSeqNo();
    const open = { probeId, probe, asked, seqNo, sentAt: now };
    switch (probe.kind) {
      case "ping": {
        const reader = new StreamReader({ ...this.security, dialed: true });
        this.open.add({ ...open, stream: { id: this.door.dial(asked, out), reader } });
        return true;
      }
      case "pingFrom":
        this.open.add({ ...open, stream: undefined });
        this.door.say({ kind: "indirectPing", seqNo, node: probe.member, target }, asked, out);
        return true;
      default:
        return unreachable(probe);
    }
  }

  private refuse(probeId: number, reason: string, out: Outbox<ProbeAnswered>): true {
    out.event({ kind: "probed", probeId, answer: { kind: "notAsked", reason } });
    return true;
  }

  private answer(open: Open, answer: ProbeAnswer, out: Outbox<ProbeAnswered>): void {
    this.open.delete(open);
    if (open.stream !== undefined) out.close(open.stream.id);
    out.event({ kind: "probed", probeId: open.probeId, answer });
  }
}

function askedBy(probe: MemberProbe): string {
  return probe.kind === "ping" ? probe.member : probe.helper;
}

function reached({ sentAt }: Open, now: Instant): ProbeAnswer {
  return { kind: "reached", rttMs: now - sentAt };
}
