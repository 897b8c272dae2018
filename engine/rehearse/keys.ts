/**
 * Keys for a rehearsal. Real ones are neither needed nor used: a seal that carries the key's mark keeps pools apart
 * exactly where AES-GCM would.
 */
import { bytesFromText } from "../base/bytes.ts";
import { Secret } from "../base/secret.ts";
import { sha256 } from "../base/sha256.ts";
import type { Agent } from "../lint/model/agent.ts";
import { known } from "../lint/model/located.ts";
import { Keyring, type Aead } from "../wire/keyring.ts";
import type { ActorKey } from "./stage.ts";

const NONCE_BYTES = 12;
const MARK_BYTES = 16;

/** Opens what was sealed under an equal key; the mark of zeros fits every key. */
const MARKS: Aead = {
  seal(key, plain) {
    const sealed = new Uint8Array(NONCE_BYTES + plain.length + MARK_BYTES);
    sealed.set(plain, NONCE_BYTES);
    sealed.set(markOf(key), NONCE_BYTES + plain.length);
    return sealed;
  },
  open(key, sealed) {
    const end = sealed.length - MARK_BYTES;
    if (end < NONCE_BYTES) return undefined;
    const [own, other] = [markOf(key), sealed.subarray(end)];
    const fits = isWild(own) || isWild(other) || own.every((byte, i) => byte === other[i]);
    return fits ? sealed.slice(NONCE_BYTES, end) : undefined;
  },
  fingerprint: () => "rehearsal",
};

/** The keyring of an actor; none for one that gossips in the open. */
export function keyringOf(key: ActorKey): Keyring | undefined {
  switch (key.kind) {
    case "none":
      return undefined;
    case "any":
      return new Keyring(MARKS, [new Secret(new Uint8Array(32))]);
    case "key":
      return new Keyring(MARKS, [new Secret(sha256(bytesFromText(key.identity)))]);
  }
}

/** The key of an agent: its own, else that of its lane, else unknown unless all of its config is known. */
export function keyOf(agent: Agent, laneMates: readonly Agent[]): ActorKey {
  const own = literal(agent) ?? (isKeyHidden(agent) ? onlyKey(laneMates) : undefined);
  if (own !== undefined) {
    const isVerified = known(agent.settings.scalar("encrypt_verify_incoming")) !== false;
    return { kind: "key", identity: own, isVerified };
  }
  return isKeyHidden(agent) ? { kind: "any" } : { kind: "none" };
}

/** memberlist's products gossip in the open unless somebody says otherwise. */
function isKeyHidden({ key, hasKeyElsewhere, isClosed, product }: Agent): boolean {
  if (product === "memberlist") return key?.kind === "unknown";
  return key?.kind === "unknown" || hasKeyElsewhere || !isClosed;
}

function literal({ key }: Agent): string | undefined {
  return key?.kind === "literal" && key.problem === undefined && !key.isPlaceholderWord
    ? key.identity
    : undefined;
}

function onlyKey(agents: readonly Agent[]): string | undefined {
  const keys = new Set(agents.flatMap((agent) => literal(agent) ?? []));
  return keys.size === 1 ? [...keys][0] : undefined;
}

function markOf(key: Secret): Uint8Array {
  return key.reveal().subarray(0, MARK_BYTES);
}

function isWild(mark: Uint8Array): boolean {
  return mark.every((byte) => byte === 0);
}
