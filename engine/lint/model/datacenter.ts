/** The agents that mean to be in one datacenter, whether the files show how they meet or not. */
import type { Agent } from "./agent.ts";
import type { Fleet } from "./fleet.ts";

/** By `datacenterKey`. A fleet never changes, so it is worked out once. */
const KNOWN = new WeakMap<Fleet, ReadonlyMap<string, readonly Agent[]>>();

/** Agents of the same product, cluster name and environment, the agent itself included; empty where its name is unknown. */
export function agentsOfDatacenter(agent: Agent, fleet: Fleet): readonly Agent[] {
  const key = datacenterKey(agent);
  return key === undefined ? [] : (datacentersOf(fleet).get(key) ?? []);
}

/** Equal for agents of one datacenter and environment; undefined where the agent's is unknown. */
export function datacenterKey({ product, site, cluster }: Agent): string | undefined {
  return cluster.kind === "unknown" ? undefined : [product, site, cluster.name].join("\n");
}

export function datacentersOf(fleet: Fleet): ReadonlyMap<string, readonly Agent[]> {
  const before = KNOWN.get(fleet);
  if (before !== undefined) return before;
  const found = new Map<string, Agent[]>();
  for (const agent of fleet.agents) {
    const key = agent.isDev ? undefined : datacenterKey(agent);
    if (key === undefined) continue;
    const group = found.get(key);
    if (group === undefined) found.set(key, [agent]);
    else group.push(agent);
  }
  KNOWN.set(fleet, found);
  return found;
}
