/**
 * Single messages ⇄ bytes: a type byte, then a msgpack struct with sorted keys (user messages: then opaque bytes).
 * Push/pull stands in `pushPull.ts`.
 * Source: memberlist util.go encode, decode; net.go handleCommand.
 */
import { assert, unreachable } from "../base/assert.ts";
import { fail, ok, type Result } from "../base/result.ts";
import { writeIp } from "./addressBytes.ts";
import type { WireError } from "./error.ts";
import {
  type AckResp,
  type Alive,
  type Dead,
  type ErrResp,
  type IndirectPing,
  MESSAGE_TYPE,
  type NackResp,
  type PacketMessage,
  type Ping,
  type ReplyTo,
  type Suspect,
  type User,
  type Versions,
} from "./messages.ts";
import {
  ACK_RESP,
  ALIVE,
  DEAD,
  ERR_RESP,
  INDIRECT_PING,
  NACK_RESP,
  PING,
  SUSPECT,
} from "./messageSchemas.ts";
import { MsgpackReader } from "./msgpack.ts";
import { MsgpackWriter } from "./msgpackWriter.ts";
import {
  readAckResp,
  readAlive,
  readDead,
  readIndirectPing,
  readNackResp,
  readPing,
  readSuspect,
} from "./packetMessageReader.ts";
import type { StructSchema } from "./structSchema.ts";

export type EncodableMessage =
  Ping | IndirectPing | AckResp | NackResp | Suspect | Alive | Dead | User | ErrResp;

const writer = new MsgpackWriter();

/** The message with its type byte, byte for byte what an agent writes. */
export function encodeMessage(message: EncodableMessage): Uint8Array {
  writer.byte(MESSAGE_TYPE[message.kind]);
  switch (message.kind) {
    case "ping":
      writePing(message);
      break;
    case "indirectPing":
      writeIndirectPing(message);
      break;
    case "ackResp":
      writer.mapHeader(2);
      writer.key(ACK_RESP, 1);
      writer.rawOrNil(message.payload);
      writeUint(ACK_RESP, 0, message.seqNo);
      break;
    case "nackResp":
      writer.mapHeader(1);
      writeUint(NACK_RESP, 0, message.seqNo);
      break;
    case "suspect":
      writeAccusation(SUSPECT, message);
      break;
    case "dead":
      writeAccusation(DEAD, message);
      break;
    case "alive":
      writeAlive(message);
      break;
    case "user":
      writer.verbatim(message.payload);
      break;
    case "err":
      writer.mapHeader(1);
      writeText(ERR_RESP, 0, message.error);
      break;
    default:
      return unreachable(message);
  }
  return writer.finish();
}

/** Reads one message of a packet, wrappers off. Bytes behind the struct are ignored, as peers do. */
export function decodePacketMessage(bytes: Uint8Array): Result<PacketMessage, WireError> {
  const type = bytes[0];
  switch (type) {
    case MESSAGE_TYPE.ping:
      return decoded(bytes, "ping", readPing);
    case MESSAGE_TYPE.indirectPing:
      return decoded(bytes, "indirectPing", readIndirectPing);
    case MESSAGE_TYPE.ackResp:
      return decoded(bytes, "ackResp", readAckResp);
    case MESSAGE_TYPE.nackResp:
      return decoded(bytes, "nackResp", readNackResp);
    case MESSAGE_TYPE.suspect:
      return decoded(bytes, "suspect", readSuspect);
    case MESSAGE_TYPE.alive:
      return decoded(bytes, "alive", readAlive);
    case MESSAGE_TYPE.dead:
      return decoded(bytes, "dead", readDead);
    case MESSAGE_TYPE.user:
      return ok({ kind: "user", payload: bytes.subarray(1) });
    case undefined:
      return fail({
        kind: "truncated",
        offset: 0,
        layer: "message",
        message: "the message has no type byte",
      });
    default:
      return fail(unsupportedType(type, "message"));
  }
}

/** The error for a type byte that has no place where it was found. */
export function unsupportedType(type: number, layer: string): WireError {
  return { kind: "unsupported", offset: 0, layer, message: `message type ${type} is not known here` };
}

/** Reads the body behind the type byte with `read`; the reader's first mistake is the error. */
export function decoded<T>(
  bytes: Uint8Array,
  layer: string,
  read: (reader: MsgpackReader) => T,
): Result<T, WireError> {
  const reader = new MsgpackReader(bytes, 1, layer);
  const value = read(reader);
  return reader.error === undefined ? ok(value) : fail(reader.error);
}

/** Reads the server's word that it could not read our stream. */
export function readErrResp(reader: MsgpackReader): ErrResp {
  let error = "";
  const header = reader.struct();
  for (let i = 0; i < header >> 1 && reader.error === undefined; i += 1) {
    if (reader.field(ERR_RESP, header, i) === 0) error = reader.text();
    else reader.skip();
  }
  return { kind: "err", error };
}

function writePing(ping: Ping): void {
  writer.mapHeader(2 + sourceFieldCount(ping.source));
  writeText(PING, 1, ping.node);
  writeUint(PING, 0, ping.seqNo);
  writeSource(PING, 2, ping.source);
}

function writeIndirectPing(request: IndirectPing): void {
  writer.mapHeader(5 + sourceFieldCount(request.source));
  writer.key(INDIRECT_PING, 4);
  writer.bool(request.nack);
  writeText(INDIRECT_PING, 3, request.node);
  writeUint(INDIRECT_PING, 2, request.port);
  writeUint(INDIRECT_PING, 0, request.seqNo);
  writeSource(INDIRECT_PING, 5, request.source);
  writer.key(INDIRECT_PING, 1);
  writeIp(writer, request.target);
}

function sourceFieldCount(source: ReplyTo | undefined): number {
  if (source === undefined) return 0;
  return source.node === "" ? 2 : 3;
}

/** Writes SourceAddr, SourceNode, SourcePort; `first` is the field number of SourceAddr. */
function writeSource(schema: StructSchema, first: number, source: ReplyTo | undefined): void {
  if (source === undefined) return;
  assert(source.ip !== "" && source.port !== 0, "a reply address has an address and a port");
  writer.key(schema, first);
  writeIp(writer, source.ip);
  if (source.node !== "") writeText(schema, first + 2, source.node);
  writeUint(schema, first + 1, source.port);
}

function writeAlive(alive: Alive): void {
  writer.mapHeader(6);
  writer.key(ALIVE, 2);
  writeIp(writer, alive.ip);
  writeUint(ALIVE, 0, alive.incarnation);
  writer.key(ALIVE, 4);
  writer.rawOrNil(alive.meta);
  writeText(ALIVE, 1, alive.node);
  writeUint(ALIVE, 3, alive.port);
  writer.key(ALIVE, 5);
  writeVersions(writer, alive.versions);
}

function writeAccusation(schema: StructSchema, accusation: Suspect | Dead): void {
  writer.mapHeader(3);
  writeText(schema, 2, accusation.from);
  writeUint(schema, 0, accusation.incarnation);
  writeText(schema, 1, accusation.node);
}

function writeUint(schema: StructSchema, field: number, value: number): void {
  writer.key(schema, field);
  writer.uint(value);
}

function writeText(schema: StructSchema, field: number, value: string): void {
  writer.key(schema, field);
  writer.text(value);
}

/** Writes exactly six bytes: agents crash on fewer. */
export function writeVersions(into: MsgpackWriter, versions: Versions): void {
  into.rawHeader(6);
  for (let i = 0; i < 6; i += 1) into.byte(versions[i] ?? 0);
}
