/**
 * How messages leave as packets: alone, with broadcasts on their back, or as gossip.
 * Source: memberlist net.go sendMsg, rawSendMsgPacket; broadcast.go getBroadcasts; state.go gossip.
 */
import type { Address } from "../base/address.ts";
import type { Outbox } from "../base/machine.ts";
import { bytesFromText, concatBytes } from "../base/bytes.ts";
import { COMPOUND_PARTS_MAX } from "../wire/compound.ts";
import { ENCRYPTION_OVERHEAD_BYTES, type EncryptionVersion } from "../wire/encryption.ts";
import type { Keyring } from "../wire/keyring.ts";
import { MESSAGE_TYPE, type Versions } from "../wire/messages.ts";
import type { PacketSealing } from "../wire/packet.ts";
import type { MessageTally } from "../wire/tally.ts";
import type { TransmitLimitedQueue } from "./broadcasts.ts";
import type { SwimCodec } from "./codec.ts";
import type { SwimConfig } from "./config.ts";
import type { SwimDelegate } from "./delegate.ts";
import type { SwimEvent } from "./events.ts";
import type { MemberTable } from "./members.ts";

/** Where packets go. */
export type PacketOutbox = Pick<Outbox<SwimEvent>, "send">;

/** Who a packet is for: its address and, where we know, what it understands. */
export interface Recipient {
  readonly address: Address;
  readonly versions: Versions | undefined;
}

/** Header of a compound, and what each part of it adds. Source: net.go, compoundHeaderOverhead, compoundOverhead. */
const COMPOUND_HEADER_BYTES = 2;
const COMPOUND_PART_BYTES = 2;
const USER_TYPE_BYTES = 1;
/** Since this protocol version members check a CRC. */
const CRC_SINCE = 5;

export class Packets {
  private readonly labelBytes: number;
  private readonly plainSealing: PacketSealing;
  private readonly checkedSealing: PacketSealing;

  constructor(
    private readonly config: SwimConfig,
    private readonly table: MemberTable,
    private readonly broadcasts: TransmitLimitedQueue,
    private readonly delegate: SwimDelegate,
    private readonly keyring: Keyring | undefined,
    label: string,
    private readonly codec: SwimCodec,
    private readonly tally: MessageTally,
  ) {
    this.labelBytes = label === "" ? 0 : 2 + bytesFromText(label).length;
    this.plainSealing = {
      label,
      crc: false,
      compress: config.enableCompression,
      encryptionVersion: encryptionVersion(config),
      ...(keyring !== undefined && config.gossipVerifyOutgoing ? { keyring } : {}),
    };
    this.checkedSealing = { ...this.plainSealing, crc: true };
  }

  /** Whether a round of gossip would have anything to say. */
  get hasBroadcasts(): boolean {
    return this.broadcasts.length > 0 || this.delegate.hasBroadcasts();
  }

  /** Sends a message with as many broadcasts as fit beside it. */
  sendWithBroadcasts(to: Address, message: Uint8Array, out: PacketOutbox): void {
    const isEncrypted = this.plainSealing.keyring !== undefined;
    const spare = this.spareBytes(isEncrypted) - message.length;
    const extra = this.hasBroadcasts ? this.takeBroadcasts(spare) : [];
    this.sendParts({ address: to, versions: undefined }, [message, ...extra], out);
  }

  /** Sends one packet of gossip; false when there was nothing to say. */
  sendGossip(to: Recipient, out: PacketOutbox): boolean {
    // Upstream counts the cipher here even while it does not encrypt what it sends.
    const messages = this.takeBroadcasts(this.spareBytes(this.keyring !== undefined));
    if (messages.length > 0) this.sendParts(to, messages, out);
    return messages.length > 0;
  }

  /** Sends messages without more, in as few packets as compounds allow. */
  sendParts(to: Recipient, parts: readonly Uint8Array[], out: PacketOutbox): void {
    for (const part of parts) this.tally.saidBytes(part);
    const sealing = this.understandsCrc(to) ? this.checkedSealing : this.plainSealing;
    if (parts.length <= COMPOUND_PARTS_MAX) return out.send(to.address, this.codec.seal(parts, sealing));
    for (let from = 0; from < parts.length; from += COMPOUND_PARTS_MAX) {
      out.send(to.address, this.codec.seal(parts.slice(from, from + COMPOUND_PARTS_MAX), sealing));
    }
  }

  /**
   * Upstream knows what the recipient of a direct message understands only if that member is named like its address.
   */
  private understandsCrc({ address, versions }: Recipient): boolean {
    if (versions !== undefined) return versions[1] >= CRC_SINCE;
    const id = this.table.find(address.ip);
    return id >= 0 && (this.table.identity(id).versions?.[1] ?? 0) >= CRC_SINCE;
  }

  private spareBytes(isEncrypted: boolean): number {
    const cipherBytes = isEncrypted ? ENCRYPTION_OVERHEAD_BYTES[encryptionVersion(this.config)] : 0;
    return this.config.udpBufferSizeBytes - COMPOUND_HEADER_BYTES - this.labelBytes - cipherBytes;
  }

  /** Our own broadcasts first; the delegate's take the room that is left. */
  private takeBroadcasts(limitBytes: number): Uint8Array[] {
    const messages = this.broadcasts.getBroadcasts(COMPOUND_PART_BYTES, limitBytes);
    let spare = limitBytes;
    for (const message of messages) spare -= message.length + COMPOUND_PART_BYTES;
    const overhead = COMPOUND_PART_BYTES + USER_TYPE_BYTES;
    if (spare <= overhead || !this.delegate.hasBroadcasts()) return messages;
    for (const payload of this.delegate.getBroadcasts(overhead, spare)) messages.push(userMessage(payload));
    return messages;
  }
}

/** A message of the layer above as it stands in a packet. */
export function userMessage(payload: Uint8Array): Uint8Array {
  return concatBytes([Uint8Array.of(MESSAGE_TYPE.user), payload]);
}

/** Protocol 1 encrypted with padding. Source: net.go, encryptionVersion. */
export function encryptionVersion(config: SwimConfig): EncryptionVersion {
  return config.protocolVersion === 1 ? 0 : 1;
}
