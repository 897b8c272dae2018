/** Addresses inside messages: 4 or 16 bytes ⇄ canonical literal. */
import { ipFromBytes, ipToBytes } from "../base/address.ts";
import type { MsgpackReader } from "./msgpack.ts";
import type { MsgpackWriter } from "./msgpackWriter.ts";

const SLOTS = 4_096;
/** The last IPv4 literals made and the address each belongs to: the same members are named all day long. */
const recentBits = new Uint32Array(SLOTS);
const recentText: string[] = new Array<string>(SLOTS).fill("");

/** Reads an address; "" when it is absent, an error in the reader when it has neither 4 nor 16 bytes. */
export function readIp(reader: MsgpackReader): string {
  const start = reader.position;
  const length = reader.rawLength();
  const at = reader.passRaw(length);
  if (length === 0) return "";
  if (length === 4) return ipv4Text(reader.bytes, at);
  const ip = ipFromBytes(reader.bytes.subarray(at, at + length));
  if (ip.ok) return ip.value;
  reader.fail("malformed", start, ip.error);
  return "";
}

/** Writes a literal that is canonical; "" becomes nil. */
export function writeIp(writer: MsgpackWriter, ip: string): void {
  if (ip === "") writer.nil();
  else if (!writeIpv4(writer, ip)) writer.raw(ipToBytes(ip));
}

/** The literal of the four bytes at `at`. */
export function ipv4Text(bytes: Uint8Array, at = 0): string {
  const a = bytes[at] ?? 0;
  const b = bytes[at + 1] ?? 0;
  const c = bytes[at + 2] ?? 0;
  const d = bytes[at + 3] ?? 0;
  const bits = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  const slot = (Math.imul(bits, 0x9e37_79b1) >>> 20) & (SLOTS - 1);
  const known = recentText[slot] ?? "";
  if (known !== "" && recentBits[slot] === bits) return known;
  const text = `${a}.${b}.${c}.${d}`;
  recentBits[slot] = bits;
  recentText[slot] = text;
  return text;
}

function writeIpv4(writer: MsgpackWriter, ip: string): boolean {
  let bits = 0;
  let part = 0;
  for (let i = 0; i < ip.length; i += 1) {
    const code = ip.charCodeAt(i);
    if (code === 46) {
      bits = (bits << 8) | part;
      part = 0;
    } else if (code >= 48 && code <= 57) part = 10 * part + code - 48;
    else return false;
  }
  writer.raw4((bits << 8) | part);
  return true;
}
