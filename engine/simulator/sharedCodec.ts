/**
 * The codec of a world. A rumour passes through thousands of members, who would each read it from a packet and write
 * it into the next; here it is written once and read once, and a packet of the same rumours is sealed once. What is
 * sent is byte for byte what `wire` makes, so that traffic is counted as it would be.
 */
import { ok, type Result } from "../base/result.ts";
import type { Rumour, SwimCodec } from "../swim/codec.ts";
import type { WireError } from "../wire/error.ts";
import { decodePacketMessage, encodeMessage } from "../wire/messageCodec.ts";
import type { PacketMessage } from "../wire/messages.ts";
import {
  openPacket,
  sealPacket,
  type OpenedPacket,
  type PacketSealing,
  type PacketSecurity,
} from "../wire/packet.ts";

/** A rumour's bytes, with a number to find packets by. */
interface Known {
  readonly number: number;
  readonly message: PacketMessage;
}

interface Sealed {
  readonly parts: readonly Uint8Array[];
  readonly crc: boolean;
  readonly bytes: Uint8Array;
}

/** Packets remembered, by a hash of their rumours; a collision replaces the older. A power of two. */
const SLOTS = 16_384;

export class SharedCodec implements SwimCodec {
  private readonly bytesOf = new WeakMap<PacketMessage, Uint8Array>();
  private readonly known = new WeakMap<Uint8Array, Known>();
  private readonly sealed: (Sealed | undefined)[] = new Array<Sealed | undefined>(SLOTS).fill(undefined);
  private readonly opened = new WeakMap<Uint8Array, Result<OpenedPacket, WireError>>();
  private numbers = 0;

  encodeRumour(rumour: Rumour): Uint8Array {
    const heard = this.bytesOf.get(rumour);
    if (heard !== undefined) return heard;
    const bytes = encodeMessage(rumour);
    const read = decodePacketMessage(bytes);
    if (!read.ok) return bytes;
    this.numbers += 1;
    this.known.set(bytes, { number: this.numbers, message: read.value });
    this.bytesOf.set(read.value, bytes);
    return bytes;
  }

  seal(parts: readonly Uint8Array[], sealing: PacketSealing): Uint8Array {
    if (sealing.keyring !== undefined || sealing.label !== "") return sealPacket(parts, sealing);
    const [first] = parts;
    if (first === undefined || (parts.length === 1 && !this.known.has(first)))
      return sealPacket(parts, sealing);
    const slot = this.slotOf(parts);
    const remembered = slot < 0 ? undefined : this.sealed[slot];
    if (remembered !== undefined && remembered.crc === sealing.crc && sameParts(remembered.parts, parts)) {
      return remembered.bytes;
    }
    const bytes = sealPacket(parts, sealing);
    this.remember(bytes, parts);
    if (slot >= 0) this.sealed[slot] = { parts, crc: sealing.crc, bytes };
    return bytes;
  }

  open(bytes: Uint8Array, security: PacketSecurity): Result<OpenedPacket, WireError> {
    return this.opened.get(bytes) ?? openPacket(bytes, security);
  }

  private remember(bytes: Uint8Array, parts: readonly Uint8Array[]): void {
    const messages: PacketMessage[] = [];
    for (const part of parts) {
      const known = this.known.get(part)?.message;
      const read = known === undefined ? decodePacketMessage(part) : ok(known);
      if (!read.ok) return;
      messages.push(read.value);
    }
    this.opened.set(bytes, ok({ messages, problems: [], missingParts: 0, framing: [] }));
  }

  /** -1 where a part is no rumour: such a packet never comes again. */
  private slotOf(parts: readonly Uint8Array[]): number {
    let hash = parts.length;
    for (const part of parts) {
      const known = this.known.get(part);
      if (known === undefined) return -1;
      hash = Math.imul(hash ^ known.number, 0x01000193);
    }
    return (hash ^ (hash >>> 15)) & (SLOTS - 1);
  }
}

function sameParts(a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}
