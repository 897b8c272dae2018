/** Which pool each agent is meant to be in; an agent that does not say is counted to the pool that it joins. */
import type { Agent, Product } from "../lint/model/agent.ts";
import type { Fleet } from "../lint/model/fleet.ts";
import { known } from "../lint/model/located.ts";
import { areTwoSystems, systemName } from "../lint/model/memberlistSystem.ts";
import { haveDifferentKeys } from "../lint/model/keyComparison.ts";
import type { Pool } from "./stage.ts";

/** As people write them. */
export const PRODUCT_NAMES: Readonly<Record<Product, string>> = {
  consul: "Consul",
  nomad: "Nomad",
  serf: "Serf",
  memberlist: "memberlist",
};
/** Rounds in which agents without a cluster's name follow those that they join. */
const FOLLOW_ROUNDS = 3;

/** The WAN pool of all servers of Consul; who federates with whom is no matter of LAN pools. */
export const WAN: Pool = { id: "consul|wan", product: "consul", plane: "wan", title: "Consul WAN pool" };

export class Pools {
  private readonly byAgent = new Map<Agent, Pool>();
  private readonly followers = new Set<Agent>();
  private readonly made = new Map<string, Pool>();

  constructor(private readonly fleet: Fleet) {
    const agents = fleet.agents.filter(({ isDev }) => !isDev);
    for (const agent of agents) {
      const pool = this.named(agent);
      if (pool !== undefined) this.byAgent.set(agent, pool);
    }
    for (let round = 0; round < FOLLOW_ROUNDS; round += 1) for (const agent of agents) this.follow(agent);
    for (const agent of agents) if (!this.byAgent.has(agent)) this.byAgent.set(agent, this.alone(agent));
  }

  /** The LAN pool, Nomad's one pool, or memberlist's. */
  of(agent: Agent): Pool {
    return this.byAgent.get(agent) ?? this.alone(agent);
  }

  /** Whether files say where the agent belongs; another one's contacts prove nothing. */
  isCertain(agent: Agent): boolean {
    return this.byAgent.has(agent) && !this.followers.has(agent);
  }

  /** The LAN pool of a network segment of the same datacenter. */
  segment(pool: Pool, name: string): Pool {
    return name === "" ? pool : this.make(`${pool.id}|${name}`, pool, `${pool.title}, segment ${name}`);
  }

  /** A pool that only a seed's name tells of. */
  foreign(id: string, product: Product, title: string): Pool {
    return this.make(id, { product, plane: "lan" }, title);
  }

  private named(agent: Agent): Pool | undefined {
    const { product, cluster, site } = agent;
    if (product === "memberlist") return this.system(agent);
    if (product === "nomad") return agent.isServer === true ? this.nomad(agent) : undefined;
    const lane = this.fleet.laneOf(agent);
    if (lane === undefined || cluster.kind === "unknown") return undefined;
    const title = `${PRODUCT_NAMES[product]}${product === "consul" ? " LAN" : ""} pool of ${cluster.name}${where(site)}`;
    return this.make(lane.component, { product, plane: "lan" }, title);
  }

  /** Loki, Tempo and their kin: one pool a system. */
  private system(agent: Agent): Pool | undefined {
    if (agent.system === "memberlist") return undefined;
    const mate = [...this.byAgent].find(
      ([other]) => other.product === "memberlist" && !areTwoSystems(agent, other),
    );
    return (
      mate?.[1] ??
      this.make(
        `memberlist|${agent.id}`,
        { product: "memberlist", plane: "lan" },
        `pool of ${systemName(agent)}`,
      )
    );
  }

  /** Servers of all regions share one pool on purpose; two that found one region with different keys do not. */
  private nomad(agent: Agent): Pool {
    const rival = [...this.byAgent].find(([other]) => isRival(agent, other));
    const id = `nomad|${agent.site}${rival === undefined ? "" : `|${agent.id}`}`;
    return this.make(id, { product: "nomad", plane: "lan" }, `Nomad pool${where(agent.site)}`);
  }

  private follow(agent: Agent): void {
    for (const join of agent.joins) {
      for (const owner of this.fleet.ownersOf(join, agent)) {
        if (owner === agent || owner.product !== agent.product || owner.site !== agent.site) continue;
        this.pair(agent, owner);
      }
    }
  }

  private pair(one: Agent, other: Agent): void {
    for (const [follower, leader] of [
      [one, other],
      [other, one],
    ] as const) {
      const pool = this.byAgent.get(leader);
      if (pool === undefined || this.byAgent.has(follower)) continue;
      this.byAgent.set(follower, pool);
      this.followers.add(follower);
    }
  }

  private alone(agent: Agent): Pool {
    const title = `${PRODUCT_NAMES[agent.product]} pool of ${known(agent.nodeName) ?? agent.files[0] ?? "an agent"}`;
    return this.make(`alone|${agent.id}`, { product: agent.product, plane: "lan" }, title);
  }

  private make(id: string, { product, plane }: Pick<Pool, "product" | "plane">, title: string): Pool {
    const before = this.made.get(id);
    if (before !== undefined) return before;
    const pool = { id, product, plane, title };
    this.made.set(id, pool);
    return pool;
  }
}

function isRival(one: Agent, other: Agent): boolean {
  const starts = ({ bootstrapExpect }: Agent): boolean => (known(bootstrapExpect) ?? 0) > 0;
  const name = ({ cluster }: Agent): string | undefined =>
    cluster.kind === "unknown" ? undefined : cluster.name;
  return (
    other.product === "nomad" &&
    one.site === other.site &&
    name(one) === name(other) &&
    haveDifferentKeys(one, other) &&
    starts(one) &&
    starts(other)
  );
}

function where(site: string): string {
  return site === "" ? "" : ` (${site})`;
}
