/** A member as the layers above see it: a value, made when somebody looks. The table itself stands in `members.ts`. */
import type { Address } from "../base/address.ts";
import type { NodeState, Versions } from "../wire/messages.ts";

export interface Member {
  readonly name: string;
  readonly address: Address;
  /** At most 512 bytes; Serf keeps its tags here. */
  readonly meta: Uint8Array;
  /** Undefined when it never told them. */
  readonly versions: Versions | undefined;
  readonly incarnation: number;
  readonly state: NodeState;
}

/** Longest meta. Source: memberlist net.go, MetaMaxSize. */
export const META_BYTES_MAX = 512;
