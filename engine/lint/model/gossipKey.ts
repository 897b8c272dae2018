/** A gossip key found in a file: compared, measured, never shown. */
import { bytesFromBase64 } from "../../base/bytes.ts";
import { keyFingerprint } from "../../base/keyFingerprint.ts";
import { sha256 } from "../../base/sha256.ts";
import type { Located, Origin, Scalar } from "./located.ts";
import { isPlaceholderAddress } from "./placeholder.ts";
import { PUBLISHED_KEYS } from "./publishedKeys.ts";

export type GossipKey = LiteralKey | { readonly kind: "unknown"; readonly setting: Origin };

export interface LiteralKey {
  readonly kind: "literal";
  readonly setting: Origin;
  /** Short hash for people, such as `4f:9a:11:c0`. */
  readonly fingerprint: string;
  /** Equal for equal keys and for no others; a hash too. */
  readonly identity: string;
  /** Why no agent can use it, such as `decodes to 10 bytes; a key has 16, 24 or 32`. */
  readonly problem: string | undefined;
  /** Looks like a note to fill something in: `changeme`, `REDACTED`. */
  readonly isPlaceholderWord: boolean;
  /** Whether public documentation prints it. */
  readonly isPublished: boolean;
}

/** Reads a key, as `consul keygen`, `serf keygen` and `nomad operator gossip keyring generate` print it. */
export function readGossipKey(setting: Located<Scalar> | undefined): GossipKey | undefined {
  if (setting === undefined) return undefined;
  const origin: Origin = { at: setting.at, entry: setting.entry, written: setting.written };
  if (!setting.known) return { kind: "unknown", setting: origin };
  const text = String(setting.value).trim();
  if (text === "") return undefined;
  return { kind: "literal", setting: origin, ...factsOf(text) };
}

type KeyFacts = Omit<LiteralKey, "kind" | "setting">;

/** One key stands in many files. */
const REMEMBERED_MAX = 1_000;
const remembered = new Map<string, KeyFacts>();

function factsOf(text: string): KeyFacts {
  const before = remembered.get(text);
  if (before !== undefined) return before;
  const decoded = bytesFromBase64(text);
  const facts = {
    identity: hex(sha256(new TextEncoder().encode(`lanekeeper gossip key text\0${text}`))),
    fingerprint: decoded.ok ? keyFingerprint(decoded.value) : "unreadable",
    problem: decoded.ok ? sizeProblem(decoded.value.length) : decoded.error,
    isPlaceholderWord: isPlaceholderWord(text),
    isPublished: PUBLISHED_KEYS.has(text),
  };
  if (remembered.size >= REMEMBERED_MAX) remembered.clear();
  remembered.set(text, facts);
  return facts;
}

const KEY_SIZES_BYTES = new Set([16, 24, 32]);

/** Source: memberlist keyring.go, ValidateKey. */
function sizeProblem(bytes: number): string | undefined {
  return KEY_SIZES_BYTES.has(bytes) ? undefined : `decodes to ${bytes} bytes; a key has 16, 24 or 32`;
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A note to fill something in, in the words people use for it. */
function isPlaceholderWord(text: string): boolean {
  return (
    isPlaceholderAddress(text) ||
    /redacted|change.?me|replace|insert|example|placeholder|keygen|todo|xxxx|\*\*\*|\.\.\.|^your/i.test(text)
  );
}
