/** A rehearsal's nouns: pools, who is in them, and who would contact whom. */
import type { Address } from "../base/address.ts";
import type { Agent, Product } from "../lint/model/agent.ts";
import type { Where } from "../lint/model/located.ts";
import type { MergeGuard } from "../serf/mergeGuard.ts";
import type { Tags } from "../serf/tags.ts";

/** What is meant to be one gossip pool. */
export interface Pool {
  readonly id: string;
  readonly product: Product;
  readonly plane: "lan" | "wan";
  /** For people: `Consul LAN pool of dc1`. */
  readonly title: string;
}

/** What an actor encrypts with: `any` where the files don't tell, and then it is no barrier. */
export type ActorKey =
  | { readonly kind: "none" }
  | { readonly kind: "any" }
  | { readonly kind: "key"; readonly identity: string; readonly isVerified: boolean };

/** One gossip member: an agent's LAN or WAN side, or somebody whom only a join list knows. */
export interface Actor {
  /** Unique on the stage, and its name in gossip. */
  readonly name: string;
  readonly pool: Pool;
  /** Undefined for whoever stands behind a seed that no file describes. */
  readonly agent: Agent | undefined;
  readonly address: Address;
  readonly tags: Tags;
  readonly guard: MergeGuard | undefined;
  readonly key: ActorKey;
  readonly label: string;
}

/** One actor would contact another, because a file says so. */
export interface Contact {
  readonly from: Actor;
  readonly to: Actor;
  /** The entry of the join list. */
  readonly at: Where;
  /** As written there. */
  readonly text: string;
}

/** An entry that cannot be played, and why. */
export interface Unplayed {
  readonly at: Where;
  readonly text: string;
  readonly why: string;
}

export interface Stage {
  readonly actors: readonly Actor[];
  /** Contacts that lead out of the actor's own pool. */
  readonly crossings: readonly Contact[];
  readonly unplayed: readonly Unplayed[];
  readonly assumptions: readonly string[];
}
