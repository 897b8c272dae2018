/**
 * The one place where bytes leave for a pool that isn't ours. It knows four things to say, and says them
 * only to addresses that its own pool taught it: an endpoint of another pool cannot pass, whatever the caller does.
 *
 * What it can say: a ping (over UDP or TCP), an indirect ping, and a push/pull without nodes, without user state and with
 * join = false, which changes nobody's membership. Source: memberlist net.go, readStream and mergeRemoteState.
 */
import { addressRange, cidrContains, formatAddress, type Address, type Cidr } from "../base/address.ts";
import { assert } from "../base/assert.ts";
import type { Outbox, StreamId } from "../base/machine.ts";
import { encodeMessage } from "../wire/messageCodec.ts";
import type { StreamMessage } from "../wire/messages.ts";
import { sealPacket, type PacketSecurity } from "../wire/packet.ts";
import { sealStream } from "../wire/stream.ts";
import { MessageTally } from "../wire/tally.ts";

/** All that a guest may say in a datagram. */
export type GuestUtterance =
  | { readonly kind: "ping"; readonly seqNo: number; readonly node: string }
  | {
      readonly kind: "indirectPing";
      readonly seqNo: number;
      readonly node: string;
      readonly target: Endpoint;
    };

/** An address that one pool taught its own door; made by nobody else. */
export class Endpoint {
  constructor(
    readonly address: Address,
    readonly owner: GuestDoor,
  ) {}

  get text(): string {
    return formatAddress(this.address);
  }
}

export interface DoorTraffic {
  packetsOut: number;
  bytesOut: number;
  streamsOut: number;
}

export class GuestDoor {
  readonly traffic: DoorTraffic = { packetsOut: 0, bytesOut: 0, streamsOut: 0 };
  /** What was said by kind, and what the guest heard. */
  readonly tally = new MessageTally();
  private readonly seeds: Set<string>;
  private readonly seedIsLoopback: boolean;

  /** `seeds` were named by the user; `confirmed` ranges too. */
  constructor(
    private readonly security: PacketSecurity,
    seeds: readonly Address[],
    private readonly confirmed: readonly Cidr[],
  ) {
    this.seeds = new Set(seeds.map(formatAddress));
    this.seedIsLoopback = seeds.some(({ ip }) => addressRange(ip) === "loopback");
  }

  /** The endpoint of an address, or why nothing may be sent there. */
  admit(address: Address): Endpoint | string {
    const text = formatAddress(address);
    if (this.seeds.has(text)) return new Endpoint(address, this);
    const range = address.port === 0 || address.ip === "" ? "incomplete" : addressRange(address.ip);
    if (range === "loopback" && !this.seedIsLoopback) return `${text} is a loopback address, the seed is not`;
    if (["linkLocal", "multicast", "broadcast", "unspecified", "incomplete"].includes(range)) {
      return `${text} is ${range}: nothing is ever sent there`;
    }
    if (this.confirmed.some((cidr) => cidrContains(cidr, address.ip))) return new Endpoint(address, this);
    return `${text} lies outside the ranges that were confirmed`;
  }

  /** Sends one datagram. */
  say(what: GuestUtterance, to: Endpoint, out: Outbox<unknown>): void {
    const message =
      what.kind === "ping"
        ? encodeMessage({ kind: "ping", seqNo: what.seqNo, node: what.node })
        : encodeMessage({
            ...what,
            nack: true,
            target: this.own(what.target).ip,
            port: what.target.address.port,
          });
    const bytes = sealPacket([message], { ...this.security, crc: false, compress: false });
    this.traffic.packetsOut += 1;
    this.traffic.bytesOut += bytes.length;
    this.tally.say(what.kind);
    out.send(this.own(to), bytes);
  }

  /** Opens a stream; when it is open, `ask` or `pingOver` writes the question. */
  dial(to: Endpoint, out: Outbox<unknown>): StreamId {
    this.traffic.streamsOut += 1;
    return out.dial(this.own(to));
  }

  /** Writes the empty push/pull. */
  ask(stream: StreamId, out: Outbox<unknown>): void {
    this.write(stream, { kind: "pushPull", join: false, nodes: [], userState: new Uint8Array(0) }, out);
  }

  /** Writes a ping to an open stream: liveness without any side effect. */
  pingOver(stream: StreamId, ping: { seqNo: number; node: string }, out: Outbox<unknown>): void {
    this.write(stream, { kind: "ping", seqNo: ping.seqNo, node: ping.node }, out);
  }

  private write(stream: StreamId, question: StreamMessage, out: Outbox<unknown>): void {
    const bytes = sealStream(question, { ...this.security, dialed: true, compress: true });
    this.traffic.packetsOut += 1;
    this.traffic.bytesOut += bytes.length;
    this.tally.say(question.kind);
    out.write(stream, bytes);
  }

  private own(endpoint: Endpoint): Address {
    assert(endpoint.owner === this, "an endpoint is used by the pool that it belongs to");
    return endpoint.address;
  }
}
