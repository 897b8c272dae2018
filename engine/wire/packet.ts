/**
 * One datagram, from bytes to messages and back. Outermost first: label, encryption, CRC, then compression and
 * compound in any nesting, then the messages.
 * Source: memberlist net.go ingestPacket, handleCommand, rawSendMsgPacket.
 */
import { assert } from "../base/assert.ts";
import { bytesFromText, concatBytes, EMPTY_BYTES } from "../base/bytes.ts";
import { fail, ok, type Result } from "../base/result.ts";
import { joinCompound, splitCompound } from "./compound.ts";
import { compressIfShorter, decompress } from "./compression.ts";
import { crc32 } from "./crc32.ts";
import { open, seal } from "./encryption.ts";
import type { WireError } from "./error.ts";
import type { Framing } from "./framing.ts";
import type { Keyring } from "./keyring.ts";
import { labelHeader, stripLabel } from "./label.ts";
import { decodePacketMessage } from "./messageCodec.ts";
import { MESSAGE_TYPE, type PacketMessage } from "./messages.ts";

/** What a pool asks of every packet and stream. */
export interface PacketSecurity {
  /** "" for none. */
  readonly label: string;
  /** Absent when the pool does not encrypt. */
  readonly keyring?: Keyring;
  /** Whether what cannot be decrypted is refused (the default) or read as plaintext. */
  readonly verifyIncoming?: boolean;
}

export interface OpenedPacket {
  readonly messages: PacketMessage[];
  /** Parts that could not be read; the others are good. */
  readonly problems: WireError[];
  /** Parts of compounds that the end of the packet cut off. */
  readonly missingParts: number;
  /** The wrappers, outermost first. */
  readonly framing: Framing[];
}

/** The messages of a packet before they are decoded, each with its type byte. */
export interface UnwrappedPacket {
  readonly parts: Uint8Array[];
  readonly problems: WireError[];
  readonly missingParts: number;
  readonly framing: Framing[];
}

export interface PacketSealing extends PacketSecurity {
  /** Only towards peers whose pMax is 5 or more. */
  readonly crc: boolean;
  /** Uses LZW where it makes the packet shorter. */
  readonly compress: boolean;
  /** 1 unless the pool speaks protocol 1. */
  readonly encryptionVersion?: 0 | 1;
}

/** All that one packet may decompress to, over all of its wrappers together. */
export const PACKET_PLAIN_BYTES_MAX = 1_048_576;
/** Deepest nesting of compress and compound; agents use two. */
export const PACKET_NESTING_MAX = 8;

/** Opens a packet and decodes its messages. Fails only if an outer wrapper does. */
export function openPacket(bytes: Uint8Array, security: PacketSecurity): Result<OpenedPacket, WireError> {
  const bare = openBare(bytes, security);
  if (bare !== undefined) return bare;
  const unwrapped = unwrapPacket(bytes, security);
  if (!unwrapped.ok) return unwrapped;
  const { parts, problems, missingParts, framing } = unwrapped.value;
  const messages: PacketMessage[] = [];
  for (const part of parts) {
    const message = decodePacketMessage(part);
    if (message.ok) messages.push(message.value);
    else problems.push(message.error);
  }
  return ok({ messages, problems, missingParts, framing });
}

/** Opens the most common packet by far, one message without any wrapper; undefined for all others. */
function openBare(bytes: Uint8Array, security: PacketSecurity): Result<OpenedPacket, WireError> | undefined {
  const type = bytes[0] ?? MESSAGE_TYPE.hasLabel;
  const isMessage = type < MESSAGE_TYPE.compound || type === MESSAGE_TYPE.nackResp;
  if (security.label !== "" || security.keyring !== undefined || !isMessage) return undefined;
  const message = decodePacketMessage(bytes);
  const [messages, problems] = message.ok ? [[message.value], []] : [[], [message.error]];
  return ok({ messages, problems, missingParts: 0, framing: [] });
}

/** Takes the wrappers off a packet. */
export function unwrapPacket(
  bytes: Uint8Array,
  security: PacketSecurity,
): Result<UnwrappedPacket, WireError> {
  const framing: Framing[] = [];
  const inside = openOuter(bytes, security, framing);
  if (!inside.ok) return inside;
  const inner = new InnerWrappers(framing);
  inner.take(inside.value, 0);
  return ok(inner);
}

/** Wraps 1 to 127 messages (type byte first, none empty) into one datagram. */
export function sealPacket(parts: readonly Uint8Array[], sealing: PacketSealing): Uint8Array {
  const [only] = parts;
  assert(only !== undefined && parts.every((part) => part.length > 0), "a packet has messages, none empty");
  let bytes = parts.length === 1 ? only : joinCompound(parts);
  if (sealing.compress) {
    bytes = compressIfShorter(bytes) ?? bytes;
  }
  if (sealing.crc) bytes = withCrc(bytes);
  if (sealing.keyring !== undefined) {
    bytes = seal(sealing.keyring, bytes, labelBytes(sealing.label), sealing.encryptionVersion ?? 1);
  }
  return sealing.label === "" ? bytes : concatBytes([labelHeader(sealing.label), bytes]);
}

