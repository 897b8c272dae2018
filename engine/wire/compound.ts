/**
 * Several messages in one packet. The layout, behind the type byte:
 *
 *     offset   size     field
 *     0        1        n, number of parts
 *     1        2 · n    length of each part in bytes, big-endian
 *     1 + 2n   …        the parts, back to back
 *
 * Source: memberlist util.go, makeCompoundMessage and decodeCompoundMessage.
 */
import { assert } from "../base/assert.ts";
import { fail, ok, type Result } from "../base/result.ts";
import type { WireError } from "./error.ts";
import { MESSAGE_TYPE } from "./messages.ts";

/** Old agents compute twice the count in eight bits, so more parts than this are misread. */
export const COMPOUND_PARTS_MAX = 127;

/**
 * Joins 1 to 127 parts, none of them empty: an empty part crashes memberlist up to 0.2.3.
 */
export function joinCompound(parts: readonly Uint8Array[]): Uint8Array {
  assert(parts.length >= 1 && parts.length <= COMPOUND_PARTS_MAX, "a compound has 1 to 127 parts");
  const size = parts.reduce((sum, part) => sum + 2 + part.length, 2);
  const bytes = new Uint8Array(size);
  bytes.set([MESSAGE_TYPE.compound, parts.length]);
  let lengthAt = 2;
  let bodyAt = 2 + 2 * parts.length;
  for (const part of parts) {
    assert(part.length >= 1 && part.length <= 0xffff, "a part has 1 to 65535 bytes");
    bytes.set([part.length >> 8, part.length & 0xff], lengthAt);
    bytes.set(part, bodyAt);
    lengthAt += 2;
    bodyAt += part.length;
  }
  return bytes;
}

/**
 * Splits the body behind the type byte. From the first part that runs past the end on, parts are only
 * counted (`missing`): the network cut the packet, and what came before the cut is good.
 */
export function splitCompound(body: Uint8Array): Result<{ parts: Uint8Array[]; missing: number }, WireError> {
  const count = body[0];
  if (count === undefined) return fail(truncated(0, "the compound ends before its count"));
  let at = 1 + 2 * count;
  if (body.length < at)
    return fail(truncated(1, `the compound claims ${count} parts and ends among their lengths`));
  const parts: Uint8Array[] = [];
  for (let i = 0; i < count; i += 1) {
    const size = ((body[1 + 2 * i] ?? 0) << 8) | (body[2 + 2 * i] ?? 0);
    if (at + size > body.length) return ok({ parts, missing: count - i });
    parts.push(body.subarray(at, at + size));
    at += size;
  }
  return ok({ parts, missing: 0 });
}

function truncated(offset: number, message: string): WireError {
  return { kind: "truncated", offset, layer: "compound", message };
}
