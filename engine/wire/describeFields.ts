/** Values of messages as JSON for people: each field by what its name says it holds. */
import { ipFromBytes } from "../base/address.ts";
import { hexFromBytes, textFromBytes } from "../base/bytes.ts";
import { MsgpackReader, type MsgpackMap, type MsgpackValue } from "./msgpack.ts";

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

const TEXT_FIELDS = new Set([
  ..."Node From Name SourceNode Error Message DestName Zone Tag Expr LeftMembers Tags Names".split(" "),
]);
const ADDRESS_FIELDS = new Set(["Addr", "SourceAddr", "Target", "IP"]);
/** Gossip keys, which a description never shows. */
const SECRET_FIELDS = new Set(["Key", "Keys", "PrimaryKey"]);

/** The fields of a struct that came as map, or as array in the order of `fieldNames`. */
export function describeStruct(value: MsgpackValue, fieldNames: readonly string[]): JsonObject {
  if (Array.isArray(value)) {
    const named = value.map((item: MsgpackValue, i) => {
      const name = fieldNames[i] ?? `field${i}`;
      return [name, describeField(name, item)] as const;
    });
    return Object.fromEntries(named);
  }
  return isMap(value) ? describeMap(value) : {};
}

/** One field as JSON; integers above 2^53 as decimal text. */
export function describeField(name: string, value: MsgpackValue): Json {
  if (value === null || typeof value === "boolean" || typeof value === "number") return value;
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Uint8Array) return describeBytes(name, value);
  if (isMap(value)) return describeMap(value, name === "Tags" ? name : undefined);
  return value.map((item) => describeField(name, item));
}

/** Bytes as the text, address, tags or number list that the field's name promises, else as hex. */
export function describeBytes(name: string, bytes: Uint8Array): Json {
  if (TEXT_FIELDS.has(name)) return textFromBytes(bytes);
  if (SECRET_FIELDS.has(name)) return bytes.length === 0 ? "" : "•••";
  if (name === "Vsn") return [...bytes];
  if (name === "Meta") return describeMeta(bytes);
  if (ADDRESS_FIELDS.has(name)) {
    const ip = ipFromBytes(bytes);
    return ip.ok ? ip.value : describeBinary(bytes);
  }
  return describeBinary(bytes);
}

/** Hex, and the text too where all of it can be read. */
export function describeBinary(bytes: Uint8Array): JsonObject {
  const text = textFromBytes(bytes);
  const isReadable = bytes.length > 0 && /^(?:[\t\n\r]|[^\p{Cc}\p{Cs}\p{Co}\p{Cn}])*$/u.test(text);
  return isReadable ? { hex: hexFromBytes(bytes), text } : { hex: hexFromBytes(bytes) };
}

function describeMeta(bytes: Uint8Array): Json {
  const hex = hexFromBytes(bytes);
  if (bytes.length === 0) return { hex };
  // Before protocol 3 the whole of it was the bare role.
  if (bytes[0] !== 0xff) return { hex, tags: { role: textFromBytes(bytes) } };
  const reader = new MsgpackReader(bytes, 1, "tags");
  const tags = reader.value();
  return reader.error === undefined && isMap(tags) ? { hex, tags: describeMap(tags, "Tags") } : { hex };
}

/** `valueName` is the field name for all values, where the keys are data and no names. */
function describeMap(map: MsgpackMap, valueName?: string): JsonObject {
  return Object.fromEntries([...map].map(([key, value]) => [key, describeField(valueName ?? key, value)]));
}

export function isMap(value: MsgpackValue): value is MsgpackMap {
  return value instanceof Map;
}
