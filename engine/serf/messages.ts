/**
 * What Serf's members gossip inside memberlist's user messages:
 *
 *     08 | serf type | msgpack struct
 *
 * Here stand the types that travel by themselves and their codec, from the serf type on. The user state of a push/pull
 * is `pushPullMessage.ts`, what Serf's own queries carry `internalMessages.ts`.
 * Source: serf messages.go.
 */
import { assert, unreachable } from "../base/assert.ts";
import { concatBytes } from "../base/bytes.ts";
import { fail, ok, type Result } from "../base/result.ts";
import type { WireError } from "../wire/error.ts";
import { MsgpackReader } from "../wire/msgpack.ts";
import { MsgpackWriter } from "../wire/msgpackWriter.ts";
import type { LamportTime } from "./lamport.ts";
import {
  bool,
  bytes,
  durationMs,
  type Fields,
  ip,
  list,
  presentBytes,
  StructCodec,
  text,
  uint,
} from "./structCodec.ts";

/** Type byte of each message. Append-only, upstream's numbers. */
export const SERF_TYPE = {
  leave: 0,
  join: 1,
  pushPull: 2,
  userEvent: 3,
  query: 4,
  queryResponse: 5,
  conflictResponse: 6,
  keyRequest: 7,
  keyResponse: 8,
  relay: 9,
} as const;

/** `node` has joined at `time`: whatever was said of it before is older. */
export interface JoinIntent {
  readonly time: LamportTime;
  readonly node: string;
}

/** `node` goes, or an operator makes it go; `prune` asks to forget it at once. */
export interface LeaveIntent {
  readonly time: LamportTime;
  readonly node: string;
  readonly prune: boolean;
}

export interface UserEvent {
  readonly time: LamportTime;
  readonly name: string;
  readonly payload: Uint8Array;
  /** Whether receivers may keep only the latest of this name when many come at once. */
  readonly canCoalesce: boolean;
}

/** Bits of `Query.flags`. */
export const QUERY_ACK = 1;
export const QUERY_NO_BROADCAST = 2;

export interface Query {
  readonly time: LamportTime;
  readonly id: number;
  /** Where answers go. */
  readonly ip: string;
  readonly port: number;
  readonly sourceNode: string;
  /** Encoded; `queryFilters.ts` reads them. */
  readonly filters: readonly Uint8Array[];
  readonly flags: number;
  /** How many members shall pass a copy of each answer on. */
  readonly relayFactor: number;
  /** How long answers are wanted, ms. */
  readonly timeoutMs: number;
  readonly name: string;
  readonly payload: Uint8Array;
}

/** Bit of `QueryResponse.flags`: only says that the query arrived. */
export const RESPONSE_ACK = 1;

export interface QueryResponse {
  readonly time: LamportTime;
  readonly id: number;
  readonly from: string;
  readonly flags: number;
  readonly payload: Uint8Array;
}

/** Asks whoever gets it to send `message` on. */
export interface Relay {
  readonly ip: string;
  readonly port: number;
  readonly node: string;
  /** A whole Serf message, type byte first. */
  readonly message: Uint8Array;
}

export type SerfMessage =
  | ({ readonly kind: "join" } & JoinIntent)
  | ({ readonly kind: "leave" } & LeaveIntent)
  | ({ readonly kind: "userEvent" } & UserEvent)
  | ({ readonly kind: "query" } & Query)
  | ({ readonly kind: "queryResponse" } & QueryResponse)
  | ({ readonly kind: "relay" } & Relay);

const UINT32_MAX = 0xffff_ffff;
const lamport = uint();

const LEAVE = new StructCodec<LeaveIntent>("serf leave", {
  time: ["LTime", lamport],
  node: ["Node", text],
  prune: ["Prune", bool],
});
const JOIN = new StructCodec<JoinIntent>("serf join", { time: ["LTime", lamport], node: ["Node", text] });
const USER_EVENT = new StructCodec<UserEvent>("serf userEvent", {
  time: ["LTime", lamport],
  name: ["Name", text],
  payload: ["Payload", presentBytes],
  canCoalesce: ["CC", bool],
});
const QUERY_FIELDS: Fields<Query> = {
  time: ["LTime", lamport],
  id: ["ID", uint(UINT32_MAX)],
  ip: ["Addr", ip],
  port: ["Port", uint(0xffff)],
  sourceNode: ["SourceNode", text],
  filters: ["Filters", list(bytes)],
  flags: ["Flags", uint(UINT32_MAX)],
  relayFactor: ["RelayFactor", uint(0xff)],
  timeoutMs: ["Timeout", durationMs],
  name: ["Name", text],
  payload: ["Payload", bytes],
};
const QUERY = new StructCodec<Query>("serf query", QUERY_FIELDS);
const QUERY_RESPONSE = new StructCodec<QueryResponse>("serf queryResponse", {
  time: ["LTime", lamport],
  id: ["ID", uint(UINT32_MAX)],
  from: ["From", text],
  flags: ["Flags", uint(UINT32_MAX)],
  payload: ["Payload", bytes],
});

