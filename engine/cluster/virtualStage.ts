/** A stage in virtual time: the same nodes in a world of the simulator. Same seed, same play. */
import { SeededRandom } from "../base/random.ts";
import type { SerfCommand, SerfEvent } from "../serf/events.ts";
import type { SerfNode } from "../serf/node.ts";
import { Network, type Link, type NetworkEnd } from "../simulator/network.ts";
import { World } from "../simulator/world.ts";
import type { WorldNode } from "../simulator/worldNode.ts";
import { Pausable } from "./pausable.ts";
import type { NodeTraffic, RunningNode, Stage } from "./stage.ts";

/** Between members of one datacenter, and of two: ms one way. */
const NEAR: Link = link({ kind: "uniform", minMs: 0.2, maxMs: 0.8 });
const FAR: Link = link({ kind: "lognormal", medianMs: 20, sigma: 0.1 });

export class VirtualStage implements Stage {
  readonly random: SeededRandom;
  readonly network: Network;
  readonly world: World<SerfCommand, SerfEvent>;
  private readonly listeners = new Map<WorldNode<SerfCommand, SerfEvent>, (event: SerfEvent) => void>();

  /** `startedMs` is what the clock shows at first, ms since 1970. */
  constructor(
    seed: number,
    zones: readonly string[],
    private readonly startedMs: number,
  ) {
    this.random = new SeededRandom(seed);
    this.network = new Network(this.random, FAR);
    for (const zone of zones) this.network.connect(zone, zone, NEAR);
    this.world = new World(this.network);
    this.world.watch({ onEvent: (_, node, event) => this.listeners.get(node)?.(event) });
  }

  get now(): number {
    return this.world.now;
  }

  get wallMs(): number {
    return this.startedMs + this.world.now;
  }

  after(ms: number, action: () => void): () => void {
    let isWanted = true;
    this.world.at(this.world.now + ms, () => {
      if (isWanted) action();
    });
    return () => (isWanted = false);
  }

  run({ name, zone }: NetworkEnd, node: SerfNode, onEvent: (event: SerfEvent) => void): RunningNode {
    const pausable = new Pausable(node);
    const worldNode = this.world.add({ name, zone, address: node.options.address }, pausable);
    this.listeners.set(worldNode, onEvent);
    return new VirtualNode(this.world, node, pausable, worldNode);
  }
}

class VirtualNode implements RunningNode {
  readonly ready = Promise.resolve();

  constructor(
    private readonly world: World<SerfCommand, SerfEvent>,
    readonly node: SerfNode,
    private readonly pausable: Pausable<SerfCommand, SerfEvent>,
    private readonly worldNode: WorldNode<SerfCommand, SerfEvent>,
  ) {}

  get traffic(): NodeTraffic {
    return this.worldNode.traffic;
  }

  whenReady(action: () => void): void {
    action();
  }

  /** Planned, since it may be asked for while another machine is in the middle of a step. */
  command(command: SerfCommand): void {
    this.world.at(this.world.now, () => this.worldNode.command(command));
  }

  setPaused(isPaused: boolean): void {
    this.pausable.setPaused(isPaused);
    this.world.at(this.world.now, () => this.worldNode.start());
  }

  stop(): void {
    this.world.remove(this.worldNode);
  }
}

function link(latency: Link["latency"]): Link {
  return { latency, loss: 0, duplicate: 0, reorder: 0, reorderMs: 0 };
}
