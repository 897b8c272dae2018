/**
 * Which lanes are WAN-joined, or meant to be: by WAN join addresses, shared WAN seeds and selectors, mesh gateways, an
 * equal primary datacenter, or because the operator says so. Federated lanes share a gossip key; others must not.
 */
import type { Agent } from "./agent.ts";
import type { Lane } from "./lane.ts";
import { seedOf } from "./lanes.ts";
import { known } from "./located.ts";
import type { Ownership } from "./ownership.ts";
import type { FleetSettings } from "./settings.ts";
import { UnionFind } from "./unionFind.ts";

/** A server that WAN-joins an agent of another lane. */
export interface WanEdge {
  readonly from: Agent;
  readonly to: Agent;
}

export class Federation {
  readonly #index: ReadonlyMap<Lane, number>;
  readonly #links: UnionFind;

  constructor(
    lanes: readonly Lane[],
    laneOf: (agent: Agent) => Lane | undefined,
    ownership: Ownership,
    settings: FleetSettings,
  ) {
    this.#index = new Map(lanes.map((lane, index) => [lane, index]));
    this.#links = new UnionFind(lanes.length);
    for (const lane of lanes) {
      for (const { to } of wanEdgesOf(lane, ownership)) {
        const other = laneOf(to);
        if (other !== undefined) this.#join(lane, other);
      }
    }
    this.#joinAlike(lanes, (lane) => marksOf(lane));
    this.#joinAlike(lanes, (lane) => primariesOf(lane, lanes));
    this.#joinAlike(lanes, (lane) => groupsOf(lane, settings));
  }

  federates(one: Lane, other: Lane): boolean {
    const [a, b] = [this.#index.get(one), this.#index.get(other)];
    return a !== undefined && b !== undefined && this.#links.find(a) === this.#links.find(b);
  }

  #join(one: Lane, other: Lane): void {
    const [a, b] = [this.#index.get(one), this.#index.get(other)];
    if (a !== undefined && b !== undefined && one.product === other.product) this.#links.join(a, b);
  }

  #joinAlike(lanes: readonly Lane[], marks: (lane: Lane) => Iterable<string>): void {
    const seen = new Map<string, Lane>();
    for (const lane of lanes) {
      for (const mark of marks(lane)) {
        const other = seen.get(`${lane.product} ${mark}`);
        if (other === undefined) seen.set(`${lane.product} ${mark}`, lane);
        else this.#join(lane, other);
      }
    }
  }
}

/** Nomad has one pool for all regions, so there every server join is one. */
export function wanEdgesOf(lane: Lane, ownership: Ownership): WanEdge[] {
  const list = lane.product === "nomad" ? "lan" : "wan";
  return lane.agents.flatMap((from) =>
    from.joins
      .filter((join) => join.list === list)
      .flatMap((join) => ownership.ownersOf(join, from).map((to) => ({ from, to }))),
  );
}

/** Shared WAN seeds and selectors; a WAN seed that is another lane's LAN seed; mesh gateways. */
function marksOf(lane: Lane): string[] {
  const { product, agents } = lane;
  if (product === "nomad")
    return agents.flatMap((agent) =>
      agent.joins.flatMap((join) => (join.list === "lan" ? (seedOf(join, agent) ?? []) : [])),
    );
  if (product !== "consul") return [];
  const wan = agents.flatMap((agent) =>
    agent.joins.filter(({ list }) => list === "wan").map((join) => ({ join, agent })),
  );
  const gateways = agents.some(
    ({ settings }) => known(settings.scalar("connect.enable_mesh_gateway_wan_federation")) === true,
  );
  return [
    ...wan.flatMap(({ join, agent }) => seedOf(join, agent) ?? []),
    ...(gateways ? ["mesh gateways"] : []),
  ];
}

/** A primary that is the name of a lane here, and thus a federation around it. */
function primariesOf(lane: Lane, lanes: readonly Lane[]): string[] {
  const primaries = lane.servers.flatMap(({ primary }) => known(primary)?.toLowerCase() ?? []);
  const isPrimary = lanes.some(
    ({ product, servers }) =>
      product === lane.product && servers.some(({ primary }) => known(primary)?.toLowerCase() === lane.name),
  );
  const named = primaries.filter((name) =>
    lanes.some((other) => other.product === lane.product && other.name === name),
  );
  return isPrimary ? [lane.name, ...named] : named;
}

function groupsOf(lane: Lane, { federations }: FleetSettings): string[] {
  return federations.flatMap((group, index) =>
    group.some((name) => name.toLowerCase() === lane.name.toLowerCase()) ? [String(index)] : [],
  );
}
