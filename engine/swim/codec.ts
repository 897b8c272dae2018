/**
 * How messages become packets and packets messages. On sockets that is plain `wire`; a world, in which sender and
 * receiver share their memory, may remember what it has already encoded or read (`simulator/sharedCodec.ts`).
 */
import type { Result } from "../base/result.ts";
import type { WireError } from "../wire/error.ts";
import { encodeMessage } from "../wire/messageCodec.ts";
import type { Alive, Dead, Suspect } from "../wire/messages.ts";
import {
  openPacket,
  sealPacket,
  type OpenedPacket,
  type PacketSealing,
  type PacketSecurity,
} from "../wire/packet.ts";

/** What is passed on from member to member. */
export type Rumour = Alive | Suspect | Dead;

export interface SwimCodec {
  encodeRumour(rumour: Rumour): Uint8Array;
  seal(parts: readonly Uint8Array[], sealing: PacketSealing): Uint8Array;
  open(bytes: Uint8Array, security: PacketSecurity): Result<OpenedPacket, WireError>;
}

export const WIRE_CODEC: SwimCodec = { encodeRumour: encodeMessage, seal: sealPacket, open: openPacket };
