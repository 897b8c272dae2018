/** Actors on the stage in virtual time: each pool forms, then the contacts happen, and who sees whom is looked at. */
import { parseHostPort } from "../base/address.ts";
import { SeededRandom } from "../base/random.ts";
import type { Instant } from "../base/time.ts";
import { consulLan, consulWan, serfAgent, type SerfConfig } from "../serf/config.ts";
import type { SerfCommand, SerfEvent } from "../serf/events.ts";
import { SerfNode } from "../serf/node.ts";
import { Network, type Link } from "../simulator/network.ts";
import { World } from "../simulator/world.ts";
import type { WorldNode } from "../simulator/worldNode.ts";
import { keyringOf } from "./keys.ts";
import type { Actor, Contact, Pool } from "./stage.ts";

/** How a pool is at rest before anybody contacts another. */
const FORM_MS = 6_000;
const JOIN_EVERY_MS = 10;
/** A join that has not mixed two pools by then does not: the exchange is one round trip, gossip a second or two. */
const WATCH_MS = 15_000;
const LINK: Link = {
  latency: { kind: "constant", ms: 1 },
  loss: 0,
  duplicate: 0,
  reorder: 0,
  reorderMs: 0,
};
const SEED = 20;

export interface Played {
  /** ms from the contact until somebody had a member of the other pool; undefined when nobody ever had. */
  readonly firstMs: number | undefined;
  /** ms until everybody had everybody. */
  readonly wholeMs: number | undefined;
  /** Members that have one of another pool in their list at the end, and how many take part. */
  readonly mixed: number;
  readonly members: number;
  /** Who said why a contact was refused. */
  readonly refusals: readonly string[];
}

/** Without `barriers`, guards, keys and labels are left out: what would be if nothing but addresses kept pools apart. */
export function play(actors: readonly Actor[], contacts: readonly Contact[], barriers: boolean): Played {
  return new Play(actors, barriers).run(contacts);
}

type Node = WorldNode<SerfCommand, SerfEvent>;

interface Part {
  readonly actor: Actor;
  readonly node: Node;
  readonly machine: SerfNode;
}

class Play {
  private readonly world: World<SerfCommand, SerfEvent>;
  private readonly parts: readonly Part[];
  private readonly byName = new Map<string, Part>();
  private readonly refusals = new Set<string>();
  private firstAt: Instant | undefined;
  private hasNews = false;
  private startedAt: Instant = Infinity;

  constructor(actors: readonly Actor[], barriers: boolean) {
    const random = new SeededRandom(SEED);
    this.world = new World(new Network(random, LINK));
    this.parts = actors.map((actor) => this.enter(actor, barriers, random));
    for (const part of this.parts) this.byName.set(part.actor.name, part);
    this.world.watch({ onEvent: (now, node, event) => this.hear(now, node, event) });
  }

  run(contacts: readonly Contact[]): Played {
    const { world } = this;
    this.form();
    world.run(FORM_MS);
    this.startedAt = world.now;
    contacts.forEach(({ from, to }, join) =>
      this.byName.get(from.name)?.node.command({ kind: "join", join: join + 1, addresses: [to.address] }),
    );
    let wholeAt: Instant | undefined;
    world.run(world.now + WATCH_MS, () => {
      if (!this.hasNews) return false;
      this.hasNews = false;
      if (!this.isWhole()) return false;
      wholeAt = world.now;
      return true;
    });
    return {
      firstMs: this.firstAt === undefined ? undefined : this.firstAt - this.startedAt,
      wholeMs: wholeAt === undefined ? undefined : wholeAt - this.startedAt,
      mixed: this.parts.filter((part) => this.hasForeign(part)).length,
      members: this.parts.length,
      refusals: [...this.refusals],
    };
  }

  private enter(actor: Actor, barriers: boolean, random: SeededRandom): Part {
    const { name, address, tags, guard, key, label } = actor;
    const keyring = barriers ? keyringOf(key) : undefined;
    const machine = new SerfNode({
      ...{ name, address, tags, tellsFirst: true, random: new SeededRandom(random.uint32()) },
      config: configOf(actor, barriers),
      ...(barriers && guard !== undefined ? { guard } : {}),
      ...(keyring === undefined ? {} : { keyring }),
      ...(barriers ? { label } : {}),
    });
    return { actor, machine, node: this.world.add({ name, address }, machine) };
  }

  /** Members of one pool join its first member, as its own seeds would have it. */
  private form(): void {
    const firsts = new Map<Pool, Part>();
    this.parts.forEach((part, index) => {
      const first = firsts.get(part.actor.pool);
      if (first === undefined) return void firsts.set(part.actor.pool, part);
      const join = { kind: "join", join: 0, addresses: [first.actor.address] } as const;
      this.world.at(100 + index * JOIN_EVERY_MS, () => part.node.command(join));
    });
  }

  private hear(now: Instant, node: Node, event: SerfEvent): void {
    if (event.kind === "memberJoined") {
      this.hasNews = true;
      const [here, there] = [this.byName.get(node.name), this.byName.get(event.name)];
      if (here?.actor.pool !== there?.actor.pool && there !== undefined) this.firstAt ??= now;
    }
    if (now < this.startedAt) return;
    if (event.kind === "mergeRefused") this.refusals.add(`${node.name}: ${event.refusal.reason}`);
    if (event.kind === "joinFinished" && event.join > 0)
      for (const { reason } of event.failures) this.refusals.add(`${node.name}: ${this.named(reason)}`);
    if (event.kind === "swim" && event.event.kind === "pushPullFailed")
      this.refusals.add(`${node.name}: ${this.named(event.event.failure.reason)}`);
  }

  /** Addresses of the play mean nothing to a reader. */
  private named(reason: string): string {
    return reason.replace(/198\.1[89]\.\d+\.\d+:\d+/g, (text) => {
      const place = parseHostPort(text, 0);
      const found = place.ok
        ? this.parts.find(
            ({ actor: { address } }) => address.ip === place.value.host && address.port === place.value.port,
          )
        : undefined;
      return found?.actor.name ?? text;
    });
  }

  private isWhole(): boolean {
    return this.parts.every(({ machine }) => alive(machine).length === this.parts.length);
  }

  private hasForeign({ actor, machine }: Part): boolean {
    return alive(machine).some((name) => {
      const other = this.byName.get(name);
      return other !== undefined && other.actor.pool !== actor.pool;
    });
  }
}

function alive({ members }: SerfNode): string[] {
  return [...members.all()].filter(({ status }) => status === "alive").map(({ name }) => name);
}

/** Coalescing and coordinates say nothing about who is in a pool. */
function configOf({ pool, key }: Actor, barriers: boolean): SerfConfig {
  const base = pool.product === "consul" ? (pool.plane === "wan" ? consulWan() : consulLan()) : serfAgent();
  const verifies = !barriers || key.kind !== "key" || key.isVerified;
  return {
    ...base,
    disableCoordinates: true,
    enableNameConflictResolution: false,
    swim: { ...base.swim, enableCompression: false, gossipVerifyIncoming: verifies && key.kind !== "any" },
  };
}
