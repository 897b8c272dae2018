/** A gossip key or token that cannot be printed by accident: every way to text gives `•••`. */
export class Secret {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes.slice();
  }

  /** The bytes themselves, for a cipher or a request header and for nothing else. */
  reveal(): Uint8Array {
    return this.#bytes;
  }

  get sizeBytes(): number {
    return this.#bytes.length;
  }

  toString(): string {
    return "•••";
  }

  toJSON(): string {
    return "•••";
  }
}
