/** The agents of a fleet as gossip members: one for the LAN pool, one more for the WAN pool, one for each segment. */
import type { Address } from "../base/address.ts";
import { lanGuard, wanGuard } from "../consul/merge.ts";
import { clientTags, serverLanTags, serverWanTags, type ConsulServer } from "../consul/tags.ts";
import type { Agent, Product } from "../lint/model/agent.ts";
import type { Fleet } from "../lint/model/fleet.ts";
import { known } from "../lint/model/located.ts";
import { clusterLabel } from "../lint/model/memberlistSystem.ts";
import { segmentsOf } from "../lint/model/segments.ts";
import { whyNoWanPool } from "../lint/model/wanPool.ts";
import type { Tags } from "../serf/tags.ts";
import { keyOf } from "./keys.ts";
import { WAN, type Pools } from "./pools.ts";
import type { Actor, ActorKey, Pool } from "./stage.ts";

export const LAN_PORT: Readonly<Record<Product, number>> = {
  consul: 8301,
  nomad: 4648,
  serf: 7946,
  memberlist: 7946,
};
export const WAN_PORT = 8302;
const RPC_PORT = 8300;
/** Tags of a current agent; guards look at the version only to know that ids count. */
const BUILD = "1.21.0:";

/** A stranger behind a seed: who it would be if the list that names it is right. */
export interface Stranger {
  readonly pool: Pool;
  readonly datacenter: string;
  readonly lanPort: number;
  readonly key: ActorKey;
  readonly label: string;
}

export class Cast {
  readonly actors: Actor[] = [];
  private readonly byAgent = new Map<Agent, Actor[]>();
  private readonly names = new Set<string>();
  private hosts = 0;

  constructor(
    private readonly fleet: Fleet,
    private readonly pools: Pools,
  ) {
    for (const agent of fleet.agents) if (!agent.isDev && gossips(agent)) this.enter(agent);
  }

  /** The agent's side in one pool. */
  side(agent: Agent, plane: "lan" | "wan"): Actor | undefined {
    return this.byAgent.get(agent)?.find(({ pool }) => pool.plane === plane);
  }

  /** Whoever of the agent listens at a port. */
  at(agent: Agent, port: number): Actor | undefined {
    return this.byAgent.get(agent)?.find(({ address }) => address.port === port);
  }

  /** Somebody whom only a seed knows; a server where the product has servers, with its side in the WAN pool. */
  stranger(name: string, { pool, datacenter, lanPort, key, label }: Stranger): Actor[] {
    const ip = this.nextIp();
    const shared = { agent: undefined, key, label };
    if (pool.product !== "consul") {
      return [
        this.add({ ...shared, name, pool, address: { ip, port: lanPort }, tags: [], guard: undefined }),
      ];
    }
    const server = { ...identity(name, datacenter, this.hosts), port: RPC_PORT };
    const lan = this.consulLan(shared, server, pool, { ip, port: lanPort }, serverLanTags(server), "");
    return [lan, this.consulWan(shared, server, { ip, port: WAN_PORT })];
  }

  private enter(agent: Agent): void {
    const pool = this.pools.of(agent);
    const ip = this.nextIp();
    const lanPort = agent.ports.lan ?? LAN_PORT[agent.product];
    const name = nameOf(agent);
    const key = keyOf(agent, this.fleet.laneOf(agent)?.agents ?? [agent]);
    const shared = { agent, key, label: clusterLabel(agent)?.value ?? "" };
    const address = { ip, port: lanPort };
    if (agent.product !== "consul") {
      const tags: Tags = agent.cluster.kind === "unknown" ? [] : [["cluster", agent.cluster.name]];
      return void this.add({ ...shared, name, pool, address, tags, guard: undefined });
    }
    const datacenter = agent.cluster.kind === "unknown" ? pool.title : agent.cluster.name;
    const who = identity(name, datacenter, this.hosts);
    if (agent.isServer !== true) {
      const segment = known(agent.segment) ?? "";
      const tags = clientTags({ ...who, segment });
      return void this.consulLan(shared, who, this.pools.segment(pool, segment), address, tags, segment);
    }
    this.server(agent, shared, { ...who, port: RPC_PORT }, pool, address);
  }

  private server(agent: Agent, shared: Shared, server: ConsulServer, pool: Pool, address: Address): void {
    this.consulLan(shared, server, pool, address, serverLanTags(server), "");
    for (const { name, port } of segmentsOf(agent)) {
      const place = { ip: address.ip, port: port.value };
      const inside = { ...server, segment: name };
      if (place.port !== address.port)
        this.consulLan(shared, inside, this.pools.segment(pool, name), place, serverLanTags(inside), name);
    }
    const wanPort = agent.ports.wan ?? WAN_PORT;
    const isFree = this.at(agent, wanPort) === undefined;
    if (whyNoWanPool(agent) === undefined && isFree)
      this.consulWan(shared, server, { ip: address.ip, port: wanPort });
  }

  private consulLan(
    shared: Shared,
    { node, datacenter, id }: Pick<ConsulServer, "node" | "datacenter" | "id">,
    pool: Pool,
    address: Address,
    tags: Tags,
    segment: string,
  ): Actor {
    const guard = lanGuard({ node, datacenter, id, segment });
    return this.add({
      ...shared,
      name: segment === "" ? node : `${node}/${segment}`,
      pool,
      address,
      tags,
      guard,
    });
  }

  private consulWan(shared: Shared, server: ConsulServer, address: Address): Actor {
    const name = `${server.node}.${server.datacenter}`;
    return this.add({ ...shared, name, pool: WAN, address, tags: serverWanTags(server), guard: wanGuard() });
  }

  private add(actor: Actor): Actor {
    let { name } = actor;
    for (let i = 2; this.names.has(name); i += 1) name = `${actor.name}~${i}`;
    this.names.add(name);
    const added = { ...actor, name };
    this.actors.push(added);
    if (actor.agent !== undefined)
      this.byAgent.set(actor.agent, [...(this.byAgent.get(actor.agent) ?? []), added]);
    return added;
  }

  /** Addresses of the play, from the range for benchmarks: files of two sites may use one address twice. */
  private nextIp(): string {
    this.hosts += 1;
    return `198.${18 + (this.hosts >> 16)}.${(this.hosts >> 8) & 0xff}.${this.hosts & 0xff}`;
  }
}

type Shared = Pick<Actor, "agent" | "key" | "label">;

/** Nomad's clients speak RPC only. */
function gossips({ product, isServer }: Agent): boolean {
  return product !== "nomad" || isServer === true;
}

function identity(node: string, datacenter: string, host: number): ConsulServer {
  const id = `00000000-0000-4000-8000-${host.toString(16).padStart(12, "0")}`;
  return { node, datacenter, id, build: BUILD, port: RPC_PORT };
}

/** The node name, or what a person would call the file: its name, or that of its folder. */
function nameOf({ nodeName, addresses, files, product }: Agent): string {
  const written = known(nodeName) ?? addresses.find(({ isName }) => isName)?.host;
  if (written !== undefined) return written;
  const [file = product] = files;
  const [base = product, folder] = file.split("/").reverse();
  return folder === undefined ? base : `${folder}/${base}`;
}
