/** Agents → the fleet: who hangs together, and whose each address is. Each part is worked out when it is first asked for. */
import type { Agent, Product } from "./agent.ts";
import type { NameRecord } from "./facts.ts";
import { Federation } from "./federation.ts";
import type { Fleet } from "./fleet.ts";
import type { Join } from "./join.ts";
import type { Lane } from "./lane.ts";
import { lanesOf } from "./lanes.ts";
import type { Where } from "./located.ts";
import { Ownership } from "./ownership.ts";
import type { FleetSettings } from "./settings.ts";
import type { Source } from "./source.ts";

export interface FleetParts {
  readonly agents: readonly Agent[];
  readonly records: readonly NameRecord[];
  readonly headlessServices: Fleet["headlessServices"];
  readonly labelledPods: Fleet["labelledPods"];
  readonly settings: FleetSettings;
  readonly source: (path: string) => Source | undefined;
}

export function buildFleet(parts: FleetParts): Fleet {
  const { agents, records, settings, source, headlessServices, labelledPods } = parts;
  const ownership = new Ownership(agents, records, settings.resolved);
  const lanes = lanesOf(agents, ownership);
  const laneByAgent = new Map<Agent, Lane>(
    lanes.flatMap((lane) => lane.agents.map((agent) => [agent, lane])),
  );
  const laneOf = (agent: Agent): Lane | undefined => laneByAgent.get(agent);
  const federation = new Federation(lanes, laneOf, ownership, settings);
  const counts = new Map<Product, Set<string>>();
  for (const { product, name, site } of lanes)
    counts.set(product, (counts.get(product) ?? new Set()).add(`${name}|${site}`));
  // Many rules ask for the same owners; a join stands in one agent only.
  const owners = new Map<Join, readonly Agent[]>();
  const ownersOf: Fleet["ownersOf"] = (join, joiner) => {
    const known = owners.get(join);
    if (known !== undefined) return known;
    const found = ownership.ownersOf(join, joiner);
    owners.set(join, found);
    return found;
  };
  const positionOf = ({ path, span }: Where): number => source(path)?.position(span.start).line ?? 1;
  return {
    agents,
    lanes,
    settings,
    headlessServices,
    labelledPods,
    laneOf,
    ownersOf,
    federates: (one, other) => federation.federates(one, other),
    clusterCount: (product) => counts.get(product)?.size ?? 0,
    describe: (where) => `${where.path}:${positionOf(where)}`,
    text: (path) => source(path)?.text ?? "",
    textAt: ({ path, span }) => source(path)?.slice(span) ?? "",
  };
}
