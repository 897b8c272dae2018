/** One reader a message: type byte taken off, struct to value. Missing fields are zeros, as in Go. */
import type { MsgpackReader } from "./msgpack.ts";
import { readIp } from "./addressBytes.ts";
import { ACK_RESP, ALIVE, DEAD, INDIRECT_PING, NACK_RESP, PING, SUSPECT } from "./messageSchemas.ts";
import type {
  AckResp,
  Dead,
  HeardAlive,
  IndirectPing,
  NackResp,
  Ping,
  ReplyTo,
  Suspect,
  Versions,
} from "./messages.ts";
import { EMPTY_BYTES } from "../base/bytes.ts";
import type { StructSchema } from "./structSchema.ts";

export const UINT32_MAX = 0xffff_ffff;
export const PORT_MAX = 0xffff;

export function readPing(reader: MsgpackReader): Ping {
  let seqNo = 0;
  let node = "";
  let sourceIp = "";
  let sourcePort = 0;
  let sourceNode = "";
  const header = reader.struct();
  for (let i = 0; i < header >> 1 && reader.error === undefined; i += 1) {
    const field = reader.field(PING, header, i);
    if (field === 0) seqNo = reader.uint(UINT32_MAX);
    else if (field === 1) node = reader.text();
    else if (field === 2) sourceIp = readIp(reader);
    else if (field === 3) sourcePort = reader.uint(PORT_MAX);
    else if (field === 4) sourceNode = reader.text();
    else reader.skip();
  }
  if (sourceIp === "" || sourcePort === 0) return { kind: "ping", seqNo, node };
  return { kind: "ping", seqNo, node, source: { ip: sourceIp, port: sourcePort, node: sourceNode } };
}

export function readIndirectPing(reader: MsgpackReader): IndirectPing {
  let seqNo = 0;
  let target = "";
  let port = 0;
  let node = "";
  let nack = false;
  let sourceIp = "";
  let sourcePort = 0;
  let sourceNode = "";
  const header = reader.struct();
  for (let i = 0; i < header >> 1 && reader.error === undefined; i += 1) {
    const field = reader.field(INDIRECT_PING, header, i);
    if (field === 0) seqNo = reader.uint(UINT32_MAX);
    else if (field === 1) target = readIp(reader);
    else if (field === 2) port = reader.uint(PORT_MAX);
    else if (field === 3) node = reader.text();
    else if (field === 4) nack = reader.bool();
    else if (field === 5) sourceIp = readIp(reader);
    else if (field === 6) sourcePort = reader.uint(PORT_MAX);
    else if (field === 7) sourceNode = reader.text();
    else reader.skip();
  }
  const request = { kind: "indirectPing", seqNo, target, port, node, nack } as const;
  const source: ReplyTo = { ip: sourceIp, port: sourcePort, node: sourceNode };
  return sourceIp === "" || sourcePort === 0 ? request : { ...request, source };
}

export function readAckResp(reader: MsgpackReader): AckResp {
  let seqNo = 0;
  let payload: Uint8Array = EMPTY_BYTES;
  const header = reader.struct();
  for (let i = 0; i < header >> 1 && reader.error === undefined; i += 1) {
    const field = reader.field(ACK_RESP, header, i);
    if (field === 0) seqNo = reader.uint(UINT32_MAX);
    else if (field === 1) payload = reader.raw();
    else reader.skip();
  }
  return { kind: "ackResp", seqNo, payload };
}

export function readNackResp(reader: MsgpackReader): NackResp {
  let seqNo = 0;
  const header = reader.struct();
  for (let i = 0; i < header >> 1 && reader.error === undefined; i += 1) {
    if (reader.field(NACK_RESP, header, i) === 0) seqNo = reader.uint(UINT32_MAX);
    else reader.skip();
  }
  return { kind: "nackResp", seqNo };
}

// Written out: an object made by spreading another has a hidden class of its own, which costs more than the message.
export function readSuspect(reader: MsgpackReader): Suspect {
  const { incarnation, node, from } = readAccusation(reader, SUSPECT);
  return { kind: "suspect", incarnation, node, from };
}

export function readDead(reader: MsgpackReader): Dead {
  const { incarnation, node, from } = readAccusation(reader, DEAD);
  return { kind: "dead", incarnation, node, from };
}

export function readAlive(reader: MsgpackReader): HeardAlive {
  let incarnation = 0;
  let node = "";
  let ip = "";
  let port = 0;
  let meta: Uint8Array = EMPTY_BYTES;
  let versions: Versions | undefined = undefined;
  const header = reader.struct();
  for (let i = 0; i < header >> 1 && reader.error === undefined; i += 1) {
    const field = reader.field(ALIVE, header, i);
    if (field === 0) incarnation = reader.uint(UINT32_MAX);
    else if (field === 1) node = reader.text();
    else if (field === 2) ip = readIp(reader);
    else if (field === 3) port = reader.uint(PORT_MAX);
    else if (field === 4) meta = reader.raw();
    else if (field === 5) versions = readVersions(reader);
    else reader.skip();
  }
  return { kind: "alive", incarnation, node, ip, port, meta, versions };
}

/** The six version bytes; fewer, which no sound peer sends, are as good as none. */
export function readVersions(reader: MsgpackReader): Versions | undefined {
  const length = reader.rawLength();
  return versionsAt(reader.bytes, reader.passRaw(length), length);
}

/** As `readVersions`, for `length` bytes at `at` whose header has been read. */
export function versionsAt(bytes: Uint8Array, at: number, length: number): Versions | undefined {
  if (length < 6) return undefined;
  const byte = (i: number): number => bytes[at + i] ?? 0;
  return [byte(0), byte(1), byte(2), byte(3), byte(4), byte(5)];
}

function readAccusation(
  reader: MsgpackReader,
  schema: StructSchema,
): { incarnation: number; node: string; from: string } {
  let incarnation = 0;
  let node = "";
  let from = "";
  const header = reader.struct();
  for (let i = 0; i < header >> 1 && reader.error === undefined; i += 1) {
    const field = reader.field(schema, header, i);
    if (field === 0) incarnation = reader.uint(UINT32_MAX);
    else if (field === 1) node = reader.text();
    else if (field === 2) from = reader.text();
    else reader.skip();
  }
  return { incarnation, node, from };
}
