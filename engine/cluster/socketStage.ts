/** A stage of real sockets: one driver a node, wall-clock time, faults at each node's gate. */
import { formatAddress, type Address } from "../base/address.ts";
import type { SerfCommand, SerfEvent } from "../serf/events.ts";
import type { SerfNode } from "../serf/node.ts";
import { Driver, now, wallMs } from "../host/driver.ts";
import { systemRandom } from "../host/entropy.ts";
import { Network, type NetworkEnd } from "../simulator/network.ts";
import { Gate } from "./gate.ts";
import { Pausable } from "./pausable.ts";
import type { NodeTraffic, RunningNode, Stage } from "./stage.ts";

export class SocketStage implements Stage {
  readonly random = systemRandom;
  readonly network = new Network(systemRandom);
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly ends = new Map<string, NetworkEnd>();

  get now(): number {
    return now();
  }

  get wallMs(): number {
    return wallMs();
  }

  after(ms: number, action: () => void): () => void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      action();
    }, ms);
    this.timers.add(timer);
    return () => {
      clearTimeout(timer);
      this.timers.delete(timer);
    };
  }

  run(end: NetworkEnd, node: SerfNode, onEvent: (event: SerfEvent) => void): RunningNode {
    const { address } = node.options;
    this.ends.set(formatAddress(address), end);
    return new SocketNode(end, node, this, onEvent);
  }

  /** Whose address this is; who is none of the cluster's goes by its IP address. */
  endAt(address: Address): { readonly end: NetworkEnd; readonly isStranger: boolean } {
    const end = this.ends.get(formatAddress(address));
    return end === undefined
      ? { end: { name: address.ip, zone: "" }, isStranger: true }
      : { end, isStranger: false };
  }

  later(ms: number, action: () => void): void {
    this.after(ms, action);
  }

  /** No timer of the stage fires any more. */
  end(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }
}

class SocketNode implements RunningNode {
  readonly ready: Promise<void>;
  private readonly pausable: Pausable<SerfCommand, SerfEvent>;
  private readonly driver: Driver<SerfCommand, SerfEvent>;

  constructor(
    end: NetworkEnd,
    readonly node: SerfNode,
    stage: SocketStage,
    onEvent: (event: SerfEvent) => void,
  ) {
    this.pausable = new Pausable(node);
    this.driver = new Driver(new Gate(end, this.pausable, stage), onEvent);
    this.ready = this.driver.listen(node.options.address);
  }

  get traffic(): NodeTraffic {
    const { sent, received } = this.driver;
    return {
      ...{ packetsOut: sent.packets, bytesOut: sent.bytes, streamsOut: sent.streams },
      ...{ packetsIn: received.packets, bytesIn: received.bytes },
    };
  }

  whenReady(action: () => void): void {
    this.ready.then(action, () => undefined);
  }

  command(command: SerfCommand): void {
    this.driver.command(command);
  }

  setPaused(isPaused: boolean): void {
    this.pausable.setPaused(isPaused);
    this.driver.wake();
  }

  stop(): void {
    this.driver.end();
  }
}
