/** What a member says of itself, in one form for all products. */

/** Who wrote the tags; `serf` is any agent that is neither Consul nor Nomad. */
export type Product = "consul" | "nomad" | "serf";
export type Role = "server" | "client" | "unknown";

/** A member's tags; those of the network have no prototype. */
export type TagRecord = Readonly<Record<string, string | undefined>>;

/** What the tags say. Texts are "" and numbers 0 where they say nothing. */
export interface AgentFacts {
  readonly product: Product;
  readonly role: Role;
  readonly datacenter: string;
  /** Nomad's region, the part of its gossip names behind the dot. */
  readonly region: string;
  readonly segment: string;
  /** Consul Enterprise's admin partition. */
  readonly partition: string;
  /** Release such as `1.8.7`, without what follows it. */
  readonly build: string;
  /** Consul's or Nomad's node id, one a machine for its whole life. */
  readonly nodeId: string;
  readonly raftVersion: number;
  /** How many servers it waits for before the first election, 0 when it does not say. */
  readonly expect: number;
  /** Configured to elect itself. */
  readonly isBootstrap: boolean;
  readonly rpcPort: number;
  /** Only in the LAN: where its WAN name listens. A server without it shows its WAN self. */
  readonly wanJoinPort: number;
}

/** Facts of a member of which no tags are known. */
export const NO_FACTS: AgentFacts = {
  product: "serf",
  role: "unknown",
  datacenter: "",
  region: "",
  segment: "",
  partition: "",
  build: "",
  nodeId: "",
  raftVersion: 0,
  expect: 0,
  isBootstrap: false,
  rpcPort: 0,
  wanJoinPort: 0,
};
