/**
 * Answers the streams that others open: pings, messages of the layer above, push/pulls.
 * Source: memberlist net.go, handleConn.
 */
import type { Outbox, StreamEnd } from "../base/machine.ts";
import { EMPTY_BYTES } from "../base/bytes.ts";
import type { Instant } from "../base/time.ts";
import type { WireError } from "../wire/error.ts";
import type { PushPull, StreamMessage } from "../wire/messages.ts";
import type { SwimDelegate } from "./delegate.ts";
import type { SwimEvent } from "./events.ts";
import type { Exchange } from "./exchange.ts";
import type { Conversation, OpenStream } from "./streams.ts";

type Out = Outbox<SwimEvent>;
type Write = (stream: OpenStream, message: StreamMessage, out: Out) => void;

export class Server implements Conversation {
  constructor(
    private readonly name: string,
    private readonly exchange: Exchange,
    private readonly delegate: SwimDelegate,
    private readonly write: Write,
  ) {}

  opened(): void {
    return;
  }

  heard(now: Instant, stream: OpenStream, message: StreamMessage, out: Out): void {
    switch (message.kind) {
      case "ping":
        // Who was meant lived here before us, perhaps: silence says so.
        if (message.node !== "" && message.node !== this.name) return;
        return this.write(stream, { kind: "ackResp", seqNo: message.seqNo, payload: EMPTY_BYTES }, out);
      case "pushPull":
        return this.pushPull(now, stream, message, out);
      case "user":
        if (message.payload.length > 0) this.delegate.notifyMsg(message.payload, stream.peer);
        return;
      case "ackResp":
      case "err":
        return;
    }
  }

  failed(_now: Instant, stream: OpenStream, problem: WireError | StreamEnd, out: Out): void {
    if (typeof problem === "string") return;
    out.event({ kind: "packetDropped", from: stream.peer, reason: problem });
    const error = wordsFor(problem);
    if (error !== undefined) this.write(stream, { kind: "err", error }, out);
  }

  /** Answers before it looks, unless told otherwise: an answer does not mean that we took anything over. */
  private pushPull(now: Instant, stream: OpenStream, state: PushPull, out: Out): void {
    const { peer } = stream;
    const untold = this.exchange.refusalToTell(state);
    if (untold !== undefined) {
      return out.event({ kind: "pushPullFailed", failure: { peer, reason: untold }, isOurs: false });
    }
    this.write(stream, this.exchange.localState(state.join), out);
    const reason = this.exchange.merge(now, state, out);
    if (reason !== undefined) out.event({ kind: "pushPullFailed", failure: { peer, reason }, isOurs: false });
    else out.event({ kind: "pushPullMerged", peer, join: state.join, isOurs: false });
  }
}

/** Upstream's words for a wrapper that cannot be opened; other problems get none. Source: net.go, readStream. */
function wordsFor({ kind, layer, message }: WireError): string | undefined {
  if (layer !== "encryption" && layer !== "compress") return undefined;
  switch (kind) {
    case "notEncrypted":
      return "encryption is configured but remote state is not encrypted";
    case "encrypted":
      return "remote state is encrypted and encryption is not configured";
    case "noKeyFits":
      return "no installed keys could decrypt the message";
    case "truncated":
    case "malformed":
    case "tooLarge":
    case "unsupported":
    case "labelMismatch":
    case "checksum":
      return message;
  }
}
