/** The agents that mean to be in one datacenter, whether the files show how they meet or not. */
import type { Agent } from "./agent.ts";
import type { Fleet } from "./fleet.ts";

/** Agents of the same product, cluster name and environment, the agent itself included; empty where its name is unknown. */
export function agentsOfDatacenter(agent: Agent, { agents }: Fleet): readonly Agent[] {
  const { product, site, cluster } = agent;
  if (cluster.kind === "unknown") return [];
  return agents.filter(
    (other) =>
      other.product === product &&
      other.site === site &&
      !other.isDev &&
      other.cluster.kind !== "unknown" &&
      other.cluster.name === cluster.name,
  );
}
