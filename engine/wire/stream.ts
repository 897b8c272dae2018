/**
 * One message over a byte stream, as it goes and as it comes. Outermost first:
 *
 *     f4 | length | label        only from the side that dialed
 *     0a | u32 N | N bytes       encryption frame; its additional data is these five bytes and the label
 *     09 | {Algo, Buf}           compression
 *     the message                type byte first
 *
 * Source: memberlist net.go rawSendMsgStream, readStream; label.go.
 */
import { concatBytes, EMPTY_BYTES } from "../base/bytes.ts";
import { fail, ok, type Result } from "../base/result.ts";
import { compress, decompress } from "./compression.ts";
import { open, seal, sealedSize } from "./encryption.ts";
import type { WireError } from "./error.ts";
import type { Framing } from "./framing.ts";
import type { Keyring } from "./keyring.ts";
import { labelHeader, stripLabel } from "./label.ts";
import { unsupportedType } from "./messageCodec.ts";
import { MESSAGE_TYPE, type StreamMessage } from "./messages.ts";
import { labelBytes, labelMismatch, type PacketSecurity } from "./packet.ts";
import { type Extent, StreamExtent } from "./streamExtent.ts";
import { decodeStreamMessage, encodeStreamMessage, isStreamType } from "./streamMessage.ts";

/** Longest encryption frame that is read. */
export const STREAM_FRAME_BYTES_MAX = 20 * 1_048_576;
/** Longest plain message that is read, before or after decompression. */
export const STREAM_PLAIN_BYTES_MAX = 40 * 1_048_576;
const FRAME_HEADER_BYTES = 5;

export interface StreamSecurity extends PacketSecurity {
  /** Whether we opened the connection: only the dialing side writes the label header. */
  readonly dialed: boolean;
}

export interface StreamSealing extends StreamSecurity {
  /** Agents compress every stream message, even where that makes it longer. */
  readonly compress: boolean;
  readonly encryptionVersion?: 0 | 1;
}

/** All bytes that one side writes to the connection. */
export function sealStream(message: StreamMessage, sealing: StreamSealing): Uint8Array {
  const plain = encodeStreamMessage(message);
  const packed = sealing.compress ? compress(plain) : plain;
  const body = sealing.keyring === undefined ? packed : frame(packed, sealing.keyring, sealing);
  if (!sealing.dialed || sealing.label === "") return body;
  return concatBytes([labelHeader(sealing.label), body]);
}

/**
 * Takes the bytes of one direction of a connection as they come. `push` gives undefined until the message is whole or
 * cannot become one; after that it gives the same answer again.
 */
export class StreamReader {
  private readonly opener: StreamOpener;
  private answer: Result<StreamMessage, WireError> | undefined = undefined;

  constructor(security: StreamSecurity) {
    this.opener = new StreamOpener(security);
  }

  /** The wrappers found so far. */
  get framing(): readonly Framing[] {
    return this.opener.framing;
  }

  push(bytes: Uint8Array): Result<StreamMessage, WireError> | undefined {
    return this.answer ?? this.decode(this.opener.push(bytes));
  }

  /** The other side has ended: what is not whole by now is truncated. */
  end(): Result<StreamMessage, WireError> {
    return this.answer ?? this.decode(this.opener.end());
  }

  private decode(opened: Result<Uint8Array, WireError>): Result<StreamMessage, WireError>;
  private decode(
    opened: Result<Uint8Array, WireError> | undefined,
  ): Result<StreamMessage, WireError> | undefined;
  private decode(
    opened: Result<Uint8Array, WireError> | undefined,
  ): Result<StreamMessage, WireError> | undefined {
    if (opened !== undefined) this.answer = opened.ok ? decodeStreamMessage(opened.value) : opened;
    return this.answer;
  }
}

/** As `StreamReader`, but leaves the plain message undecoded, for `decodePushPullColumns`. */
export class StreamOpener {
  readonly framing: Framing[] = [];
  private buffer: Uint8Array = EMPTY_BYTES;
  private size = 0;
  /** Where the layers behind the label begin, once that is known. */
  private bodyAt: number | undefined = undefined;
  private readonly extent = new StreamExtent();
  private answer: Result<Uint8Array, WireError> | undefined = undefined;

  constructor(private readonly security: StreamSecurity) {}

  push(bytes: Uint8Array): Result<Uint8Array, WireError> | undefined {
    if (this.answer !== undefined) return this.answer;
    this.append(bytes);
    this.answer = this.progress();
    if (this.answer !== undefined) this.buffer = EMPTY_BYTES;
    return this.answer;
  }

  end(): Result<Uint8Array, WireError> {
    if (this.answer !== undefined) return this.answer;
    const message =
      this.size === 0
        ? "the stream ended without a byte"
        : `the stream ended after ${this.size} bytes, inside a message`;
    this.answer = fail({ kind: "truncated", offset: this.size, layer: "stream", message });
    return this.answer;
  }

