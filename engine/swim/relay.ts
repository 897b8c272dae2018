/**
 * Probing for others: pings the target in our own name and passes its ack on, or says that none came.
 * Source: memberlist net.go, handleIndirectPing.
 */
import type { Address } from "../base/address.ts";
import { EMPTY_BYTES } from "../base/bytes.ts";
import type { Outbox } from "../base/machine.ts";
import { NEVER, type Instant } from "../base/time.ts";
import { encodeMessage } from "../wire/messageCodec.ts";
import type { IndirectPing, ReplyTo } from "../wire/messages.ts";
import type { AckHandler, Acks } from "./acks.ts";
import type { SwimConfig } from "./config.ts";
import type { SwimEvent } from "./events.ts";
import type { Packets } from "./packets.ts";
import type { Sleeper } from "./timers.ts";

interface Errand {
  /** Our own number towards the target. */
  readonly seqNo: number;
  /** The number of who asked, and where it wants its answer. */
  readonly askedSeqNo: number;
  readonly replyTo: Address;
  readonly wantsNack: boolean;
  readonly dueAt: Instant;
}

/** More at once are refused: who floods us gets no relay. */
const ERRANDS_MAX = 4_096;

export class Relay implements Sleeper {
  /** In the order they run out: all have the same time. */
  private readonly errands = new Map<number, Errand>();

  constructor(
    private readonly self: ReplyTo,
    private readonly config: SwimConfig,
    private readonly acks: Acks,
    private readonly packets: Packets,
  ) {}

  get deadline(): Instant {
    if (this.errands.size === 0) return NEVER;
    for (const { dueAt } of this.errands.values()) return dueAt;
    return NEVER;
  }

  take(now: Instant, request: IndirectPing, from: Address, out: Outbox<SwimEvent>): void {
    if (this.errands.size >= ERRANDS_MAX || request.target === "") return;
    const port = this.config.protocolVersion < 2 || request.port === 0 ? this.self.port : request.port;
    const seqNo = this.acks.expect(this.handlerOf(() => errand));
    const errand: Errand = {
      seqNo,
      askedSeqNo: request.seqNo,
      replyTo: request.source ?? from,
      wantsNack: request.nack,
      dueAt: now + this.config.probeTimeoutMs,
    };
    this.errands.set(seqNo, errand);
    const ping = encodeMessage({ kind: "ping", seqNo, node: request.node, source: this.self });
    this.packets.sendWithBroadcasts({ ip: request.target, port }, ping, out);
  }

  due(now: Instant, out: Outbox<SwimEvent>): void {
    for (const errand of this.errands.values()) {
      if (errand.dueAt > now) return;
      this.errands.delete(errand.seqNo);
      this.acks.forget(errand.seqNo);
      if (!errand.wantsNack) continue;
      const nack = encodeMessage({ kind: "nackResp", seqNo: errand.askedSeqNo });
      this.packets.sendWithBroadcasts(errand.replyTo, nack, out);
    }
  }

  private handlerOf(errandOf: () => Errand): AckHandler {
    return {
      acked: (_now, _payload, out) => {
        const { seqNo, askedSeqNo, replyTo } = errandOf();
        this.errands.delete(seqNo);
        const ack = encodeMessage({ kind: "ackResp", seqNo: askedSeqNo, payload: EMPTY_BYTES });
        this.packets.sendWithBroadcasts(replyTo, ack, out);
      },
      nacked: () => undefined,
    };
  }
}
