/**
 * Where a stream's plain message ends. A stream has no length in front, so the message is measured while it arrives:
 * values that were whole are not looked at again.
 */
import { readUserHeader } from "./streamMessage.ts";
import { fail, ok, type Result } from "../base/result.ts";
import type { WireError } from "./error.ts";
import { MESSAGE_TYPE } from "./messages.ts";
import { COMPRESS } from "./messageSchemas.ts";
import { MsgpackReader } from "./msgpack.ts";
import { readPushPullHeader } from "./pushPull.ts";

/** Longest single value that is waited for: a node, a ping. Agents write less than one KiB. */
export const STREAM_VALUE_BYTES_MAX = 65_536;
/** Longest compressed content that is waited for. */
export const STREAM_COMPRESSED_BYTES_MAX = 20 * 1_048_576;

/** Whether the message is whole, and how long it is then. */
export type Extent = Result<{ readonly whole: boolean; readonly size: number }, WireError>;

export class StreamExtent {
  /** Bytes measured so far; the next value begins here. */
  private measured = 1;
  private valuesLeft = 1;
  private isHeader = true;
  private tailBytes = 0;

  /** Measures on; `bytes` is all that came since the type byte, that included. */
  measure(bytes: Uint8Array): Extent {
    const type = bytes[0];
    if (type === undefined) return ok({ whole: false, size: 0 });
    while (this.valuesLeft > 0) {
      const value = this.measureValue(bytes, type);
      if (value.ok && value.value) continue;
      return value.ok ? ok({ whole: false, size: 0 }) : value;
    }
    const size = this.measured + this.tailBytes;
    return ok({ whole: bytes.length >= size, size });
  }

  private measureValue(bytes: Uint8Array, type: number): Result<boolean, WireError> {
    const reader = new MsgpackReader(bytes, this.measured, layerOf(type));
    if (this.isHeader) this.readHeader(reader, bytes, type);
    else reader.skip();
    if (reader.error?.kind === "truncated" && bytes.length - this.measured <= STREAM_VALUE_BYTES_MAX) {
      return ok(false);
    }
    if (reader.error !== undefined) {
      const { error } = reader;
      if (error.kind !== "truncated") return fail(error);
      const message = `one value is longer than ${STREAM_VALUE_BYTES_MAX} bytes`;
      return fail({ kind: "tooLarge", offset: this.measured, layer: error.layer, message });
    }
    this.isHeader = false;
    this.measured = reader.position;
    this.valuesLeft -= 1;
    return ok(true);
  }

  private readHeader(reader: MsgpackReader, bytes: Uint8Array, type: number): void {
    if (type === MESSAGE_TYPE.pushPull) {
      const header = readPushPullHeader(reader);
      if (reader.error !== undefined) return;
      this.valuesLeft += header.nodeCount;
      this.tailBytes = header.userStateBytes;
    } else if (type === MESSAGE_TYPE.user) {
      const userBytes = readUserHeader(reader);
      if (reader.error === undefined) this.tailBytes = userBytes;
    } else if (type === MESSAGE_TYPE.compress) {
      this.tailBytes = announcedBuffer(reader, bytes);
    } else {
      reader.skip();
    }
  }
}

/**
 * Reads a compress struct up to its buffer and returns the buffer's length, so that its bytes need not be there yet.
 * Only the order that every agent writes (Algo, Buf) is waited for; anything else must come whole.
 */
function announcedBuffer(reader: MsgpackReader, bytes: Uint8Array): number {
  const start = reader.position;
  const isUsual = bytes[start] === 0x82 && matches(bytes, start + 1, COMPRESS.encodedKeys[0]);
  const bufferKeyAt = start + 1 + (COMPRESS.encodedKeys[0]?.length ?? 0) + 1;
  if (!isUsual || !matches(bytes, bufferKeyAt, COMPRESS.encodedKeys[1])) {
    reader.skip();
    return 0;
  }
  reader.position = bufferKeyAt + (COMPRESS.encodedKeys[1]?.length ?? 0);
  const length = reader.announcedRawLength();
  if (length > STREAM_COMPRESSED_BYTES_MAX) {
    reader.fail("tooLarge", reader.position, `${length} compressed bytes are announced`);
  }
  return length;
}

function matches(bytes: Uint8Array, at: number, key: Uint8Array | undefined): boolean {
  if (key === undefined || bytes.length < at + key.length) return false;
  return key.every((byte, i) => bytes[at + i] === byte);
}

function layerOf(type: number): string {
  if (type === MESSAGE_TYPE.pushPull) return "pushPull";
  return type === MESSAGE_TYPE.compress ? "compress" : "message";
}
