/** A few Serf nodes in virtual time: packets and streams take 1 ms, whoever is cut off hears and says nothing. */
import { formatAddress, type Address } from "../../../engine/base/address.ts";
import type { Input, Outbox, StreamId } from "../../../engine/base/machine.ts";
import { SeededRandom } from "../../../engine/base/random.ts";
import { serfAgent, type SerfConfig } from "../../../engine/serf/config.ts";
import type { SerfCommand, SerfEvent } from "../../../engine/serf/events.ts";
import { SerfNode, type SerfOptions } from "../../../engine/serf/node.ts";

const LATENCY_MS = 1;

interface Delivery {
  readonly at: number;
  readonly serial: number;
  readonly to: Peer;
  readonly input: Input<SerfCommand>;
}

/** One node, all that it told, and the socket that it lives at. */
export class Peer implements Outbox<SerfEvent> {
  readonly events: SerfEvent[] = [];
  readonly node: SerfNode;
  readonly text: string;
  isCut = false;

  constructor(
    readonly pool: SmallPool,
    options: SerfOptions,
  ) {
    this.node = new SerfNode(options);
    this.text = formatAddress(options.address);
  }

  send(to: Address, bytes: Uint8Array): void {
    this.pool.packet(this, to, bytes);
  }
  dial(to: Address): StreamId {
    return this.pool.dial(this, to);
  }
  write(stream: StreamId, bytes: Uint8Array): void {
    this.pool.write(this, stream, bytes);
  }
  close(stream: StreamId): void {
    this.pool.close(this, stream);
  }
  event(event: SerfEvent): void {
    this.events.push(event);
  }

  tell(command: SerfCommand): void {
    this.node.step(this.pool.now, { kind: "command", command }, this);
  }

  /** Members as `serf members` lists them. */
  get view(): Record<string, string> {
    const rows = [...this.node.members.all()].map(({ name, status }) => [name, status] as const);
    return Object.fromEntries(rows.sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  told<K extends SerfEvent["kind"]>(kind: K): Extract<SerfEvent, { kind: K }>[] {
    return this.events.filter((event): event is Extract<SerfEvent, { kind: K }> => event.kind === kind);
  }
}

export class SmallPool {
  now = 0;
  readonly peers: Peer[] = [];
  private readonly deliveries: Delivery[] = [];
  private readonly streams = new Map<StreamId, { readonly a: Peer; readonly b: Peer }>();
  private serial = 0;

  /** Adds a node at 10.0.0.n, n from 1 on. */
  add(
    name: string,
    options: Partial<Omit<SerfOptions, "config">> & { config?: Partial<SerfConfig> } = {},
  ): Peer {
    const index = this.peers.length + 1;
    const peer = new Peer(this, {
      tags: [],
      ...options,
      name,
      address: options.address ?? { ip: `10.0.0.${index}`, port: 7946 },
      config: serfAgent(options.config),
      random: new SeededRandom(index),
    });
    this.peers.push(peer);
    peer.node.step(this.now, { kind: "deadline" }, peer);
    return peer;
  }

  /** Lets the others join the first and run until that is done. */
  joined(...names: readonly string[]): Peer[] {
    const peers = names.map((name) => this.add(name));
    const [first, ...others] = peers;
    for (const peer of others) if (first !== undefined) this.join(peer, first);
    this.run(3_000);
    return peers;
  }

  join(peer: Peer, seed: Peer, ignoreOld = false): void {
    peer.tell({ kind: "join", join: 1, addresses: [seed.node.options.address], ignoreOld });
  }

  /** Lets that many ms pass. */
  run(ms: number): void {
    const end = this.now + ms;
    for (;;) {
      const delivery = this.deliveries[0];
      const sleeper = this.peers.reduce((a, b) => (b.node.deadline < a.node.deadline ? b : a));
      const next = Math.min(delivery?.at ?? Infinity, Math.max(this.now, sleeper.node.deadline));
      if (next > end) break;
      this.now = next;
      if (delivery !== undefined && delivery.at <= next) {
        this.deliveries.shift();
        delivery.to.node.step(this.now, delivery.input, delivery.to);
      } else sleeper.node.step(this.now, { kind: "deadline" }, sleeper);
    }
    this.now = end;
  }

  packet(from: Peer, to: Address, bytes: Uint8Array): void {
    const peer = this.at(to);
    if (peer === undefined || peer.isCut || from.isCut) return;
    this.deliver(peer, { kind: "datagram", from: from.node.options.address, bytes });
  }

  /** A Serf message that no node would send by itself. */
  sendRaw(from: Peer, to: Peer, payload: Uint8Array): void {
    from.node.swim.sendUser(to.node.options.address, payload, from);
  }

  dial(from: Peer, to: Address): StreamId {
    const peer = this.at(to);
    this.serial += 1;
    const stream = this.serial;
    if (peer === undefined || peer.isCut || from.isCut) {
      this.deliver(from, { kind: "streamClosed", stream, reason: "refused" });
      return stream;
    }
    this.streams.set(stream, { a: from, b: peer });
    this.deliver(peer, { kind: "streamOpened", stream, peer: from.node.options.address, dialed: false });
    this.deliver(from, { kind: "streamOpened", stream, peer: to, dialed: true });
    return stream;
  }

  write(from: Peer, stream: StreamId, bytes: Uint8Array): void {
    const other = this.otherEnd(from, stream);
    if (other !== undefined) this.deliver(other, { kind: "streamData", stream, bytes });
  }

  close(from: Peer, stream: StreamId): void {
    const other = this.otherEnd(from, stream);
    this.streams.delete(stream);
    if (other !== undefined) this.deliver(other, { kind: "streamClosed", stream, reason: "ended" });
  }

  private otherEnd(from: Peer, stream: StreamId): Peer | undefined {
    const ends = this.streams.get(stream);
    return ends?.a === from ? ends.b : ends?.a;
  }

  private at(address: Address): Peer | undefined {
    return this.peers.find(({ text, isCut }) => !isCut && text === formatAddress(address));
  }

  private deliver(to: Peer, input: Input<SerfCommand>): void {
    this.serial += 1;
    this.deliveries.push({ at: this.now + LATENCY_MS, serial: this.serial, to, input });
  }
}
