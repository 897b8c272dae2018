/** Byte arrays: joined, compared, and turned into text and back without losing a bit. */
import { fail, ok, type Result } from "./result.ts";

export const EMPTY_BYTES = new Uint8Array(0);

const encoder = new TextEncoder();
const strictDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Joins arrays into one. */
export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const joined = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}

/**
 * UTF-8 to text. A byte that is no UTF-8 becomes the lone surrogate U+DC00 + byte, so that `bytesFromText`
 * gives back exactly what came in: a peer's odd name stays the same name.
 */
export function textFromBytes(bytes: Uint8Array): string {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    return decodeWithEscapes(bytes);
  }
}

/** Text to UTF-8, lone surrogates U+DC80 to U+DCFF back to the bytes they stand for. */
export function bytesFromText(text: string): Uint8Array {
  if (!/[\udc80-\udcff]/u.test(text)) return encoder.encode(text);
  const parts: Uint8Array[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const isEscape = code >= 0xdc80 && code <= 0xdcff;
    parts.push(isEscape ? Uint8Array.of(code - 0xdc00) : encoder.encode(character));
  }
  return concatBytes(parts);
}

function decodeWithEscapes(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length;) {
    const size = sequenceSize(bytes, at);
    text +=
      size === 0
        ? String.fromCharCode(0xdc00 + (bytes[at] ?? 0))
        : strictDecoder.decode(bytes.subarray(at, at + size));
    at += Math.max(1, size);
  }
  return text;
}

/** Length of the well-formed UTF-8 sequence at `at`, 0 if there is none. Source: Unicode 15, table 3-7. */
function sequenceSize(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || at + size > bytes.length) return 0;
  const second = bytes[at + 1] ?? 0;
  const lowest = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const highest = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < lowest || second > highest) return 0;
  for (let i = 2; i < size; i += 1) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0;
  return size;
}

/** Lower-case hexadecimal, two digits a byte. */
export function hexFromBytes(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Standard base64 with padding (RFC 4648 §4). */
export function base64FromBytes(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text += BASE64.charAt(group >> 18) + BASE64.charAt((group >> 12) & 63);
    text += left > 1 ? BASE64.charAt((group >> 6) & 63) : "=";
    text += left > 2 ? BASE64.charAt(group & 63) : "=";
  }
  return text;
}

/** Reads standard base64 with padding; anything else is an error that never repeats the text, which may be a key. */
export function bytesFromBase64(text: string): Result<Uint8Array, string> {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return fail("has characters that standard base64 does not have");
  if (text.length % 4 !== 0) return fail("is not a multiple of 4 characters long, so not whole base64");
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  for (let i = 0, at = 0; i < text.length; i += 4, at += 3) {
    let group = 0;
    for (let k = 0; k < 4; k += 1) group = (group << 6) | Math.max(0, BASE64.indexOf(text.charAt(i + k)));
    for (let k = 0; k < 3 && at + k < bytes.length; k += 1) bytes[at + k] = (group >> (16 - 8 * k)) & 0xff;
  }
  return ok(bytes);
}