interface UdpAddr {
  readonly ip: string;
  readonly port: number;
  readonly zone: string;
}

/** Go's net.UDPAddr and serf's relayHeader. */
const UDP_ADDR = new StructCodec<UdpAddr>("serf relay", {
  ip: ["IP", ip],
  port: ["Port", uint(0xffff)],
  zone: ["Zone", text],
});
const RELAY = new StructCodec<{ readonly to: UdpAddr; readonly node: string }>("serf relay", {
  to: ["DestAddr", UDP_ADDR],
  node: ["DestName", text],
});

/** The message with its type byte, byte for byte what an agent of go-msgpack 0.5 writes. */
export function encodeSerfMessage(message: SerfMessage): Uint8Array {
  switch (message.kind) {
    case "join":
      return encodeTyped(SERF_TYPE.join, JOIN, message);
    case "leave":
      return encodeTyped(SERF_TYPE.leave, LEAVE, message);
    case "userEvent":
      return encodeTyped(SERF_TYPE.userEvent, USER_EVENT, message);
    case "query":
      return encodeTyped(SERF_TYPE.query, QUERY, message);
    case "queryResponse":
      return encodeTyped(SERF_TYPE.queryResponse, QUERY_RESPONSE, message);
    case "relay": {
      assert(message.message.length > 0, "what is relayed is a message");
      const { ip: address, port, node } = message;
      const header = encodeTyped(SERF_TYPE.relay, RELAY, { to: { ip: address, port, zone: "" }, node });
      return concatBytes([header, message.message]);
    }
    default:
      return unreachable(message);
  }
}

/** Reads the payload of a user message. Bytes behind the struct are ignored, as peers do. */
export function decodeSerfMessage(payload: Uint8Array): Result<SerfMessage, WireError> {
  switch (payload[0]) {
    case SERF_TYPE.join:
      return tagged("join", decodeTyped(payload, JOIN, "serf join"));
    case SERF_TYPE.leave:
      return tagged("leave", decodeTyped(payload, LEAVE, "serf leave"));
    case SERF_TYPE.userEvent:
      return tagged("userEvent", decodeTyped(payload, USER_EVENT, "serf userEvent"));
    case SERF_TYPE.query:
      return tagged("query", decodeTyped(payload, QUERY, "serf query"));
    case SERF_TYPE.queryResponse:
      return tagged("queryResponse", decodeTyped(payload, QUERY_RESPONSE, "serf queryResponse"));
    case SERF_TYPE.relay:
      return decodeRelay(payload);
    case undefined:
      return fail(serfError("truncated", "a user message without a byte"));
    default:
      return fail(serfError("unsupported", `serf message type ${payload[0]} is not known here`));
  }
}

const writer = new MsgpackWriter();

/** A type byte and a struct. */
export function encodeTyped<T extends object>(type: number, codec: StructCodec<T>, value: T): Uint8Array {
  writer.byte(type);
  codec.write(writer, value);
  return writer.finish();
}

/** The struct behind a type byte. */
export function decodeTyped<T extends object>(
  payload: Uint8Array,
  codec: StructCodec<T>,
  layer: string,
): Result<T, WireError> {
  const reader = new MsgpackReader(payload, 1, layer);
  const value = codec.read(reader);
  return reader.error === undefined ? ok(value) : fail(reader.error);
}

/** The error of a message that cannot be read at all. */
export function serfError(kind: WireError["kind"], message: string): WireError {
  return { kind, offset: 0, layer: "serf", message };
}

function tagged<K extends string, T extends object>(
  kind: K,
  read: Result<T, WireError>,
): Result<{ readonly kind: K } & T, WireError> {
  return read.ok ? ok({ kind, ...read.value }) : read;
}

function decodeRelay(payload: Uint8Array): Result<SerfMessage, WireError> {
  const reader = new MsgpackReader(payload, 1, "serf relay");
  const { to, node } = RELAY.read(reader);
  if (reader.error !== undefined) return fail(reader.error);
  const message = payload.subarray(reader.position);
  if (message.length === 0) return fail(serfError("truncated", "a relay without a message"));
  return ok({ kind: "relay", ip: to.ip, port: to.port, node, message });
}
