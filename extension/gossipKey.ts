/** A gossip key as a person types it: base64 in, bytes out. Nothing here prints a key. */
import { fail, ok, type Result } from "../engine/index.ts";

/** Sizes of AES-128, 192 and 256 keys, bytes. */
const KEY_SIZES_BYTES: readonly number[] = [16, 24, 32];

/** Reads a base64 key; the error never repeats what was typed. */
export function parseGossipKey(text: string): Result<Uint8Array, string> {
  const trimmed = text.trim();
  const isBase64 = /^[A-Za-z0-9+/]+={0,2}$/.test(trimmed) && trimmed.length % 4 === 0;
  if (!isBase64) return fail("A gossip key is base64, such as `consul keygen` or `serf keygen` prints it.");
  const bytes = new Uint8Array(Buffer.from(trimmed, "base64"));
  if (KEY_SIZES_BYTES.includes(bytes.length)) return ok(bytes);
  return fail(`A gossip key has 16, 24 or 32 bytes; this one has ${bytes.length}.`);
}
