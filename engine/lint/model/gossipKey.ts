/** A gossip key found in a file: compared, measured, never shown. */
import type { Origin } from "./located.ts";

export type GossipKey = LiteralKey | { readonly kind: "unknown"; readonly setting: Origin };

export interface LiteralKey {
  readonly kind: "literal";
  readonly setting: Origin;
  /** Short hash for people, such as `4f:9a:11:c0`. */
  readonly fingerprint: string;
  /** Equal for equal keys and for no others; must not be shown. */
  readonly identity: string;
  /** Why no agent can use it, such as `decodes to 10 bytes; a key has 16, 24 or 32`. */
  readonly problem: string | undefined;
  /** Looks like a note to fill something in: `changeme`, `REDACTED`. */
  readonly isPlaceholderWord: boolean;
  /** Whether public documentation prints it. */
  readonly isPublished: boolean;
}
