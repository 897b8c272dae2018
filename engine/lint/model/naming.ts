/** How rules speak of agents: each product's own word for its clusters, and the place that stands for one. */
import type { Agent, Product } from "./agent.ts";
import type { Origin, Where } from "./located.ts";

/** Consul's datacenter, Nomad's region, Serf's cluster. */
export function clusterNoun(product: Product): string {
  return product === "consul" ? "datacenter" : product === "nomad" ? "region" : "cluster";
}

/** The name that the agent's cluster has for its product; `undefined` where nobody can know it. */
export function clusterOf({ cluster }: Agent): string | undefined {
  return cluster.kind === "unknown" ? undefined : cluster.name;
}

/** Where the cluster's name is written, or else the agent as a whole. */
export function clusterPlace({ cluster, home }: Agent): Where {
  return cluster.kind === "implicit" ? home : (cluster.setting?.at ?? home);
}

/** The key of a setting, or the flag's name. */
export function keyPlace({ entry, written }: Origin): Where {
  const { start, end } = entry.span;
  const name = written.split(" › ").at(-1) ?? written;
  return { path: entry.path, span: { start, end: Math.min(end, start + name.length) } };
}

/** Names that differ in nothing but capitals, `-` and `_`: a person means one, a product reads two. */
export function isSpellingVariant(one: string, other: string): boolean {
  return one !== other && bare(one) === bare(other);
}

function bare(name: string): string {
  return name.toLowerCase().replace(/[-_]/g, "");
}
