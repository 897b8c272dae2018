/** Why foreign bytes could not be read: what was wrong, and where. */
export interface WireError {
  readonly kind:
    | "truncated"
    | "malformed"
    | "tooLarge"
    | "unsupported"
    | "labelMismatch"
    | "notEncrypted"
    | "encrypted"
    | "noKeyFits"
    | "checksum";
  /** Byte offset inside the layer named in `layer`. */
  readonly offset: number;
  /** Which layer was being read: "label", "encryption", "crc", "compress", "compound", "ping", "pushPull", … */
  readonly layer: string;
  /** One sentence for a person, without the bytes themselves. */
  readonly message: string;
}
