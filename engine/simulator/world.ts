/**
 * Many machines, one clock that jumps from one happening to the next, one network. The machines are those that run on
 * sockets; they cannot tell. Same machines, same seed, same run.
 */
import { formatAddress, type Address } from "../base/address.ts";
import { assert } from "../base/assert.ts";
import type { Machine, StreamId } from "../base/machine.ts";
import type { Instant } from "../base/time.ts";
import { Connection } from "./connection.ts";
import type { Fate, Network } from "./network.ts";
import { HappeningQueue, type Happening } from "./queue.ts";
import { WorldNode, type Surroundings } from "./worldNode.ts";

/** Looks on, and never interferes. */
export interface Witness<C, E> {
  onEvent?(now: Instant, node: WorldNode<C, E>, event: E): void;
  /** `to` is undefined when nobody lives at the address. */
  onPacket?(
    now: Instant,
    from: WorldNode<C, E>,
    to: WorldNode<C, E> | undefined,
    bytes: Uint8Array,
    fate: Fate,
  ): void;
  onDial?(now: Instant, from: WorldNode<C, E>, to: WorldNode<C, E> | undefined): void;
}

/** What went over the network so far. */
export interface Traffic {
  packets: number;
  packetBytes: number;
  streams: number;
  streamBytes: number;
}

const NOWHERE: Fate = { kind: "lost", why: "cut" };

export class World<C, E> implements Surroundings<C, E> {
  readonly nodes: WorldNode<C, E>[] = [];
  readonly traffic: Traffic = { packets: 0, packetBytes: 0, streams: 0, streamBytes: 0 };
  private readonly queue = new HappeningQueue();
  private readonly witnesses: Witness<C, E>[] = [];
  private readonly byIp = new Map<string, WorldNode<C, E>[]>();
  private readonly connections = new Map<WorldNode<C, E>, Map<StreamId, Connection<C, E>>>();

  constructor(readonly network: Network) {}

  get now(): Instant {
    return this.queue.now;
  }

  /** Adds a machine that begins `at`, by default now. */
  add(
    { name, address, zone = "" }: { name: string; address: Address; zone?: string },
    machine: Machine<C, E>,
    at: Instant = this.now,
  ): WorldNode<C, E> {
    assert(this.nodeAt(address) === undefined, `nobody else lives at ${formatAddress(address)}`);
    const node = new WorldNode(this, this.nodes.length, name, zone, address, machine);
    this.nodes.push(node);
    const neighbours = this.byIp.get(address.ip);
    if (neighbours === undefined) this.byIp.set(address.ip, [node]);
    else neighbours.push(node);
    this.at(at, () => node.start());
    return node;
  }

  /** Frees the address of a node that was killed, so that another may live there. */
  remove(node: WorldNode<C, E>): void {
    node.kill();
    const neighbours = this.byIp.get(node.address.ip) ?? [];
    this.byIp.set(
      node.address.ip,
      neighbours.filter((other) => other !== node),
    );
  }

  watch(witness: Witness<C, E>): void {
    this.witnesses.push(witness);
  }

  /** Plans what somebody does to the world. */
  at(at: Instant, action: () => void): void {
    this.plan(at, { happen: action });
  }

  /** Runs until `until`, or until `isDone` says so (asked after every happening). */
  run(until: Instant, isDone?: () => boolean): void {
    const { queue } = this;
    while (queue.nextAt <= until) {
      queue.take()?.happen();
      if (isDone?.() === true) return;
    }
    queue.now = Math.max(queue.now, until);
  }

  plan(at: Instant, item: Happening): void {
    this.queue.plan(at, item);
  }

  nodeAt(address: Address): WorldNode<C, E> | undefined {
    const neighbours = this.byIp.get(address.ip);
    if (neighbours === undefined) return undefined;
    const [only] = neighbours;
    if (neighbours.length === 1 && only !== undefined)
      return only.address.port === address.port ? only : undefined;
    return neighbours.find((node) => node.address.port === address.port);
  }

  sent(from: WorldNode<C, E>, address: Address, bytes: Uint8Array): void {
    const to = this.nodeAt(address);
    const isLost = to === undefined || from.isMuted || to.isMuted;
    const fate = isLost ? NOWHERE : this.network.packet(from, to);
    this.traffic.packets += 1;
    this.traffic.packetBytes += bytes.length;
    from.traffic.packetsOut += 1;
    from.traffic.bytesOut += bytes.length;
    for (const witness of this.witnesses) witness.onPacket?.(this.now, from, to, bytes, fate);
    if (to === undefined || fate.kind === "lost") return;
    const packet = new Packet(to, from, bytes);
    this.plan(this.now + fate.afterMs, packet);
    if (fate.copyAfterMs !== undefined) this.plan(this.now + fate.copyAfterMs, packet);
  }

  dialed(from: WorldNode<C, E>, address: Address, stream: StreamId): void {
    const to = this.nodeAt(address);
    for (const witness of this.witnesses) witness.onDial?.(this.now, from, to);
    if (to === undefined) {
      const refused = { kind: "streamClosed", stream, reason: "refused" } as const;
      return this.plan(this.now, { happen: () => from.receive(refused) });
    }
    this.traffic.streams += 1;
    from.traffic.streamsOut += 1;
    if (to.isMuted) return;
    const accepted = to.nextStreamId();
    const connection = new Connection(
      this.queue,
      this.network,
      { node: from, stream, arrivedUntil: 0 },
      { node: to, stream: accepted, arrivedUntil: 0 },
      (end) => this.streamsOf(end.node).delete(end.stream),
    );
    this.streamsOf(from).set(stream, connection);
    this.streamsOf(to).set(accepted, connection);
    connection.open();
  }

  wrote(from: WorldNode<C, E>, stream: StreamId, bytes: Uint8Array): void {
    this.traffic.streamBytes += bytes.length;
    this.streamsOf(from).get(stream)?.write(from, bytes);
  }

  closed(from: WorldNode<C, E>, stream: StreamId): void {
    this.streamsOf(from).get(stream)?.close(from);
    this.streamsOf(from).delete(stream);
  }

  told(node: WorldNode<C, E>, event: E): void {
    for (const witness of this.witnesses) witness.onEvent?.(this.now, node, event);
  }

  private streamsOf(node: WorldNode<C, E>): Map<StreamId, Connection<C, E>> {
    const known = this.connections.get(node);
    if (known !== undefined) return known;
    const streams = new Map<StreamId, Connection<C, E>>();
    this.connections.set(node, streams);
    return streams;
  }
}

class Packet<C, E> implements Happening {
  constructor(
    private readonly to: WorldNode<C, E>,
    private readonly from: WorldNode<C, E>,
    private readonly bytes: Uint8Array,
  ) {}

  happen(): void {
    this.to.receive({ kind: "datagram", from: this.from.address, bytes: this.bytes });
  }
}
