/**
 * All that swim may ask of the layer above, in upstream's words. Every call is answered at once and must not step the
 * node that asks. What merely happened is told as a `SwimEvent`, in the order it happened.
 * Source: memberlist delegate.go, alive_delegate.go, merge_delegate.go, conflict_delegate.go, ping_delegate.go.
 */
import type { Address } from "../base/address.ts";
import { EMPTY_BYTES } from "../base/bytes.ts";
import type { HeardAlive, PushPullNode } from "../wire/messages.ts";
import type { Member } from "./member.ts";

export interface SwimDelegate {
  /** Our own meta, at most `limitBytes` long; asked at the start and on `updateNode`. */
  nodeMeta(limitBytes: number): Uint8Array;
  /** A message of the layer above arrived: by gossip, directly, or over a stream. `payload` is without type 8. */
  notifyMsg(payload: Uint8Array, from: Address): void;
  /**
   * Messages of the layer above to ride on a packet, without their type 8. Each counts its length and
   * `overheadBytes`; all of them together stay within `limitBytes`.
   */
  getBroadcasts(overheadBytes: number, limitBytes: number): Uint8Array[];
  /** Whether `getBroadcasts` has anything to give: while neither has, a member sleeps through its gossip rounds. */
  hasBroadcasts(): boolean;
  /** What goes along with our table in a push/pull; empty for nothing. */
  localState(join: boolean): Uint8Array;
  /** The other side's `localState`, after its table was merged; not called when it is empty. */
  mergeRemoteState(state: Uint8Array, join: boolean): void;
  /** Whether the members that come with a join may be merged into ours: the reason if not. */
  notifyMerge(members: readonly PushPullNode[]): string | undefined;
  /** Whether an alive message may be believed: the reason if not. */
  notifyAlive(alive: HeardAlive): string | undefined;
  /** Two addresses claim one name; ours stays. */
  notifyConflict(existing: Member, other: HeardAlive): void;
  /** Rides on our acks to direct pings; Serf puts a coordinate here. */
  ackPayload(): Uint8Array;
  /** A direct ping was acknowledged in time. `payload` is the other side's `ackPayload`. */
  notifyPingComplete(member: Member, rttMs: number, payload: Uint8Array): void;
}

/** Nothing above: says yes to all and has nothing to say. */
export const SILENT_DELEGATE: SwimDelegate = {
  nodeMeta: () => EMPTY_BYTES,
  notifyMsg: () => undefined,
  getBroadcasts: () => [],
  hasBroadcasts: () => false,
  localState: () => EMPTY_BYTES,
  mergeRemoteState: () => undefined,
  notifyMerge: () => undefined,
  notifyAlive: () => undefined,
  notifyConflict: () => undefined,
  ackPayload: () => EMPTY_BYTES,
  notifyPingComplete: () => undefined,
};
