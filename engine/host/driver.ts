/**
 * Runs a machine on real sockets and one timer; knows no protocol. One machine, one UDP socket, and for one that
 * listens a TCP server at the same address and port. Whatever the system says of a socket becomes an input.
 */
import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { createConnection, createServer, isIP, type Server, type Socket as Stream } from "node:net";
import { parseIp, type Address } from "../base/address.ts";
import type { Input, Machine, Outbox, StreamEnd, StreamId } from "../base/machine.ts";
import type { Instant } from "../base/time.ts";
import type { WireNote } from "./wireTrace.ts";

/** Counts of what came in or went out, for the view's traffic line. */
export interface Received {
  packets: number;
  bytes: number;
}

export interface Sent extends Received {
  streams: number;
}

/** Streams that others may have open to us at once; more are closed unheard. Twice memberlist's push/pulls. */
const ACCEPTED_MAX = 256;
/** Longest time one timer may run; Node fires longer ones at once. */
const TIMER_MS_MAX = 2 ** 31 - 1;

const END_OF: Readonly<Record<string, StreamEnd>> = {
  ECONNREFUSED: "refused",
  ECONNRESET: "reset",
  EPIPE: "reset",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
  EADDRNOTAVAIL: "unreachable",
  ETIMEDOUT: "timeout",
};

export class Driver<Command, Event> implements Outbox<Event> {
  readonly received: Received = { packets: 0, bytes: 0 };
  readonly sent: Sent = { packets: 0, bytes: 0, streams: 0 };
  private socket: Socket | undefined;
  private server: Server | undefined;
  /** The address of ours that all leaves from; undefined for the one that the system takes. */
  private from: string | undefined;
  private acceptedCount = 0;
  private readonly streams = new Map<StreamId, Stream>();
  private nextStream: StreamId = 1;
  private timer: NodeJS.Timeout | undefined;
  /** Hears all that goes over the sockets; for a trace. */
  onWire: ((note: WireNote) => void) | undefined;
  private readonly inputs: Input<Command>[] = [];
  private isStepping = false;
  private isClosed = false;

  constructor(
    private readonly machine: Machine<Command, Event>,
    private readonly onEvent: (event: Event) => void,
  ) {}

  /** Binds an unconnected UDP socket of the family of `peer`, to `from` if given, and lets the machine begin. */
  async start(peer: Address, from?: string): Promise<void> {
    this.from = from;
    await this.bind(peer.ip, 0, from);
    this.step({ kind: "deadline" });
  }

