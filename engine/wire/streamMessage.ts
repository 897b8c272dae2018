/** The plain messages of streams ⇄ bytes. Source: memberlist net.go handleConn, readUserMsg, sendUserMsg. */
import { unreachable } from "../base/assert.ts";
import { concatBytes } from "../base/bytes.ts";
import { fail, ok, type Result } from "../base/result.ts";
import type { WireError } from "./error.ts";
import { decoded, encodeMessage, readErrResp, unsupportedType } from "./messageCodec.ts";
import { MESSAGE_TYPE, type StreamMessage, type User } from "./messages.ts";
import { USER_HEADER } from "./messageSchemas.ts";
import { MsgpackReader } from "./msgpack.ts";
import { MsgpackWriter } from "./msgpackWriter.ts";
import { readAckResp, readPing } from "./packetMessageReader.ts";
import { decodePushPull, encodePushPull, USER_STATE_BYTES_MAX } from "./pushPull.ts";

/** The message with its type byte; a user message gets its length in front, unlike in packets. */
export function encodeStreamMessage(message: StreamMessage): Uint8Array {
  switch (message.kind) {
    case "pushPull":
      return encodePushPull(message);
    case "user":
      return encodeUser(message);
    case "ping":
    case "ackResp":
    case "err":
      return encodeMessage(message);
    default:
      return unreachable(message);
  }
}

/** Reads one whole message, wrappers off. */
export function decodeStreamMessage(bytes: Uint8Array): Result<StreamMessage, WireError> {
  const type = bytes[0];
  switch (type) {
    case MESSAGE_TYPE.ping:
      return decoded(bytes, "ping", readPing);
    case MESSAGE_TYPE.ackResp:
      return decoded(bytes, "ackResp", readAckResp);
    case MESSAGE_TYPE.pushPull:
      return decodePushPull(bytes);
    case MESSAGE_TYPE.user:
      return decodeUser(bytes);
    case MESSAGE_TYPE.err:
      return decoded(bytes, "err", readErrResp);
    case undefined:
      return fail({ kind: "truncated", offset: 0, layer: "stream", message: "the stream holds no message" });
    default:
      return fail(unsupportedType(type, "stream"));
  }
}

/** Whether a type byte may begin a plain stream message. */
export function isStreamType(type: number): boolean {
  return (
    type === MESSAGE_TYPE.ping ||
    type === MESSAGE_TYPE.ackResp ||
    type === MESSAGE_TYPE.pushPull ||
    type === MESSAGE_TYPE.user ||
    type === MESSAGE_TYPE.err
  );
}

/** Reads `{UserMsgLen}` and refuses lengths beyond upstream's limit. */
export function readUserHeader(reader: MsgpackReader): number {
  const start = reader.position;
  let size = 0;
  const header = reader.struct();
  for (let i = 0; i < header >> 1 && reader.error === undefined; i += 1) {
    if (reader.field(USER_HEADER, header, i) === 0) size = reader.uint();
    else reader.skip();
  }
  if (size > USER_STATE_BYTES_MAX) {
    reader.fail(
      "tooLarge",
      start,
      `a user message of ${size} bytes is announced, at most ${USER_STATE_BYTES_MAX}`,
    );
  }
  return size;
}

function encodeUser({ payload }: User): Uint8Array {
  const writer = new MsgpackWriter(32);
  writer.byte(MESSAGE_TYPE.user);
  writer.mapHeader(1);
  writer.key(USER_HEADER, 0);
  writer.uint(payload.length);
  return concatBytes([writer.finish(), payload]);
}

function decodeUser(bytes: Uint8Array): Result<User, WireError> {
  const reader = new MsgpackReader(bytes, 1, "user");
  const size = readUserHeader(reader);
  const start = reader.position;
  if (size > reader.remaining) reader.fail("truncated", start, `the payload ends before its ${size} bytes`);
  if (reader.error !== undefined) return fail(reader.error);
  return ok({ kind: "user", payload: bytes.subarray(start, start + size) });
}