  private progress(): Result<Uint8Array, WireError> | undefined {
    const received = this.buffer.subarray(0, this.size);
    const bodyAt = this.bodyAt ?? this.passLabel(received);
    if (bodyAt === undefined) return undefined;
    if (typeof bodyAt !== "number") return fail(bodyAt);
    this.bodyAt = bodyAt;
    const body = received.subarray(bodyAt);
    const type = body[0];
    if (type === undefined) return undefined;
    return type === MESSAGE_TYPE.encrypt ? this.openFrame(body) : this.openPlain(body, type);
  }

  /** Where the body begins, undefined while that is unknown, or what is wrong with the label. */
  private passLabel(received: Uint8Array): number | WireError | undefined {
    const { label, dialed } = this.security;
    if (received.length === 0) return undefined;
    // A reply carries no label: the header there is an unknown message type, and reported as that.
    if (dialed) return 0;
    const isCut = received[0] === MESSAGE_TYPE.hasLabel && received.length < 2 + (received[1] ?? 1);
    if (isCut) return undefined;
    const stripped = stripLabel(received);
    if (!stripped.ok) return stripped.error;
    if (stripped.value.label !== "") this.framing.push({ layer: "label", label: stripped.value.label });
    if (stripped.value.label !== label) return labelMismatch(stripped.value.label, label);
    return received.length - stripped.value.rest.length;
  }

  private openFrame(body: Uint8Array): Result<Uint8Array, WireError> | undefined {
    const { keyring, label } = this.security;
    if (keyring === undefined) {
      return fail(encryptionError("encrypted", "the stream is encrypted and we have no key for it"));
    }
    if (body.length < FRAME_HEADER_BYTES) return undefined;
    const length = new DataView(body.buffer, body.byteOffset, FRAME_HEADER_BYTES).getUint32(1);
    if (length > STREAM_FRAME_BYTES_MAX) {
      const message = `a frame of ${length} bytes is announced, at most ${STREAM_FRAME_BYTES_MAX} are read`;
      return fail(encryptionError("tooLarge", message));
    }
    if (body.length < FRAME_HEADER_BYTES + length) return undefined;
    const additional = concatBytes([body.subarray(0, FRAME_HEADER_BYTES), labelBytes(label)]);
    const opened = open(keyring, body.subarray(FRAME_HEADER_BYTES, FRAME_HEADER_BYTES + length), additional);
    if (!opened.ok) return opened;
    const { plain, version, keyIndex } = opened.value;
    this.framing.push({ layer: "encryption", version, keyIndex });
    return this.openCompression(plain);
  }

  private openPlain(body: Uint8Array, type: number): Result<Uint8Array, WireError> | undefined {
    if (type !== MESSAGE_TYPE.compress && !isStreamType(type)) return fail(unsupportedType(type, "stream"));
    const { keyring, verifyIncoming = true, dialed } = this.security;
    const mustBeEncrypted = keyring !== undefined && verifyIncoming;
    if (mustBeEncrypted && !dialed) return fail(notEncrypted());
    const extent: Extent = this.extent.measure(body);
    if (!extent.ok) return extent;
    if (!extent.value.whole) {
      return body.length > STREAM_PLAIN_BYTES_MAX ? fail(plainTooLarge()) : undefined;
    }
    const message = this.openCompression(body.slice(0, extent.value.size));
    // A peer without encryption answers our encrypted stream with an error that we had better read.
    const isReadable = !message.ok || message.value[0] === MESSAGE_TYPE.err;
    return mustBeEncrypted && !isReadable ? fail(notEncrypted()) : message;
  }

  private openCompression(bytes: Uint8Array): Result<Uint8Array, WireError> {
    if (bytes[0] !== MESSAGE_TYPE.compress) return ok(bytes);
    const plain = decompress(bytes, STREAM_PLAIN_BYTES_MAX);
    if (plain.ok) {
      this.framing.push({ layer: "compress", bytes: bytes.length, plainBytes: plain.value.length });
    }
    return plain;
  }

  /** The buffer grows with what has come, never with what was announced. */
  private append(bytes: Uint8Array): void {
    const needed = this.size + bytes.length;
    if (needed > this.buffer.length) {
      const grown = new Uint8Array(Math.max(needed, 2 * this.buffer.length));
      grown.set(this.buffer.subarray(0, this.size));
      this.buffer = grown;
    }
    this.buffer.set(bytes, this.size);
    this.size = needed;
  }
}

function frame(plain: Uint8Array, keyring: Keyring, sealing: StreamSealing): Uint8Array {
  const version = sealing.encryptionVersion ?? 1;
  const header = new Uint8Array(FRAME_HEADER_BYTES);
  header[0] = MESSAGE_TYPE.encrypt;
  new DataView(header.buffer).setUint32(1, sealedSize(plain.length, version));
  const additional = concatBytes([header, labelBytes(sealing.label)]);
  return concatBytes([header, seal(keyring, plain, additional, version)]);
}

function notEncrypted(): WireError {
  return encryptionError("notEncrypted", "the stream is not encrypted, but this pool has a key");
}

function plainTooLarge(): WireError {
  const message = `a message of more than ${STREAM_PLAIN_BYTES_MAX} bytes`;
  return { kind: "tooLarge", offset: 0, layer: "stream", message };
}

function encryptionError(kind: WireError["kind"], message: string): WireError {
  return { kind, offset: 0, layer: "encryption", message };
}