  /** Binds UDP and TCP to one address and port, and lets the machine begin. Rejects with the system's error. */
  async listen({ ip, port }: Address): Promise<void> {
    const server = createServer((stream) => this.accepted(stream));
    this.server = server;
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ host: ip, port, exclusive: true }, () => {
        server.off("error", reject).on("error", () => undefined);
        resolve();
      });
    });
    await this.bind(ip, port, ip).catch((error: unknown) => {
      this.end();
      throw error;
    });
    this.step({ kind: "deadline" });
  }

  command(command: Command): void {
    this.step({ kind: "command", command });
  }

  /** Steps the machine though nothing happened: its deadline may have come nearer from outside. */
  wake(): void {
    this.step({ kind: "deadline" });
  }

  /** Frees everything at once; the machine is stepped no more. */
  end(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    clearTimeout(this.timer);
    this.socket?.close();
    this.server?.close();
    for (const open of this.streams.values()) open.destroy();
    this.streams.clear();
  }

  send({ ip, port }: Address, bytes: Uint8Array): void {
    if (!isReachable(ip, port)) return;
    this.countSent(bytes.length);
    this.onWire?.({ way: "out", protocol: "udp", peer: { ip, port }, bytes });
    this.socket?.send(bytes, port, ip, () => undefined);
  }

  dial({ ip, port }: Address): StreamId {
    const id = this.nextStream;
    this.nextStream += 1;
    if (!isReachable(ip, port)) {
      setImmediate(() => this.step({ kind: "streamClosed", stream: id, reason: "unreachable" }));
      return id;
    }
    this.sent.streams += 1;
    const from = this.from === undefined ? {} : { localAddress: this.from };
    this.wire(id, createConnection({ host: ip, port, ...from })).on("connect", () =>
      this.step({ kind: "streamOpened", stream: id, peer: { ip, port }, dialed: true }),
    );
    return id;
  }

  write(stream: StreamId, bytes: Uint8Array): void {
    this.countSent(bytes.length);
    const open = this.streams.get(stream);
    this.onWire?.({ way: "out", protocol: "tcp", peer: peerOf(open), bytes });
    open?.write(bytes);
  }

  event(event: Event): void {
    this.onEvent(event);
  }

  close(id: StreamId): void {
    const stream = this.streams.get(id);
    this.streams.delete(id);
    // Ends once what was written has left; the other side may still be reading it.
    stream?.destroySoon();
  }

  private async bind(ip: string, port: number, address: string | undefined): Promise<void> {
    const socket = createSocket(ip.includes(":") ? "udp6" : "udp4");
    this.socket = socket;
    socket.on("message", (bytes, from) => this.heard(bytes, from));
    // A send that fails is a packet lost; the protocol lives with that.
    socket.on("error", () => undefined);
    await new Promise<void>((resolve, reject) => {
      socket.once("error", reject);
      socket.bind(port, address, () => {
        socket.off("error", reject);
        resolve();
      });
    });
  }

  /** Somebody opened a stream to us. */
  private accepted(stream: Stream): void {
    const ip = parseIp(stream.remoteAddress ?? "");
    if (!ip.ok || this.isClosed || this.acceptedCount >= ACCEPTED_MAX) {
      stream.destroy();
      return;
    }
    this.acceptedCount += 1;
    const id = this.nextStream;
    this.nextStream += 1;
    this.wire(id, stream).on("close", () => (this.acceptedCount -= 1));
    const peer = { ip: ip.value, port: stream.remotePort ?? 0 };
    this.step({ kind: "streamOpened", stream: id, peer, dialed: false });
  }

  /** Turns what happens to a stream into inputs. */
  private wire(id: StreamId, stream: Stream): Stream {
    this.streams.set(id, stream);
    let reason: StreamEnd = "ended";
    stream.on("data", (bytes) => {
      this.count(bytes.length);
      this.onWire?.({ way: "in", protocol: "tcp", peer: peerOf(stream), bytes });
      if (this.streams.has(id)) this.step({ kind: "streamData", stream: id, bytes });
    });
    stream.on("error", (error: NodeJS.ErrnoException) => (reason = END_OF[error.code ?? ""] ?? "failed"));
    stream.on("close", () => {
      if (this.streams.delete(id)) this.step({ kind: "streamClosed", stream: id, reason });
    });
    return stream;
  }

  private heard(bytes: Uint8Array, { address, port }: RemoteInfo): void {
    this.count(bytes.length);
    const ip = parseIp(address);
    if (ip.ok) this.onWire?.({ way: "in", protocol: "udp", peer: { ip: ip.value, port }, bytes });
    if (ip.ok) this.step({ kind: "datagram", from: { ip: ip.value, port }, bytes });
  }

  private count(bytes: number): void {
    this.received.packets += 1;
    this.received.bytes += bytes;
  }

  private countSent(bytes: number): void {
    this.sent.packets += 1;
    this.sent.bytes += bytes;
  }

  /** Steps the machine; what an event's listener asks for in the meantime comes after, never inside. */
  private step(input: Input<Command>): void {
    this.inputs.push(input);
    if (this.isStepping) return;
    this.isStepping = true;
    try {
      for (let next = this.inputs.shift(); next !== undefined; next = this.inputs.shift()) {
        if (!this.isClosed) this.machine.step(now(), next, this);
      }
    } finally {
      this.isStepping = false;
    }
    this.sleep();
  }

  private sleep(): void {
    clearTimeout(this.timer);
    if (this.isClosed || this.machine.deadline === Infinity) return;
    const waitMs = Math.min(TIMER_MS_MAX, Math.max(0, Math.ceil(this.machine.deadline - now())));
    this.timer = setTimeout(() => this.step({ kind: "deadline" }), waitMs);
  }
}

function peerOf(stream: Stream | undefined): Address | undefined {
  const { remoteAddress: ip, remotePort: port } = stream ?? {};
  return ip === undefined || port === undefined ? undefined : { ip, port };
}

/** Addresses come from the network: Node throws at port 0, and takes an empty host for this machine. */
function isReachable(ip: string, port: number): boolean {
  return port >= 1 && port <= 65_535 && isIP(ip) !== 0;
}

/** ms on the process's monotonic clock. */
export function now(): Instant {
  return performance.now();
}

/** What to add to `now()` for ms since 1970. */
const EPOCH_MS = performance.timeOrigin;

/** ms since 1970. */
export function wallMs(): number {
  return EPOCH_MS + now();
}
