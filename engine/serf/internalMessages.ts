/**
 * What the payloads of Serf's own queries hold: a member as somebody sees it, and key management.
 * A key response holds keys: it goes to whoever asked, never into a log or a view.
 * Source: serf messages.go; internal_query.go nodeKeyResponse; serf.go Member.
 */
import { fail, ok, type Result } from "../base/result.ts";
import { Secret } from "../base/secret.ts";
import type { Versions } from "../wire/messages.ts";
import type { WireError } from "../wire/error.ts";
import { SERF_STATUSES, type SerfStatus } from "./listedMember.ts";
import { decodeTyped, encodeTyped, SERF_TYPE, serfError } from "./messages.ts";
import { bool, type FieldCodec, ip, list, presentBytes, StructCodec, text, uint } from "./structCodec.ts";
import type { Tags } from "./tags.ts";

/** A member as one other member knows it. */
export interface MemberRecord {
  readonly name: string;
  readonly ip: string;
  readonly port: number;
  readonly tags: Tags;
  readonly status: SerfStatus;
  readonly versions: Versions;
}

/** What a member answers to a key query. `keys` and `primaryKey` are base64, and secret. */
export interface KeyResponse {
  readonly isDone: boolean;
  readonly message: string;
  readonly keys: readonly string[];
  /** "" from agents before serf 0.9.4. */
  readonly primaryKey: string;
}

interface WireMember {
  readonly name: string;
  readonly ip: string;
  readonly port: number;
  readonly tags: Tags;
  readonly status: number;
  readonly protocolMin: number;
  readonly protocolMax: number;
  readonly protocolCur: number;
  readonly delegateMin: number;
  readonly delegateMax: number;
  readonly delegateCur: number;
}

const TAGS: FieldCodec<Tags> = {
  absent: [],
  read(reader) {
    const tags: [string, string][] = [];
    const count = reader.mapHeader();
    for (let i = 0; i < count && reader.error === undefined; i += 1)
      tags.push([reader.text(), reader.text()]);
    return tags;
  },
  write(writer, tags) {
    writer.mapHeader(tags.length);
    for (const [key, value] of tags) {
      writer.text(key);
      writer.text(value);
    }
  },
};
const MEMBER = new StructCodec<WireMember>("serf conflictResponse", {
  name: ["Name", text],
  ip: ["Addr", ip],
  port: ["Port", uint(0xffff)],
  tags: ["Tags", TAGS],
  status: ["Status", uint(SERF_STATUSES.length - 1)],
  protocolMin: ["ProtocolMin", uint(0xff)],
  protocolMax: ["ProtocolMax", uint(0xff)],
  protocolCur: ["ProtocolCur", uint(0xff)],
  delegateMin: ["DelegateMin", uint(0xff)],
  delegateMax: ["DelegateMax", uint(0xff)],
  delegateCur: ["DelegateCur", uint(0xff)],
});
const KEY_REQUEST = new StructCodec<{ readonly key: Uint8Array }>("serf keyRequest", {
  key: ["Key", presentBytes],
});
const KEY_RESPONSE = new StructCodec<KeyResponse>("serf keyResponse", {
  isDone: ["Result", bool],
  message: ["Message", text],
  keys: ["Keys", list(text)],
  primaryKey: ["PrimaryKey", text],
});
const NIL = 0xc0;

/** The answer to a conflict query; undefined says that the name is unknown. */
export function encodeConflictResponse(member: MemberRecord | undefined): Uint8Array {
  if (member === undefined) return Uint8Array.of(SERF_TYPE.conflictResponse, NIL);
  const [protocolMin, protocolMax, protocolCur, delegateMin, delegateMax, delegateCur] = member.versions;
  return encodeTyped(SERF_TYPE.conflictResponse, MEMBER, {
    ...member,
    status: SERF_STATUSES.indexOf(member.status),
    ...{ protocolMin, protocolMax, protocolCur, delegateMin, delegateMax, delegateCur },
  });
}

/** Reads it; a name that the sender doesn't know is undefined. */
export function decodeConflictResponse(payload: Uint8Array): Result<MemberRecord | undefined, WireError> {
  if (payload[0] !== SERF_TYPE.conflictResponse) return fail(wrongType("a conflict response", payload[0]));
  if (payload[1] === NIL) return ok(undefined);
  const read = decodeTyped(payload, MEMBER, "serf conflictResponse");
  if (!read.ok) return read;
  const { name, ip: address, port, tags, status, ...v } = read.value;
  const versions = [
    ...[v.protocolMin, v.protocolMax, v.protocolCur],
    ...[v.delegateMin, v.delegateMax, v.delegateCur],
  ] as unknown as Versions;
  return ok({ name, ip: address, port, tags, status: SERF_STATUSES[status] ?? "none", versions });
}

/** The payload of a key query; listing keys sends none. */
export function encodeKeyRequest(key: Secret | undefined): Uint8Array {
  return encodeTyped(SERF_TYPE.keyRequest, KEY_REQUEST, { key: key?.reveal() ?? new Uint8Array(0) });
}

/** Reads it; the length of the key is checked by whoever uses it. */
export function decodeKeyRequest(payload: Uint8Array): Result<Secret, WireError> {
  if (payload[0] !== SERF_TYPE.keyRequest) return fail(wrongType("a key request", payload[0]));
  const read = decodeTyped(payload, KEY_REQUEST, "serf keyRequest");
  return read.ok ? ok(new Secret(read.value.key)) : read;
}

export function encodeKeyResponse(response: KeyResponse): Uint8Array {
  return encodeTyped(SERF_TYPE.keyResponse, KEY_RESPONSE, response);
}

export function decodeKeyResponse(payload: Uint8Array): Result<KeyResponse, WireError> {
  if (payload[0] !== SERF_TYPE.keyResponse) return fail(wrongType("a key response", payload[0]));
  return decodeTyped(payload, KEY_RESPONSE, "serf keyResponse");
}

function wrongType(wanted: string, type: number | undefined): WireError {
  return serfError("malformed", `${wanted} was expected, type ${type ?? "none"} came`);
}
