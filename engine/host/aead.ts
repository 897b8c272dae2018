/** AES-GCM from Node, nonces from the system's entropy. Key objects are kept: making one costs more than a packet. */
import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  randomFillSync,
  type KeyObject,
} from "node:crypto";
import { keyFingerprint } from "../base/keyFingerprint.ts";
import type { Secret } from "../base/secret.ts";
import type { Aead } from "../wire/keyring.ts";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

type Algorithm = "aes-128-gcm" | "aes-192-gcm" | "aes-256-gcm";

/** The cipher of live pools. */
export class NodeAead implements Aead {
  private readonly keys = new WeakMap<Secret, KeyObject>();

  seal(key: Secret, plain: Uint8Array, additional: Uint8Array): Uint8Array {
    const nonce = randomFillSync(new Uint8Array(NONCE_BYTES));
    const cipher = createCipheriv(algorithm(key), this.keyObject(key), nonce);
    if (additional.length > 0) cipher.setAAD(additional);
    const body = cipher.update(plain);
    cipher.final();
    const bytes = new Uint8Array(NONCE_BYTES + body.length + TAG_BYTES);
    bytes.set(nonce);
    bytes.set(body, NONCE_BYTES);
    bytes.set(cipher.getAuthTag(), NONCE_BYTES + body.length);
    return bytes;
  }

  open(key: Secret, sealed: Uint8Array, additional: Uint8Array): Uint8Array | undefined {
    const bodyEnd = sealed.length - TAG_BYTES;
    if (bodyEnd < NONCE_BYTES) return undefined;
    const decipher = createDecipheriv(algorithm(key), this.keyObject(key), sealed.subarray(0, NONCE_BYTES));
    if (additional.length > 0) decipher.setAAD(additional);
    decipher.setAuthTag(sealed.subarray(bodyEnd));
    const plain = decipher.update(sealed.subarray(NONCE_BYTES, bodyEnd));
    try {
      decipher.final();
    } catch {
      return undefined; // The tag does not fit: another key, another label, or damage.
    }
    return new Uint8Array(plain.buffer, plain.byteOffset, plain.length);
  }

  fingerprint(key: Secret): string {
    return keyFingerprint(key.reveal());
  }

  private keyObject(key: Secret): KeyObject {
    const known = this.keys.get(key);
    if (known !== undefined) return known;
    const made = createSecretKey(key.reveal());
    this.keys.set(key, made);
    return made;
  }
}

function algorithm(key: Secret): Algorithm {
  return key.sizeBytes === 16 ? "aes-128-gcm" : key.sizeBytes === 24 ? "aes-192-gcm" : "aes-256-gcm";
}
