/** A pool of swim nodes in a world, all made alike from one seed, joined and ready. */
import type { Address } from "../base/address.ts";
import { SeededRandom } from "../base/random.ts";
import type { Instant } from "../base/time.ts";
import type { SwimConfig } from "../swim/config.ts";
import { SILENT_DELEGATE } from "../swim/delegate.ts";
import type { SwimCommand, SwimEvent } from "../swim/events.ts";
import { Identities } from "../swim/identities.ts";
import { SwimNode } from "../swim/node.ts";
import type { HeardAlive } from "../wire/messages.ts";
import { Network, PERFECT_LINK, type Link } from "./network.ts";
import { SharedCodec } from "./sharedCodec.ts";
import { World } from "./world.ts";
import type { WorldNode } from "./worldNode.ts";

export interface PoolMember {
  readonly node: WorldNode<SwimCommand, SwimEvent>;
  readonly machine: SwimNode;
}

const PORT = 7946;

export class SwimPool {
  readonly world: World<SwimCommand, SwimEvent>;
  readonly members: PoolMember[] = [];
  private readonly random: SeededRandom;
  private readonly identities = new Identities();
  private readonly codec = new SharedCodec();

  constructor(
    private readonly config: SwimConfig,
    seed: number,
    link: Link = PERFECT_LINK,
    /** What the layer above a member says of whoever comes in; all are let in without. */
    private readonly admits?: (who: string, whom: string) => string | undefined,
  ) {
    this.random = new SeededRandom(seed);
    this.world = new World(new Network(this.random, link));
  }

  /** Adds a member that begins `at`, and joins the first one unless it is the first. */
  add(name: string, at: Instant = this.world.now): PoolMember {
    const member = this.prepare(name, at);
    const index = this.members.length - 1;
    const join = { kind: "join", join: index, addresses: [addressOf(0)] } as const;
    if (index > 0) this.world.at(at, () => member.node.command(join));
    return member;
  }

  private prepare(name: string, at: Instant, zone = ""): PoolMember {
    const index = this.members.length;
    const address = addressOf(index);
    const random = new SeededRandom(this.random.uint32());
    const uplink = {
      get isBlocked(): boolean {
        return node.isBlocked;
      },
      get hasBacklog(): boolean {
        return node.hasBacklog;
      },
    };
    const { config, identities, codec, admits } = this;
    const above =
      admits === undefined
        ? {}
        : { delegate: { ...SILENT_DELEGATE, notifyAlive: (alive: HeardAlive) => admits(name, alive.node) } };
    const machine = new SwimNode({ name, address, config, random, identities, uplink, codec, ...above });
    const node: WorldNode<SwimCommand, SwimEvent> = this.world.add({ name, address, zone }, machine, at);
    const member = { node, machine };
    this.members.push(member);
    return member;
  }

  /**
   * Adds members that know each other from the start, without a word said: for pools too large to wait for. Their
   * rounds begin spread over one probe interval, as if they had come one by one; with `spreadMs` 0 all at once.
   */
  addConverged(
    names: readonly string[],
    spreadMs = this.config.probeIntervalMs,
    zoneOf: (index: number) => string = () => "",
  ): void {
    const [first, ...others] = names.map((name, index) =>
      this.prepare(name, (spreadMs * index) / names.length, zoneOf(index)),
    );
    if (first === undefined) return;
    for (const { machine } of others) first.machine.introduce(machine);
    for (const { machine } of others) machine.adopt(first.machine);
  }

  member(name: string): PoolMember | undefined {
    return this.members.find(({ node }) => node.name === name);
  }

  /** Whether everybody knows everybody. */
  get isComplete(): boolean {
    return this.members.every(({ machine }) => machine.memberCount === this.members.length);
  }

  /** Runs `forMs` from now. */
  run(forMs: number, isDone?: () => boolean): void {
    this.world.run(this.world.now + forMs, isDone);
  }

  choose(count: number): PoolMember[] {
    const left = [...this.members];
    const chosen: PoolMember[] = [];
    while (chosen.length < count) chosen.push(...left.splice(this.random.below(left.length), 1));
    return chosen;
  }
}

/** Where the member of this number lives. */
export function addressOf(index: number): Address {
  return { ip: `10.${index >> 16}.${(index >> 8) & 0xff}.${index & 0xff}`, port: PORT };
}
