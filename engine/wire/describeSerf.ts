/** Serf's messages, which travel as memberlist's user messages, as JSON. Source: serf messages.go. */
import type { WireError } from "./error.ts";
import {
  describeBinary,
  describeField,
  describeStruct,
  isMap,
  type Json,
  type JsonObject,
} from "./describeFields.ts";
import { MsgpackReader, type MsgpackValue } from "./msgpack.ts";

/** Deepest chain of messages inside messages: a relay of a response with a payload is three. */
const DEPTH_MAX = 4;
const RELAY = 9;

interface SerfType {
  readonly name: string;
  /** In declaration order. */
  readonly fields: readonly string[];
}

/** By type byte. */
const TYPES: readonly SerfType[] = [
  { name: "leave", fields: ["LTime", "Node", "Prune"] },
  { name: "join", fields: ["LTime", "Node"] },
  {
    name: "pushPull",
    fields: ["LTime", "StatusLTimes", "LeftMembers", "EventLTime", "Events", "QueryLTime"],
  },
  { name: "userEvent", fields: ["LTime", "Name", "Payload", "CC"] },
  {
    name: "query",
    fields: [
      ...["LTime", "ID", "Addr", "Port", "SourceNode", "Filters"],
      ...["Flags", "RelayFactor", "Timeout", "Name", "Payload"],
    ],
  },
  { name: "queryResponse", fields: ["LTime", "ID", "From", "Flags", "Payload"] },
  { name: "conflictResponse", fields: [] },
  { name: "keyRequest", fields: ["Key"] },
  { name: "keyResponse", fields: ["Result", "Message", "Keys", "PrimaryKey"] },
  { name: "relay", fields: ["DestAddr", "DestName"] },
];

/** `{serf: name, body}`, or the bytes with the error where they are none of Serf's. */
export function describeSerf(bytes: Uint8Array, depth = 0): JsonObject {
  const type = TYPES[bytes[0] ?? -1];
  if (type === undefined || depth > DEPTH_MAX) return { raw: describeBinary(bytes) };
  const reader = new MsgpackReader(bytes, 1, `serf ${type.name}`);
  const value = reader.value();
  if (reader.error !== undefined)
    return { serf: type.name, error: errorJson(reader.error), raw: describeBinary(bytes) };
  const body = describeStruct(value, type.fields);
  if (bytes[0] === RELAY) {
    return { serf: "relay", header: body, inner: describeSerf(bytes.subarray(reader.position), depth + 1) };
  }
  return { serf: type.name, body: { ...body, ...embedded(value, depth) } };
}

function errorJson({ kind, offset, layer, message }: WireError): JsonObject {
  return { kind, offset, layer, message };
}

/** Fields that hold further encodings: the payload of Serf's own queries and their filters. */
function embedded(value: MsgpackValue, depth: number): JsonObject {
  if (!isMap(value)) return {};
  const found: Record<string, Json> = {};
  const payload = value.get("Payload");
  if (payload instanceof Uint8Array) found["Payload"] = describePayload(payload, depth);
  const filters = value.get("Filters");
  if (Array.isArray(filters)) found["Filters"] = filters.map(describeFilter);
  return found;
}

/** Conflict and key messages are recognised by their type byte and a body that is read to its end. */
function describePayload(bytes: Uint8Array, depth: number): Json {
  const type = bytes[0] ?? -1;
  if (type < 6 || type > 8) return describeBinary(bytes);
  const reader = new MsgpackReader(bytes, 1, "payload");
  const body = reader.value();
  if (reader.error !== undefined || reader.remaining > 0 || !(isMap(body) || body === null))
    return describeBinary(bytes);
  return describeSerf(bytes, depth + 1);
}

function describeFilter(filter: MsgpackValue): Json {
  if (!(filter instanceof Uint8Array)) return null;
  const reader = new MsgpackReader(filter, 1, "filter");
  const value = reader.value();
  if (reader.error !== undefined || (filter[0] !== 0 && filter[0] !== 1)) return describeBinary(filter);
  return filter[0] === 0
    ? { type: "node", value: describeField("Names", value) }
    : { type: "tag", value: describeField("filter", value) };
}
