/**
 * Gossip keys in order: the first encrypts, all are tried to decrypt. The cipher is a port, so the pure
 * layers hold keys but no cryptography.
 *
 * Source: memberlist keyring.go.
 */
import { fail, ok, type Result } from "../base/result.ts";
import type { Secret } from "../base/secret.ts";

/** AES-GCM with 12-byte nonces and 16-byte tags; draws its nonces itself. */
export interface Aead {
  /** nonce ‖ ciphertext ‖ tag. */
  seal(key: Secret, plain: Uint8Array, additional: Uint8Array): Uint8Array;
  /** The plaintext of what `seal` made, or undefined when the key or the additional data do not fit. */
  open(key: Secret, sealed: Uint8Array, additional: Uint8Array): Uint8Array | undefined;
  /** Short stable name of a key that does not reveal it, such as `4f:9a:00:c1`. */
  fingerprint(key: Secret): string;
}

export class Keyring {
  private keys: Secret[];

  /** `keys` in order, the first is the primary one. */
  constructor(
    readonly aead: Aead,
    keys: readonly Secret[],
  ) {
    this.keys = [...keys];
  }

  get primary(): Secret | undefined {
    return this.keys[0];
  }

  get all(): readonly Secret[] {
    return this.keys;
  }

  add(key: Secret): void {
    if (this.indexOf(key) === -1) this.keys.push(key);
  }

  use(key: Secret): Result<undefined, string> {
    const index = this.indexOf(key);
    if (index === -1) return fail("requested key is not in the keyring");
    this.keys = [...this.keys.splice(index, 1), ...this.keys];
    return ok(undefined);
  }

  remove(key: Secret): Result<undefined, string> {
    const index = this.indexOf(key);
    if (index === 0) return fail("removing the primary key is not allowed");
    if (index > 0) this.keys.splice(index, 1);
    return ok(undefined);
  }

  fingerprints(): string[] {
    return this.keys.map((key) => this.aead.fingerprint(key));
  }

  private indexOf(wanted: Secret): number {
    const bytes = wanted.reveal();
    return this.keys.findIndex((key) => {
      const other = key.reveal();
      return other.length === bytes.length && other.every((byte, i) => byte === bytes[i]);
    });
  }
}
