/**
 * Key management over queries: what a member answers, and what somebody who asked makes of all answers.
 * Keys stand here as secrets and leave only inside an answer. Source: serf internal_query.go; keymanager.go.
 */
import { unreachable } from "../base/assert.ts";
import { base64FromBytes } from "../base/bytes.ts";
import { fail, ok, type Result } from "../base/result.ts";
import type { Secret } from "../base/secret.ts";
import { parseKey } from "../wire/key.ts";
import type { Keyring } from "../wire/keyring.ts";
import {
  decodeKeyRequest,
  decodeKeyResponse,
  encodeKeyResponse,
  type KeyResponse,
} from "./internalMessages.ts";

export type KeyOperation = "install" | "use" | "remove" | "list";

/** The shortest base64 of a key, with its header: how many may fit into an answer at all. */
const ENCODED_KEY_BYTES_MIN = 25;
const KEY_SIZES: readonly number[] = [16, 24, 32];

/** Carries out what a key query asks, and says how it went. */
export function answerKeyQuery(
  operation: KeyOperation,
  payload: Uint8Array,
  keyring: Keyring | undefined,
): KeyResponse {
  if (keyring === undefined) {
    return answer(operation === "list" ? "Keyring is empty (encryption not enabled)" : NO_KEYRING);
  }
  if (operation === "list") return listing(keyring);
  const request = decodeKeyRequest(payload);
  if (!request.ok) return answer("");
  const done = change(operation, request.value, keyring);
  return { ...answer(done.ok ? "" : done.error), isDone: done.ok };
}

const NO_KEYRING = "No keyring to modify (encryption not enabled)";

/** Shortens a listing until `encode` makes it small enough. Source: keyListResponseWithCorrectSize. */
export function fitListing(
  response: KeyResponse,
  limitBytes: number,
  sizeOf: (payload: Uint8Array) => number,
): Uint8Array {
  const total = response.keys.length;
  const most = Math.min(total, Math.floor(limitBytes / ENCODED_KEY_BYTES_MIN));
  for (let shown = most; shown > 0; shown -= 1) {
    const message =
      shown === total
        ? response.message
        : `truncated key list response, showing first ${shown} of ${total} keys`;
    const payload = encodeKeyResponse({ ...response, message, keys: response.keys.slice(0, shown) });
    if (sizeOf(payload) <= limitBytes) return payload;
  }
  return encodeKeyResponse({ ...response, keys: [] });
}

/** A key that members hold; it prints as its fingerprint only. */
export interface HeldKey {
  readonly key: Secret;
  readonly members: number;
  /** How many of them encrypt with it. */
  readonly primaryOf: number;
}

/** What all members together said. */
export interface KeySummary {
  readonly operation: KeyOperation;
  /** Members alive when it was asked. */
  readonly nodes: number;
  readonly responses: number;
  readonly errors: number;
  /** Words of those who said something. */
  readonly messages: ReadonlyMap<string, string>;
  /** By fingerprint. */
  readonly keys: ReadonlyMap<string, HeldKey>;
}

export class KeyTally {
  private responses = 0;
  private errors = 0;
  private readonly messages = new Map<string, string>();
  private readonly keys = new Map<string, HeldKey>();

  constructor(
    private readonly operation: KeyOperation,
    private readonly nodes: number,
    private readonly fingerprint: (key: Secret) => string,
  ) {}

  /** Takes one member's answer. */
  take(from: string, payload: Uint8Array): void {
    this.responses += 1;
    const response = decodeKeyResponse(payload);
    if (!response.ok) {
      this.errors += 1;
      this.messages.set(from, `Invalid key query response: ${response.error.message}`);
      return;
    }
    const { isDone, message, keys, primaryKey } = response.value;
    if (!isDone) this.errors += 1;
    if (message !== "") this.messages.set(from, message);
    for (const key of keys) this.count(key, key === primaryKey);
  }

  private count(text: string, isPrimary: boolean): void {
    const key = parseKey(text);
    if (!key.ok) return;
    const fingerprint = this.fingerprint(key.value);
    const { members, primaryOf } = this.keys.get(fingerprint) ?? { members: 0, primaryOf: 0 };
    this.keys.set(fingerprint, {
      key: key.value,
      members: members + 1,
      primaryOf: primaryOf + (isPrimary ? 1 : 0),
    });
  }

  get isComplete(): boolean {
    return this.responses >= this.nodes;
  }

  summary(): KeySummary {
    const { operation, nodes, responses, errors, messages, keys } = this;
    return { operation, nodes, responses, errors, messages, keys };
  }
}

function change(
  operation: Exclude<KeyOperation, "list">,
  key: Secret,
  keyring: Keyring,
): Result<undefined, string> {
  switch (operation) {
    case "install":
      if (!KEY_SIZES.includes(key.sizeBytes)) {
        return fail("key size must be 16, 24 or 32 bytes");
      }
      keyring.add(key);
      return ok(undefined);
    case "use":
      return keyring.use(key);
    case "remove":
      return keyring.remove(key);
    default:
      return unreachable(operation);
  }
}

function listing(keyring: Keyring): KeyResponse {
  const keys = keyring.all.map((key) => base64FromBytes(key.reveal()));
  return { isDone: true, message: "", keys, primaryKey: keys[0] ?? "" };
}

function answer(message: string): KeyResponse {
  return { isDone: false, message, keys: [], primaryKey: "" };
}
