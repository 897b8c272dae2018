/** A lane: the agents and files that are meant to be one gossip pool. */
import type { Agent, Product } from "./agent.ts";
import type { Join } from "./join.ts";

export interface Lane {
  /** Stable while product, cluster name, site and first agent stay the same. */
  readonly id: string;
  readonly product: Product;
  /** Datacenter, region, tag or label. */
  readonly name: string;
  readonly site: string;
  /** The same for lanes of one name that join each other across sites, and for no others. */
  readonly component: string;
  /** In path order, without `-dev` agents. */
  readonly agents: readonly Agent[];
  readonly servers: readonly Agent[];
  /** The addresses that its agents join first. */
  readonly seeds: readonly Join[];
}
