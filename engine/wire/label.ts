/**
 * The label header, outermost and in clear:
 *
 *     offset  size  field
 *     0       1     0xf4
 *     1       1     n, length of the label in bytes, 1 to 255
 *     2       n     the label
 *
 * Source: memberlist label.go.
 */
import { assert } from "../base/assert.ts";
import { fail, ok, type Result } from "../base/result.ts";
import type { WireError } from "./error.ts";
import { MESSAGE_TYPE } from "./messages.ts";
import { bytesFromText, textFromBytes } from "../base/bytes.ts";

export const LABEL_BYTES_MAX = 255;

export function labelHeader(label: string): Uint8Array {
  const bytes = bytesFromText(label);
  assert(bytes.length >= 1 && bytes.length <= LABEL_BYTES_MAX, "a label has 1 to 255 bytes");
  return Uint8Array.of(MESSAGE_TYPE.hasLabel, bytes.length, ...bytes);
}

/** Takes the header off; without one the label is "". */
export function stripLabel(bytes: Uint8Array): Result<{ label: string; rest: Uint8Array }, WireError> {
  if (bytes[0] !== MESSAGE_TYPE.hasLabel) return ok({ label: "", rest: bytes });
  const size = bytes[1];
  if (size === undefined || bytes.length < 2 + size)
    return fail(broken("truncated", "the label header is cut off"));
  if (size === 0) return fail(broken("malformed", "the label header holds an empty label"));
  return ok({ label: textFromBytes(bytes.subarray(2, 2 + size)), rest: bytes.subarray(2 + size) });
}

function broken(kind: "truncated" | "malformed", message: string): WireError {
  return { kind, offset: 1, layer: "label", message };
}
