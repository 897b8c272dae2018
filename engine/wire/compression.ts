/** The compress wrapper: `09` and a struct { Algo: 0, Buf: LZW bytes }. Source: memberlist util.go compressPayload. */
import { EMPTY_BYTES } from "../base/bytes.ts";
import { fail, type Result } from "../base/result.ts";
import type { WireError } from "./error.ts";
import { lzwCompress, lzwCompressWithin, lzwDecompress } from "./lzw.ts";
import { MESSAGE_TYPE } from "./messages.ts";
import { COMPRESS } from "./messageSchemas.ts";
import { MsgpackReader } from "./msgpack.ts";
import { MsgpackWriter } from "./msgpackWriter.ts";

const writer = new MsgpackWriter();
const WRAPPER_BYTES = 13;

/** Wraps a message; the result may be longer than the message. */
export function compress(message: Uint8Array): Uint8Array {
  return wrapped(lzwCompress(message));
}

/** As `compress`, but undefined where the result would not be shorter than the message. */
export function compressIfShorter(message: Uint8Array): Uint8Array | undefined {
  const packed = lzwCompressWithin(message, message.length - WRAPPER_BYTES - 1);
  return packed === undefined || packed.length + wrapperBytes(packed.length) >= message.length
    ? undefined
    : wrapped(packed);
}

/** Bytes around a buffer of that many: `09 82`, both keys, the algorithm, the buffer's header. */
function wrapperBytes(packedBytes: number): number {
  return WRAPPER_BYTES + (packedBytes < 32 ? 0 : packedBytes <= 0xffff ? 2 : 4);
}

function wrapped(packed: Uint8Array): Uint8Array {
  writer.byte(MESSAGE_TYPE.compress);
  writer.mapHeader(2);
  writer.key(COMPRESS, 0);
  writer.uint(0);
  writer.key(COMPRESS, 1);
  writer.raw(packed);
  return writer.finish();
}

/** Unwraps a message that begins with type 9; at most `sizeBytesMax` bytes come out. */
export function decompress(bytes: Uint8Array, sizeBytesMax: number): Result<Uint8Array, WireError> {
  const reader = new MsgpackReader(bytes, 1, "compress");
  let algorithm = 0;
  let packed: Uint8Array = EMPTY_BYTES;
  const header = reader.struct();
  for (let i = 0; i < header >> 1 && reader.error === undefined; i += 1) {
    const field = reader.field(COMPRESS, header, i);
    if (field === 0) algorithm = reader.uint(0xff);
    else if (field === 1) packed = reader.raw();
    else reader.skip();
  }
  if (reader.error !== undefined) return fail(reader.error);
  if (algorithm !== 0) {
    const message = `compression algorithm ${algorithm} is not known, only 0 (LZW)`;
    return fail({ kind: "unsupported", offset: 1, layer: "compress", message });
  }
  return lzwDecompress(packed, sizeBytesMax);
}
