/** A name for a gossip key that people may see and compare: config files, live pools and stored keys all use this one. */
import { concatBytes } from "./bytes.ts";
import { sha256 } from "./sha256.ts";

/** So that it is no prefix of a hash that is published elsewhere for the same bytes. */
const SALT = new TextEncoder().encode("lanekeeper gossip key\0");
const SHOWN_BYTES = 4;

/** The first four bytes of a salted SHA-256, such as `4f:9a:01:c7`: tells keys apart, reveals none. */
export function keyFingerprint(key: Uint8Array): string {
  const digest = sha256(concatBytes([SALT, key])).subarray(0, SHOWN_BYTES);
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join(":");
}
