/** A few swim nodes in virtual time, each made by itself: with its own key, label, protocol or ranges. */
import type { Address } from "../../../engine/base/address.ts";
import { SeededRandom } from "../../../engine/base/random.ts";
import { Secret } from "../../../engine/base/secret.ts";
import { NodeAead } from "../../../engine/host/aead.ts";
import { Network, PERFECT_LINK } from "../../../engine/simulator/network.ts";
import { World } from "../../../engine/simulator/world.ts";
import type { WorldNode } from "../../../engine/simulator/worldNode.ts";
import { lan, type SwimConfig } from "../../../engine/swim/config.ts";
import type { SwimCommand, SwimEvent } from "../../../engine/swim/events.ts";
import { SwimNode, type SwimOptions } from "../../../engine/swim/node.ts";
import { Keyring } from "../../../engine/wire/keyring.ts";

/** A key whose bytes are all alike, so that it is easy to name. */
export const key = (byte: number): Secret => new Secret(new Uint8Array(16).fill(byte));
export const ring = (...keys: readonly Secret[]): Keyring => new Keyring(new NodeAead(), keys);

export class SwimLab {
  readonly world: World<SwimCommand, SwimEvent>;
  /** All that went over the network: packets as they were sent. */
  readonly packets: { readonly from: string; readonly bytes: Uint8Array }[] = [];
  readonly events: { readonly name: string; readonly event: SwimEvent }[] = [];
  private readonly nodes = new Map<string, { node: WorldNode<SwimCommand, SwimEvent>; machine: SwimNode }>();
  private readonly random = new SeededRandom(7);
  private joins = 0;

  constructor() {
    const latency = { kind: "constant", ms: 1 } as const;
    this.world = new World(new Network(this.random, { ...PERFECT_LINK, latency }));
    this.world.watch({
      onEvent: (_now, { name }, event) => this.events.push({ name, event }),
      onPacket: (_now, from, _to, bytes) => this.packets.push({ from: from.name, bytes }),
    });
  }

  /** Adds a node at 10.0.0.n, n from 1 on. */
  add(
    name: string,
    options: Partial<Omit<SwimOptions, "config">> & { readonly config?: Partial<SwimConfig> } = {},
  ): SwimNode {
    const { config, ...rest } = options;
    const address = rest.address ?? { ip: `10.0.0.${this.nodes.size + 1}`, port: 7946 };
    const random = new SeededRandom(this.random.uint32());
    const machine = new SwimNode({ random, ...rest, name, address, config: lan(config) });
    this.nodes.set(name, { node: this.world.add({ name, address }, machine), machine });
    return machine;
  }

  /** Joins and runs until that is settled; gives the reasons of those that failed. */
  join(name: string, seed: string, lookFirst = false): readonly string[] {
    this.joins += 1;
    const join = this.joins;
    const addresses: readonly Address[] = [this.at(seed).address];
    this.at(name).command({ kind: "join", join, addresses, lookFirst });
    this.run(30_000);
    for (const { event } of this.events)
      if (event.kind === "joinFinished" && event.join === join)
        return event.failures.map(({ reason }) => reason);
    throw new Error(`${name} never finished to join`);
  }

  run(ms: number): void {
    this.world.run(this.world.now + ms);
  }

  /** Whom it takes for alive, by name. */
  sees(name: string): string[] {
    const members = [...(this.nodes.get(name)?.machine.members() ?? [])];
    return members.flatMap((member) => (member.state === "alive" ? [member.name] : [])).sort();
  }

  /** Packets that a node could not read, and why. */
  dropped(name: string): string[] {
    return this.events.flatMap((told) =>
      told.name === name && told.event.kind === "packetDropped" ? [told.event.reason.message] : [],
    );
  }

  private at(name: string): WorldNode<SwimCommand, SwimEvent> {
    const found = this.nodes.get(name);
    if (found === undefined) throw new Error(`there is no ${name}`);
    return found.node;
  }
}
