/**
 * What members say to each other: memberlist's messages as plain values, field names in our case,
 * binary fields as byte arrays. Codecs stand in `messageCodec.ts`; Serf's own messages travel inside
 * `user` and stand in `serf/messages.ts`.
 *
 * Source: memberlist net.go, messageType and the structs below it.
 */

/** Type byte of each message on the wire. Append-only, upstream's numbers. */
export const MESSAGE_TYPE = {
  ping: 0,
  indirectPing: 1,
  ackResp: 2,
  suspect: 3,
  alive: 4,
  dead: 5,
  pushPull: 6,
  compound: 7,
  user: 8,
  compress: 9,
  encrypt: 10,
  nackResp: 11,
  hasCrc: 12,
  err: 13,
  hasLabel: 244,
} as const;

/** Where a reply shall go when not to the packet's source. `ip` canonical. */
export interface ReplyTo {
  readonly ip: string;
  readonly port: number;
  readonly node: string;
}

export interface Ping {
  readonly kind: "ping";
  readonly seqNo: number;
  /** Exact name of the target; "" asks whoever hears it. */
  readonly node: string;
  readonly source?: ReplyTo;
}

export interface IndirectPing {
  readonly kind: "indirectPing";
  readonly seqNo: number;
  readonly target: string;
  /** 0 makes the relay use its own port. */
  readonly port: number;
  readonly node: string;
  /** Whether the relay shall say so when the target stays silent. */
  readonly nack: boolean;
  readonly source?: ReplyTo;
}

export interface AckResp {
  readonly kind: "ackResp";
  readonly seqNo: number;
  /** Serf puts a coordinate here on direct UDP acks; empty when absent. */
  readonly payload: Uint8Array;
}

export interface NackResp {
  readonly kind: "nackResp";
  readonly seqNo: number;
}

export interface Suspect {
  readonly kind: "suspect";
  readonly incarnation: number;
  readonly node: string;
  readonly from: string;
}

export interface Alive {
  readonly kind: "alive";
  readonly incarnation: number;
  readonly node: string;
  readonly ip: string;
  readonly port: number;
  /** Serf: 0xff and the tags; at most 512 bytes. */
  readonly meta: Uint8Array;
  readonly versions: Versions;
}

export interface Dead {
  readonly kind: "dead";
  readonly incarnation: number;
  readonly node: string;
  /** Equal to `node` when it left by itself. */
  readonly from: string;
}

/** An opaque message of the layer above. */
export interface User {
  readonly kind: "user";
  readonly payload: Uint8Array;
}

/** The server's word that a stream could not be read. */
export interface ErrResp {
  readonly kind: "err";
  readonly error: string;
}

/**
 * The six version bytes: [pMin, pMax, pCur, dMin, dMax, dCur] (p = memberlist, d = the delegate, Serf).
 * A tuple, so that the five-byte form that crashes agents cannot be written.
 * A peer's shorter form decodes to `undefined`.
 */
export type Versions = readonly [number, number, number, number, number, number];

export type NodeState = "alive" | "suspect" | "dead" | "left";

/** One row of a push/pull. */
export interface PushPullNode {
  readonly name: string;
  readonly ip: string;
  readonly port: number;
  readonly meta: Uint8Array;
  readonly incarnation: number;
  readonly state: NodeState;
  readonly versions: Versions | undefined;
}

/** The full state that two members exchange over a stream. */
export interface PushPull {
  readonly kind: "pushPull";
  readonly join: boolean;
  readonly nodes: readonly PushPullNode[];
  /** Serf's part, empty when absent. */
  readonly userState: Uint8Array;
}

/** What a packet may hold once its wrappers are off. An alive whose Vsn is short has `versions: undefined`. */
export type PacketMessage = Ping | IndirectPing | AckResp | NackResp | Suspect | HeardAlive | Dead | User;

/** An alive as heard: unlike ours, it may lack versions. */
export type HeardAlive = Omit<Alive, "versions"> & { readonly versions: Versions | undefined };

/** What a stream may hold once its wrappers are off. */
export type StreamMessage = Ping | AckResp | PushPull | User | ErrResp;
