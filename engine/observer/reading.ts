/** One push/pull under way: the bytes so far and until when they may take. */
import type { StreamEnd, StreamId } from "../base/machine.ts";
import type { Result } from "../base/result.ts";
import type { Instant } from "../base/time.ts";
import type { PoolProblem } from "../view/view.ts";
import type { WireError } from "../wire/error.ts";
import type { PacketSecurity } from "../wire/packet.ts";
import { StreamOpener } from "../wire/stream.ts";
import type { Endpoint } from "./door.ts";
import { streamProblem, wireProblem } from "./problems.ts";

const HEAD_BYTES = 16;

export class Reading {
  /** First bytes of the answer, by which other services are recognised. */
  head: Uint8Array = new Uint8Array(0);
  private receivedBytes = 0;
  private readonly opener: StreamOpener;

  constructor(
    readonly stream: StreamId,
    readonly endpoint: Endpoint,
    security: PacketSecurity,
    readonly dueAt: Instant,
  ) {
    this.opener = new StreamOpener({ ...security, dialed: true });
  }

  /** The plain message once it is whole, or why it cannot become one. */
  push(bytes: Uint8Array): Result<Uint8Array, WireError> | undefined {
    if (this.receivedBytes < HEAD_BYTES) {
      this.head = Uint8Array.from([...this.head, ...bytes.subarray(0, HEAD_BYTES - this.head.length)]);
    }
    this.receivedBytes += bytes.length;
    return this.opener.push(bytes);
  }

  /** The stream ended before the message was whole. */
  problemAtEnd(reason: StreamEnd, hasKey: boolean): PoolProblem {
    const { text } = this.endpoint;
    if (reason !== "ended" || this.receivedBytes === 0)
      return streamProblem(text, reason, this.receivedBytes);
    const ended = this.opener.end();
    return ended.ok
      ? streamProblem(text, reason, this.receivedBytes)
      : wireProblem(text, ended.error, this.head, hasKey);
  }
}
