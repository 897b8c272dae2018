/** Who waits for which answer: sequence numbers, and what to do when one comes back. Source: memberlist state.go, setProbeChannels, invokeAckHandler. */
import type { Outbox } from "../base/machine.ts";
import type { Instant } from "../base/time.ts";
import type { SwimEvent } from "./events.ts";

export interface AckHandler {
  /** The answer came; called once at most. `payload` is the other side's. */
  acked(now: Instant, payload: Uint8Array, out: Outbox<SwimEvent>): void;
  /** A helper says that it heard nothing; may be called several times. */
  nacked(): void;
}

export class Acks {
  private readonly handlers = new Map<number, AckHandler>();
  private seqNo = 0;

  /** Expects an answer to the number returned, until `forget`. */
  expect(handler: AckHandler): number {
    this.seqNo = (this.seqNo + 1) >>> 0;
    this.handlers.set(this.seqNo, handler);
    return this.seqNo;
  }

  forget(seqNo: number): void {
    this.handlers.delete(seqNo);
  }

  /** An answer that nobody waits for (any more) is ignored, whoever sent it. */
  acked(now: Instant, seqNo: number, payload: Uint8Array, out: Outbox<SwimEvent>): void {
    const handler = this.handlers.get(seqNo);
    if (handler === undefined) return;
    this.handlers.delete(seqNo);
    handler.acked(now, payload, out);
  }

  nacked(seqNo: number): void {
    this.handlers.get(seqNo)?.nacked();
  }
}
