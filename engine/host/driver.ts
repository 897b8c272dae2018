/**
 * Runs a machine on real sockets and one timer; knows no protocol. One machine, one UDP socket.
 * Whatever the system says of a socket becomes an input of the machine.
 */
import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { createConnection, type Socket as Stream } from "node:net";
import { parseIp, type Address } from "../base/address.ts";
import type { Input, Machine, Outbox, StreamEnd, StreamId } from "../base/machine.ts";
import type { Instant } from "../base/time.ts";

/** Counts of what came in, for the view's traffic line. */
export interface Received {
  packets: number;
  bytes: number;
}

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
  private socket: Socket | undefined;
  private readonly streams = new Map<StreamId, Stream>();
  private nextStream: StreamId = 1;
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(
    private readonly machine: Machine<Command, Event>,
    private readonly onEvent: (event: Event) => void,
  ) {}

  /** Binds an unconnected UDP socket of the family of `peer` and lets the machine begin. */
  async start(peer: Address): Promise<void> {
    const socket = createSocket(peer.ip.includes(":") ? "udp6" : "udp4");
    this.socket = socket;
    socket.on("message", (bytes, from) => this.heard(bytes, from));
    // A send that fails is a packet lost; the protocol lives with that.
    socket.on("error", () => undefined);
    await new Promise<void>((resolve, reject) => {
      socket.once("error", reject);
      socket.bind(0, undefined, () => {
        socket.off("error", reject);
        resolve();
      });
    });
    this.step({ kind: "deadline" });
  }

  command(command: Command): void {
    this.step({ kind: "command", command });
  }

  /** Frees everything at once; the machine is stepped no more. */
  end(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
    this.socket?.close();
    for (const open of this.streams.values()) open.destroy();
    this.streams.clear();
  }

  send({ ip, port }: Address, bytes: Uint8Array): void {
    this.socket?.send(bytes, port, ip, () => undefined);
  }

  dial({ ip, port }: Address): StreamId {
    const id = this.nextStream;
    this.nextStream += 1;
    const stream = createConnection({ host: ip, port });
    this.streams.set(id, stream);
    let reason: StreamEnd = "ended";
    stream.on("connect", () =>
      this.step({ kind: "streamOpened", stream: id, peer: { ip, port }, dialed: true }),
    );
    stream.on("data", (bytes) => {
      this.count(bytes.length);
      this.step({ kind: "streamData", stream: id, bytes });
    });
    stream.on("error", (error: NodeJS.ErrnoException) => (reason = END_OF[error.code ?? ""] ?? "failed"));
    stream.on("close", () => {
      if (this.streams.delete(id)) this.step({ kind: "streamClosed", stream: id, reason });
    });
    return id;
  }

  write(stream: StreamId, bytes: Uint8Array): void {
    this.streams.get(stream)?.write(bytes);
  }

  event(event: Event): void {
    this.onEvent(event);
  }

  close(id: StreamId): void {
    const stream = this.streams.get(id);
    this.streams.delete(id);
    stream?.destroy();
  }

  private heard(bytes: Uint8Array, { address, port }: RemoteInfo): void {
    this.count(bytes.length);
    const ip = parseIp(address);
    if (ip.ok) this.step({ kind: "datagram", from: { ip: ip.value, port }, bytes });
  }

  private count(bytes: number): void {
    this.received.packets += 1;
    this.received.bytes += bytes;
  }

  private step(input: Input<Command>): void {
    if (this.isClosed) return;
    this.machine.step(now(), input, this);
    clearTimeout(this.timer);
    if (this.isClosed || this.machine.deadline === Infinity) return;
    const waitMs = Math.min(TIMER_MS_MAX, Math.max(0, Math.ceil(this.machine.deadline - now())));
    this.timer = setTimeout(() => this.step({ kind: "deadline" }), waitMs);
  }
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
