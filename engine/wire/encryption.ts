/**
 * The encryption envelope:
 *
 *     offset  size  field
 *     0       1     version: 1, or 0 with PKCS#7 padding to 16 bytes under the cipher
 *     1       12    nonce
 *     13      n     ciphertext
 *     13 + n  16    tag
 *
 * Additional data: packets, the label; streams, the frame's five header bytes and the label.
 * Source: memberlist security.go.
 */
import { assert } from "../base/assert.ts";
import { fail, ok, type Result } from "../base/result.ts";
import type { WireError } from "./error.ts";
import type { Keyring } from "./keyring.ts";

export type EncryptionVersion = 0 | 1;

/** Bytes that encryption adds at most, as senders budget it. */
export const ENCRYPTION_OVERHEAD_BYTES: Readonly<Record<EncryptionVersion, number>> = { 0: 45, 1: 29 };

const BLOCK = 16;

/** Encrypts under the primary key, which must exist. */
export function seal(
  keyring: Keyring,
  plain: Uint8Array,
  additional: Uint8Array,
  version: EncryptionVersion,
): Uint8Array {
  const key = keyring.primary;
  assert(key !== undefined, "a keyring that encrypts has a primary key");
  const sealed = keyring.aead.seal(key, version === 0 ? padded(plain) : plain, additional);
  const bytes = new Uint8Array(1 + sealed.length);
  bytes[0] = version;
  bytes.set(sealed, 1);
  return bytes;
}

/** Bytes that `seal` will return for `plainBytes`, needed before sealing a stream frame. */
export function sealedSize(plainBytes: number, version: EncryptionVersion): number {
  return 29 + (version === 0 ? plainBytes + BLOCK - (plainBytes % BLOCK) : plainBytes);
}

/** Decrypts with the first key that fits, primary first. */
export function open(
  keyring: Keyring,
  bytes: Uint8Array,
  additional: Uint8Array,
): Result<{ plain: Uint8Array; version: EncryptionVersion; keyIndex: number }, WireError> {
  const version = bytes[0];
  if (version !== 0 && version !== 1) {
    return fail(broken("notEncrypted", `not an encryption envelope (version byte ${version ?? "missing"})`));
  }
  if (bytes.length < ENCRYPTION_OVERHEAD_BYTES[version]) {
    return fail(broken("truncated", `too small to decrypt: ${bytes.length} bytes`));
  }
  for (const [keyIndex, key] of keyring.all.entries()) {
    const plain = keyring.aead.open(key, bytes.subarray(1), additional);
    if (plain === undefined) continue;
    const stripped = version === 0 ? unpadded(plain) : plain;
    if (stripped === undefined) return fail(broken("malformed", "the padding is not PKCS#7"));
    return ok({ plain: stripped, version, keyIndex });
  }
  return fail(broken("noKeyFits", `none of ${keyring.all.length} keys decrypts this`));
}

function padded(plain: Uint8Array): Uint8Array {
  const padding = BLOCK - (plain.length % BLOCK);
  const bytes = new Uint8Array(plain.length + padding).fill(padding);
  bytes.set(plain);
  return bytes;
}

function unpadded(bytes: Uint8Array): Uint8Array | undefined {
  const padding = bytes[bytes.length - 1] ?? 0;
  if (padding < 1 || padding > BLOCK || padding > bytes.length) return undefined;
  const body = bytes.subarray(0, bytes.length - padding);
  return bytes.subarray(body.length).every((byte) => byte === padding) ? body : undefined;
}

function broken(kind: WireError["kind"], message: string): WireError {
  return { kind, offset: 0, layer: "encryption", message };
}