function openOuter(
  bytes: Uint8Array,
  security: PacketSecurity,
  framing: Framing[],
): Result<Uint8Array, WireError> {
  const stripped = stripLabel(bytes);
  if (!stripped.ok) return stripped;
  const { label, rest } = stripped.value;
  if (label !== "") framing.push({ layer: "label", label });
  if (label !== security.label) return fail(labelMismatch(label, security.label));
  const plain = decrypted(rest, security, framing);
  return plain.ok ? checkedCrc(plain.value, framing) : plain;
}

function decrypted(
  bytes: Uint8Array,
  security: PacketSecurity,
  framing: Framing[],
): Result<Uint8Array, WireError> {
  if (security.keyring === undefined) return ok(bytes);
  const opened = open(security.keyring, bytes, labelBytes(security.label));
  if (!opened.ok) return security.verifyIncoming === false ? ok(bytes) : opened;
  framing.push({ layer: "encryption", version: opened.value.version, keyIndex: opened.value.keyIndex });
  return ok(opened.value.plain);
}

function checkedCrc(bytes: Uint8Array, framing: Framing[]): Result<Uint8Array, WireError> {
  if (bytes.length < 5 || bytes[0] !== MESSAGE_TYPE.hasCrc) return ok(bytes);
  const claimed = new DataView(bytes.buffer, bytes.byteOffset, 5).getUint32(1);
  const body = bytes.subarray(5);
  if (crc32(body) !== claimed) {
    const message = "the checksum does not fit: the packet was damaged on its way";
    return fail({ kind: "checksum", offset: 1, layer: "crc", message });
  }
  framing.push({ layer: "crc", crc32: claimed });
  return ok(body);
}

function withCrc(body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(5 + body.length);
  bytes[0] = MESSAGE_TYPE.hasCrc;
  new DataView(bytes.buffer).setUint32(1, crc32(body));
  bytes.set(body, 5);
  return bytes;
}

/** Peels compress and compound off, depth first, within the packet's budget. */
class InnerWrappers implements UnwrappedPacket {
  readonly parts: Uint8Array[] = [];
  readonly problems: WireError[] = [];
  missingParts = 0;
  private plainBytesLeft = PACKET_PLAIN_BYTES_MAX;

  constructor(readonly framing: Framing[]) {}

  take(bytes: Uint8Array, depth: number): void {
    const type = bytes[0];
    if (type !== MESSAGE_TYPE.compress && type !== MESSAGE_TYPE.compound) this.parts.push(bytes);
    else if (depth >= PACKET_NESTING_MAX) this.problems.push(nestedTooDeep(depth));
    else if (type === MESSAGE_TYPE.compress) this.takeCompressed(bytes, depth);
    else this.takeCompound(bytes, depth);
  }

  private takeCompressed(bytes: Uint8Array, depth: number): void {
    const plain = decompress(bytes, this.plainBytesLeft);
    if (!plain.ok) {
      // A bomb has cost us the budget even though nothing came of it.
      if (plain.error.kind === "tooLarge") this.plainBytesLeft = 0;
      this.problems.push(plain.error);
      return;
    }
    this.plainBytesLeft -= plain.value.length;
    this.framing.push({ layer: "compress", bytes: bytes.length, plainBytes: plain.value.length });
    this.take(plain.value, depth + 1);
  }

  private takeCompound(bytes: Uint8Array, depth: number): void {
    const split = splitCompound(bytes.subarray(1));
    if (!split.ok) {
      this.problems.push(split.error);
      return;
    }
    const { parts, missing } = split.value;
    this.missingParts += missing;
    this.framing.push({ layer: "compound", parts: parts.length + missing, missing });
    for (const part of parts) this.take(part, depth + 1);
  }
}

/** The label as additional data of the cipher. */
export function labelBytes(label: string): Uint8Array {
  return label === "" ? EMPTY_BYTES : bytesFromText(label);
}

/** The error for a label that is not the pool's. */
export function labelMismatch(heard: string, ours: string): WireError {
  const theirs = heard === "" ? "no label" : `label "${heard}"`;
  const own = ours === "" ? "none" : `"${ours}"`;
  return {
    kind: "labelMismatch",
    offset: 0,
    layer: "label",
    message: `the sender has ${theirs}, this pool ${own}`,
  };
}

function nestedTooDeep(depth: number): WireError {
  const message = `compress and compound are nested deeper than ${depth} levels`;
  return { kind: "tooLarge", offset: 0, layer: "compound", message };
}
