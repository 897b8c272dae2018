/** Everything that the workspace intends: its agents, the lanes they form, and whose each address is. */
import type { Agent, Product } from "./agent.ts";
import type { HeadlessService, LabelledPods } from "./gossipService.ts";
import type { Join } from "./join.ts";
import type { Lane } from "./lane.ts";
import type { Where } from "./located.ts";
import type { FleetSettings } from "./settings.ts";

export interface Fleet {
  /** In the order of their first files' paths; with `-dev` agents. */
  readonly agents: readonly Agent[];
  /** Agents whose cluster has a name, grouped by product, name and site, and within it by who joins whom. */
  readonly lanes: readonly Lane[];
  readonly settings: FleetSettings;
  /** What Kubernetes answers to the names by which memberlist joins. */
  readonly headlessServices: readonly HeadlessService[];
  readonly labelledPods: readonly LabelledPods[];
  laneOf(agent: Agent): Lane | undefined;
  /** The agents that own the address which a join names, the joining agent included; empty when nobody here does. */
  ownersOf(join: Join, joiner: Agent): readonly Agent[];
  /** Whether the two lanes are WAN-joined, through others too, or said to be by `settings.federations`. */
  federates(one: Lane, other: Lane): boolean;
  /** How many clusters of the product the workspace has, by name and site. */
  clusterCount(product: Product): number;
  /** `dc1/server.hcl:4`, for a sentence. */
  describe(where: Where): string;
  /** The text at a place, for a fix that copies it. */
  textAt(where: Where): string;
  /** All of a file, for a fix that must see what stands around a value. */
  text(path: string): string;
}
