/** What a swim node can be told to do, and what it tells. Upstream's words; memberlist's events are the first three. */
import type { Address } from "../base/address.ts";
import type { StreamEnd } from "../base/machine.ts";
import type { Instant } from "../base/time.ts";
import type { WireError } from "../wire/error.ts";
import type { Member } from "./member.ts";

export type SwimCommand =
  /**
   * Push/pull with each address in turn, as Join does; answered by `joinFinished`. With `lookFirst` the other side's
   * table is read before any state of ours is sent, and `notifyMerge` decides on that.
   */
  | {
      readonly kind: "join";
      readonly join: number;
      readonly addresses: readonly Address[];
      readonly lookFirst?: boolean;
    }
  /** Says goodbye and stays to spread it; answered by `leaveFinished`, at the latest after `timeoutMs`. */
  | { readonly kind: "leave"; readonly timeoutMs: number }
  /** Asks the delegate for new meta and spreads it; answered by `updateFinished`. */
  | { readonly kind: "updateNode"; readonly timeoutMs: number }
  /** One direct ping outside of the probe rounds; answered by `pingFinished`. */
  | { readonly kind: "ping"; readonly name: string; readonly address: Address }
  /** A message of the layer above, straight to one member, by packet. */
  | { readonly kind: "sendBestEffort"; readonly to: string; readonly payload: Uint8Array }
  /** The same to an address that need not be a member's. */
  | { readonly kind: "sendToAddress"; readonly to: Address; readonly payload: Uint8Array }
  /** A message of the layer above over a stream; answered by `reliableSent`. */
  | { readonly kind: "sendReliable"; readonly to: Address; readonly payload: Uint8Array }
  /** Stops at once, without a goodbye: others will detect it. */
  | { readonly kind: "shutdown" };

/** How a probe round ended. */
export type ProbeOutcome = "acked" | "ackedLate" | "tcpOnly" | "failed";

/** Why somebody else's word about us had to be denied. */
export type Accusation = "suspect" | "dead" | "alive";

export type SwimEvent =
  /** Unknown, dead or left before, alive now. Upstream's NotifyJoin. */
  | { readonly kind: "memberJoined"; readonly member: Member }
  /** Dead, or left by its own word (`member.state`). Upstream's NotifyLeave. */
  | { readonly kind: "memberDead"; readonly member: Member; readonly from: string }
  /** Its meta changed. Upstream's NotifyUpdate. */
  | { readonly kind: "memberUpdated"; readonly member: Member }
  /** Suspect from now on; dead at `until` unless it refutes or accusers bring that forward. */
  | {
      readonly kind: "memberSuspected";
      readonly name: string;
      readonly from: string;
      readonly incarnation: number;
      /** Accusers beyond the first that we wait for; 0 when the pool is too small. */
      readonly confirmationsExpected: number;
      readonly until: Instant;
    }
  | {
      readonly kind: "suspicionConfirmed";
      readonly name: string;
      readonly from: string;
      readonly confirmations: number;
      readonly until: Instant;
    }
  /** A suspect was heard with a higher incarnation. */
  | { readonly kind: "memberRefuted"; readonly name: string; readonly incarnation: number }
  /** Forgotten by the table, some time after its death. */
  | { readonly kind: "memberReaped"; readonly name: string }
  /** We denied what was said about us. `from` is empty when the message names nobody. */
  | {
      readonly kind: "refuted";
      readonly accusation: Accusation;
      readonly from: string;
      readonly incarnation: number;
    }
  | { readonly kind: "addressConflict"; readonly existing: Member; readonly other: Address }
  | { readonly kind: "aliveRefused"; readonly name: string; readonly reason: string }
  | { readonly kind: "awarenessChanged"; readonly score: number }
  | { readonly kind: "probeFinished"; readonly target: string; readonly outcome: ProbeOutcome }
  | {
      readonly kind: "joinFinished";
      readonly join: number;
      readonly reached: number;
      readonly failures: readonly ExchangeFailure[];
    }
  /** `isSpread` says whether the goodbye used up its transmissions in time. */
  | { readonly kind: "leaveFinished"; readonly isSpread: boolean }
  | { readonly kind: "updateFinished"; readonly isSpread: boolean }
  | { readonly kind: "pingFinished"; readonly name: string; readonly rttMs: number | undefined }
  | { readonly kind: "reliableSent"; readonly to: Address; readonly problem: StreamEnd | undefined }
  /** A full exchange that we began (`isOurs`) or answered has been merged. */
  | {
      readonly kind: "pushPullMerged";
      readonly peer: Address;
      readonly join: boolean;
      readonly isOurs: boolean;
    }
  | { readonly kind: "pushPullFailed"; readonly failure: ExchangeFailure; readonly isOurs: boolean }
  | { readonly kind: "packetDropped"; readonly from: Address; readonly reason: WireError | PacketProblem };

/** Why a full exchange came to nothing, for a person. */
export interface ExchangeFailure {
  readonly peer: Address;
  readonly reason: string;
}

/** What can be read and is still not for us. */
export interface PacketProblem {
  readonly kind: "unexpectedNode" | "handoffQueueFull" | "notAllowed" | "truncatedCompound";
  readonly message: string;
}
