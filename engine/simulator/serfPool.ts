/** A pool of Serf nodes in a world, all made alike from one seed. What each writes into its snapshot is kept with it. */
import type { Address } from "../base/address.ts";
import { assert } from "../base/assert.ts";
import { SeededRandom } from "../base/random.ts";
import type { SerfConfig } from "../serf/config.ts";
import type { SerfCommand, SerfEvent } from "../serf/events.ts";
import { SerfNode } from "../serf/node.ts";
import { readSnapshot } from "../serf/snapshot.ts";
import { Network, PERFECT_LINK, type Link } from "./network.ts";
import { addressOf } from "./swimPool.ts";
import { World } from "./world.ts";
import type { WorldNode } from "./worldNode.ts";

export type SerfWorldNode = WorldNode<SerfCommand, SerfEvent>;

export interface SerfPoolMember {
  readonly node: SerfWorldNode;
  readonly machine: SerfNode;
  /** Its snapshot file. */
  readonly file: { text: string };
}

export class SerfPool {
  readonly world: World<SerfCommand, SerfEvent>;
  private readonly byName = new Map<string, SerfPoolMember>();
  private readonly random: SeededRandom;
  private joins = 0;

  constructor(
    private readonly config: SerfConfig,
    seed: number,
    link: Link = PERFECT_LINK,
  ) {
    this.random = new SeededRandom(seed);
    this.world = new World(new Network(this.random, link));
  }

  get members(): readonly SerfPoolMember[] {
    return [...this.byName.values()];
  }

  member(name: string): SerfPoolMember | undefined {
    return this.byName.get(name);
  }

  /** Adds a member that joins the first one, unless it is the first. */
  add(name: string): SerfPoolMember {
    assert(!this.byName.has(name), `nobody else is called ${name}`);
    const first = this.members[0];
    const member = this.start(name, addressOf(this.byName.size), { text: "" }, false);
    if (first !== undefined) this.join(member, first.node.address);
    return member;
  }

  /** The same name, address and snapshot in a new process; the old one is gone. */
  restart(old: SerfPoolMember, rejoinAfterLeave: boolean): SerfPoolMember {
    this.world.remove(old.node);
    return this.start(old.node.name, old.node.address, old.file, rejoinAfterLeave);
  }

  join(member: SerfPoolMember, seed: Address): void {
    this.joins += 1;
    const command = { kind: "join", join: this.joins, addresses: [seed] } as const;
    this.world.at(this.world.now, () => member.node.command(command));
  }

  /** Runs `forMs` from now. */
  run(forMs: number, isDone?: () => boolean): void {
    this.world.run(this.world.now + forMs, isDone);
  }

  /** Whether everybody takes everybody for alive. */
  get isComplete(): boolean {
    const { members } = this;
    return members.every(({ machine }) => {
      const rows = [...machine.members.all()];
      return rows.length === members.length && rows.every(({ status }) => status === "alive");
    });
  }

  private start(
    name: string,
    address: Address,
    file: { text: string },
    rejoinAfterLeave: boolean,
  ): SerfPoolMember {
    const snapshot = {
      state: readSnapshot(file.text, rejoinAfterLeave).state,
      sizeBytes: file.text.length,
      file: {
        append: (text: string) => void (file.text += text),
        replace: (text: string) => void (file.text = text),
      },
      rejoinAfterLeave,
    };
    const random = new SeededRandom(this.random.uint32());
    const machine = new SerfNode({ name, address, config: this.config, random, tags: [], snapshot });
    const node = this.world.add({ name, address }, machine);
    const member = { node, machine, file };
    this.byName.set(name, member);
    return member;
  }
}
