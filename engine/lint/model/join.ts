/** One entry of a join list: whom an agent contacts first. */
import type { AutoJoin } from "./autoJoin.ts";
import type { Origin } from "./located.ts";

/**
 * lan, wan: gossip. rpc: the server list of a Nomad client, which talks RPC and joins no pool.
 */
export type JoinList = "lan" | "wan" | "rpc";

export interface Join extends Origin {
  readonly list: JoinList;
  /** `command` is `consul join A`, which runs once and may carry several addresses. */
  readonly source: "setting" | "flag" | "command";
  /** As written. */
  readonly text: string;
  readonly target: JoinTarget;
  /** All of the list's brackets and items, where it is one. */
  readonly inList: Origin["at"] | undefined;
}

export type JoinTarget =
  /** `host` canonical as in `AgentAddress`; the port as written. */
  | {
      readonly kind: "host";
      readonly host: string;
      readonly isName: boolean;
      readonly port: number | undefined;
    }
  /** A go-discover string, `provider=aws …`. */
  | { readonly kind: "autoJoin"; readonly autoJoin: AutoJoin }
  /** Nothing that the product could join; `repair` is what to write instead where that is certain. */
  | {
      readonly kind: "malformed";
      readonly reason: string;
      readonly severity: "error" | "warning";
      readonly repair?: readonly string[];
    }
  | { readonly kind: "unknown" };
