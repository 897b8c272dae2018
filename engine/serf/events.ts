/** What a Serf node can be told to do, and what it tells. Upstream's words where upstream has some. */
import type { Address } from "../base/address.ts";
import type { Secret } from "../base/secret.ts";
import type { ExchangeFailure, SwimEvent } from "../swim/events.ts";
import type { VivaldiCoordinate } from "./coordinate.ts";
import type { KeyOperation, KeySummary } from "./keyQueries.ts";
import type { MemberEvent } from "./members.ts";
import type { Refusal } from "./mergeGuard.ts";
import type { Query, UserEvent } from "./messages.ts";
import type { QueryFilters } from "./queryFilters.ts";
import type { Tags } from "./tags.ts";

export interface QueryParams extends QueryFilters {
  readonly requestAck?: boolean;
  /** How many members pass a copy of each answer on, in case the direct way loses it. */
  readonly relayFactor?: number;
  /** Upstream's default when absent. */
  readonly timeoutMs?: number;
}

export type SerfCommand =
  /**
   * Joins through each address; answered by `joinFinished`. The other side's table is read first, and nothing of ours
   * is sent when the guard refuses it. `ignoreOld` keeps user events from before away, as Consul does.
   */
  | {
      readonly kind: "join";
      readonly join: number;
      readonly addresses: readonly Address[];
      readonly ignoreOld?: boolean;
    }
  /** Leaves for good; answered by `left`. */
  | { readonly kind: "leave" }
  /** Takes a failed member for left; `prune` forgets it at once. Answered by `forceLeaveFinished`. */
  | { readonly kind: "forceLeave"; readonly node: string; readonly prune: boolean }
  | { readonly kind: "setTags"; readonly tags: Tags }
  | {
      readonly kind: "userEvent";
      readonly name: string;
      readonly payload: Uint8Array;
      readonly coalesce: boolean;
    }
  /** Asks the pool; answered by `queryStarted`, then `queryAck` and `queryResponse` of each, and `queryFinished`. */
  | {
      readonly kind: "query";
      readonly name: string;
      readonly payload: Uint8Array;
      readonly params?: QueryParams;
    }
  /** Answers a `query` event, once. */
  | {
      readonly kind: "respond";
      readonly time: number;
      readonly id: number;
      readonly payload: Uint8Array;
    }
  /** Changes or lists the keys of the whole pool; answered by `keysFinished`. */
  | { readonly kind: "keys"; readonly operation: KeyOperation; readonly key?: Secret }
  /**
   * Cuts itself off from a pool that is not what it was taken for: no push/pull and no relaying from here on, neither
   * begun nor answered, nothing passed on; then leaves. Answered by `left`.
   */
  | { readonly kind: "withdraw" }
  /** Stops at once, without a goodbye. */
  | { readonly kind: "shutdown" };

export type SerfEvent =
  | MemberEvent
  | ({ readonly kind: "userEvent" } & UserEvent)
  /** Somebody asks; answer with `respond` before its time is over. */
  | ({ readonly kind: "query" } & Query)
  | { readonly kind: "queryStarted"; readonly name: string; readonly time: number; readonly id: number }
  | { readonly kind: "queryAck"; readonly time: number; readonly from: string }
  | {
      readonly kind: "queryResponse";
      readonly time: number;
      readonly from: string;
      readonly payload: Uint8Array;
    }
  | {
      readonly kind: "queryFinished";
      readonly time: number;
      readonly acks: number;
      readonly responses: number;
    }
  | { readonly kind: "keysFinished"; readonly summary: KeySummary }
  | {
      readonly kind: "joinFinished";
      readonly join: number;
      readonly reached: number;
      readonly failures: readonly ExchangeFailure[];
    }
  /** The guard kept members out; `isJoin` when a whole table was refused, else a single member's alive message. */
  | { readonly kind: "mergeRefused"; readonly refusal: Refusal; readonly isJoin: boolean }
  | { readonly kind: "forceLeaveFinished"; readonly node: string; readonly isSpread: boolean }
  | {
      readonly kind: "coordinateHeard";
      readonly name: string;
      readonly coordinate: VivaldiCoordinate;
      readonly rttMs: number;
    }
  /** Two addresses claim our name, and the pool has voted. */
  | {
      readonly kind: "nameVoteFinished";
      readonly isWon: boolean;
      readonly forUs: number;
      readonly answers: number;
    }
  | { readonly kind: "left"; readonly isSpread: boolean }
  /** A command that could not be carried out, and why. */
  | { readonly kind: "commandRefused"; readonly command: SerfCommand["kind"]; readonly reason: string }
  /** Something foreign that was dropped. */
  | { readonly kind: "messageDropped"; readonly reason: string }
  /** What happens below Serf: suspicion, refutation, awareness, probes. */
  | { readonly kind: "swim"; readonly event: SwimEvent };
