/**
 * A captured payload as JSON for people: its wrappers, its messages under the names of the protocol, Serf's bodies
 * inside. What `lanekeeper decode` prints.
 */
import { hexFromBytes } from "../base/bytes.ts";
import { describeField, describeStruct, isMap, type Json, type JsonObject } from "./describeFields.ts";
import { describeSerf } from "./describeSerf.ts";
import type { WireError } from "./error.ts";
import type { Framing } from "./framing.ts";
import type { Keyring } from "./keyring.ts";
import * as schemas from "./messageSchemas.ts";
import { MsgpackReader } from "./msgpack.ts";
import { decodePacketMessage } from "./messageCodec.ts";
import { MESSAGE_TYPE } from "./messages.ts";
import { unwrapPacket } from "./packet.ts";
import { readPushPullHeader } from "./pushPull.ts";
import { StreamOpener } from "./stream.ts";
import { decodeStreamMessage } from "./streamMessage.ts";
import type { StructSchema } from "./structSchema.ts";

export interface DescribeOptions {
  /** All bytes of one direction of a TCP connection, instead of one datagram. */
  readonly stream: boolean;
  /** "" for none. */
  readonly label: string;
  readonly keyring?: Keyring;
}

/** `type` is the message's kind; the other names are the protocol's. */
export type DescribedMessage = JsonObject & { readonly type: string };

export type Description =
  | {
      readonly version: 1;
      readonly framing: readonly Framing[];
      readonly messages: readonly DescribedMessage[];
    }
  | { readonly version: 1; readonly error: WireError };

const SCHEMAS = new Map<number, StructSchema>([
  [MESSAGE_TYPE.ping, schemas.PING],
  [MESSAGE_TYPE.indirectPing, schemas.INDIRECT_PING],
  [MESSAGE_TYPE.ackResp, schemas.ACK_RESP],
  [MESSAGE_TYPE.nackResp, schemas.NACK_RESP],
  [MESSAGE_TYPE.suspect, schemas.SUSPECT],
  [MESSAGE_TYPE.alive, schemas.ALIVE],
  [MESSAGE_TYPE.dead, schemas.DEAD],
  [MESSAGE_TYPE.err, schemas.ERR_RESP],
]);

/** Decodes as an agent of that pool would; the first problem of any layer is the error. */
export function decodeToJson(bytes: Uint8Array, options: DescribeOptions): Description {
  return options.stream ? describeStream(bytes, options) : describePacket(bytes, options);
}

function describePacket(bytes: Uint8Array, options: DescribeOptions): Description {
  const unwrapped = unwrapPacket(bytes, options);
  if (!unwrapped.ok) return failed(unwrapped.error);
  const { parts, problems, framing } = unwrapped.value;
  const [problem] = problems;
  if (problem !== undefined) return failed(problem);
  const messages: DescribedMessage[] = [];
  for (const part of parts) {
    const sound = decodePacketMessage(part);
    if (!sound.ok) return failed(sound.error);
    messages.push(part[0] === MESSAGE_TYPE.user ? describeUser(part.subarray(1)) : describeBody(part));
  }
  return { version: 1, framing, messages };
}

/** Only the dialing side writes a label header, so its presence tells which direction was captured. */
function describeStream(bytes: Uint8Array, options: DescribeOptions): Description {
  const opener = new StreamOpener({ ...options, dialed: bytes[0] !== MESSAGE_TYPE.hasLabel });
  const message = opener.push(bytes) ?? opener.end();
  if (!message.ok) return failed(message.error);
  const sound = decodeStreamMessage(message.value);
  if (!sound.ok) return failed(sound.error);
  const { framing } = opener;
  if (sound.value.kind === "user")
    return { version: 1, framing, messages: [describeUser(sound.value.payload)] };
  const described =
    sound.value.kind === "pushPull" ? describePushPull(message.value) : describeBody(message.value);
  return { version: 1, framing, messages: [described] };
}

function failed(error: WireError): Description {
  return { version: 1, error };
}

function describeUser(payload: Uint8Array): DescribedMessage {
  return { ...describeSerf(payload), type: "user" };
}

function describeBody(message: Uint8Array): DescribedMessage {
  const schema = SCHEMAS.get(message[0] ?? -1);
  if (schema === undefined) return { type: "unknown" };
  const reader = new MsgpackReader(message, 1, schema.name);
  const value = reader.value();
  const fields = describeStruct(value, schema.fieldNames);
  const payload = isMap(value) && schema === schemas.ACK_RESP ? value.get("Payload") : undefined;
  if (!(payload instanceof Uint8Array)) return { type: schema.name, ...fields };
  return { type: schema.name, ...fields, Payload: describeAckPayload(payload) };
}

/** Serf's ack payload: version 1 and a network coordinate, all in seconds. */
function describeAckPayload(payload: Uint8Array): Json {
  const hex = hexFromBytes(payload);
  if (payload[0] !== 1) return { hex };
  const reader = new MsgpackReader(payload, 1, "coordinate");
  const coordinate = reader.value();
  if (reader.error !== undefined || !isMap(coordinate)) return { hex };
  return { hex, coordinate: describeField("coordinate", coordinate) };
}

function describePushPull(message: Uint8Array): DescribedMessage {
  const reader = new MsgpackReader(message, 1, "pushPull");
  const header = readPushPullHeader(reader);
  const nodes: JsonObject[] = [];
  for (let i = 0; i < header.nodeCount && reader.error === undefined; i += 1) {
    nodes.push(describeStruct(reader.value(), schemas.PUSH_NODE_STATE.fieldNames));
  }
  const userState = message.subarray(reader.position, reader.position + header.userStateBytes);
  return {
    type: "pushPull",
    header: { Join: header.join, Nodes: header.nodeCount, UserStateLen: header.userStateBytes },
    nodes,
    user: userState.length === 0 ? null : describeSerf(userState),
  };
}
