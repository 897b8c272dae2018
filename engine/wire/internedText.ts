/**
 * Short ASCII text out of bytes: the same few names come with every packet, so the last strings made are kept
 * and given again. The table has a fixed size; a collision just replaces the older string.
 */
import { textFromBytes } from "../base/bytes.ts";

const SLOTS = 4_096;
/** Longer text is rare and decoded afresh. */
const LENGTH_MAX = 48;

const recent: string[] = new Array<string>(SLOTS).fill("");

/** The text of `bytes[start, start + length)`, lossless as `textFromBytes`. */
export function internText(bytes: Uint8Array, start: number, length: number): string {
  if (length === 0) return "";
  if (length > LENGTH_MAX) return textFromBytes(bytes.subarray(start, start + length));
  let hash = length;
  for (let i = start; i < start + length; i += 1) hash = Math.imul(hash, 31) + (bytes[i] ?? 0);
  const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
  const known = recent[slot] ?? "";
  if (isSame(known, bytes, start, length)) return known;
  const text = textOf(bytes, start, length);
  recent[slot] = text;
  return text;
}

function isSame(text: string, bytes: Uint8Array, start: number, length: number): boolean {
  if (text.length !== length) return false;
  for (let i = 0; i < length; i += 1) {
    const byte = bytes[start + i] ?? 0;
    if (byte >= 0x80 || text.charCodeAt(i) !== byte) return false;
  }
  return true;
}

function textOf(bytes: Uint8Array, start: number, length: number): string {
  let text = "";
  for (let i = start; i < start + length; i += 1) {
    const byte = bytes[i] ?? 0;
    if (byte >= 0x80) return textFromBytes(bytes.subarray(start, start + length));
    text += String.fromCharCode(byte);
  }
  return text;
}
