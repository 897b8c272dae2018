/** The wrappers found around messages, outermost first. Sizes in bytes. */
export type Framing =
  | { readonly layer: "label"; readonly label: string }
  /** `keyIndex` 0 is the primary key. */
  | { readonly layer: "encryption"; readonly version: 0 | 1; readonly keyIndex: number }
  | { readonly layer: "crc"; readonly crc32: number }
  | { readonly layer: "compress"; readonly bytes: number; readonly plainBytes: number }
  | { readonly layer: "compound"; readonly parts: number; readonly missing: number };
