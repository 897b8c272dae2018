/** One message of the layer above over a stream; nothing comes back. Source: memberlist net.go, sendUserMsg. */
import type { Outbox, StreamEnd } from "../base/machine.ts";
import type { Instant } from "../base/time.ts";
import type { WireError } from "../wire/error.ts";
import type { SwimEvent } from "./events.ts";
import type { Conversation, OpenStream, Streams } from "./streams.ts";

export class ReliableSend implements Conversation {
  constructor(
    private readonly streams: Streams,
    private readonly payload: Uint8Array,
  ) {}

  opened(_now: Instant, stream: OpenStream, out: Outbox<SwimEvent>): void {
    this.streams.write(stream, { kind: "user", payload: this.payload }, out);
    this.streams.drop(stream.id, out);
    out.event({ kind: "reliableSent", to: stream.peer, problem: undefined });
  }

  heard(): void {
    return;
  }

  failed(_now: Instant, { peer }: OpenStream, problem: WireError | StreamEnd, out: Outbox<SwimEvent>): void {
    const end = typeof problem === "string" ? problem : "failed";
    out.event({ kind: "reliableSent", to: peer, problem: end });
  }
}
