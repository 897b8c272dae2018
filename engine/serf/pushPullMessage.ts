/**
 * Serf's part of a push/pull in full, read and written: clocks, the time of the last intent about every member it
 * remembers, who has left, and the ring of recent user events. The observer needs less: `pushPullState.ts`.
 *
 *     02 | {EventLTime, Events, LTime, LeftMembers, QueryLTime, StatusLTimes}
 *
 * Source: serf messages.go messagePushPull; delegate.go LocalState.
 */
import { fail, type Result } from "../base/result.ts";
import type { WireError } from "../wire/error.ts";
import type { LamportTime } from "./lamport.ts";
import { decodeTyped, encodeTyped, SERF_TYPE, serfError } from "./messages.ts";
import { type FieldCodec, list, map, presentBytes, StructCodec, text, uint } from "./structCodec.ts";

/** One user event without its time. */
export interface RecentEvent {
  readonly name: string;
  readonly payload: Uint8Array;
}

/** All user events of one Lamport time. */
export interface EventSlot {
  readonly time: LamportTime;
  readonly events: readonly RecentEvent[];
}

export interface SerfPushPull {
  readonly time: LamportTime;
  /** Time of the last intent about each member of any status. */
  readonly statusTimes: ReadonlyMap<string, LamportTime>;
  readonly left: readonly string[];
  readonly eventTime: LamportTime;
  /** The whole ring: slot `time mod size`, most of them empty. */
  readonly events: readonly (EventSlot | undefined)[];
  readonly queryTime: LamportTime;
}

const RECENT_EVENT = new StructCodec<RecentEvent>("serf pushPull", {
  name: ["Name", text],
  payload: ["Payload", presentBytes],
});
const EVENT_SLOT = new StructCodec<EventSlot>("serf pushPull", {
  time: ["LTime", uint()],
  events: ["Events", list(RECENT_EVENT)],
});
const NIL = 0xc0;
/** A pointer to a slot: nil where the ring is empty. */
const OPTIONAL_SLOT: FieldCodec<EventSlot | undefined> = {
  absent: undefined,
  read(reader) {
    if (reader.bytes[reader.position] !== NIL) return EVENT_SLOT.read(reader);
    reader.skip();
    return undefined;
  },
  write: (writer, slot) => (slot === undefined ? writer.nil() : EVENT_SLOT.write(writer, slot)),
};
const PUSH_PULL = new StructCodec<SerfPushPull>("serf pushPull", {
  time: ["LTime", uint()],
  statusTimes: ["StatusLTimes", map(uint())],
  left: ["LeftMembers", list(text, true)],
  eventTime: ["EventLTime", uint()],
  events: ["Events", list(OPTIONAL_SLOT)],
  queryTime: ["QueryLTime", uint()],
});

/** The user state, type byte first. */
export function encodeSerfPushPull(state: SerfPushPull): Uint8Array {
  return encodeTyped(SERF_TYPE.pushPull, PUSH_PULL, state);
}

/** Reads a user state; it must have a byte. */
export function decodeSerfPushPull(userState: Uint8Array): Result<SerfPushPull, WireError> {
  if (userState[0] === SERF_TYPE.pushPull) return decodeTyped(userState, PUSH_PULL, "serf pushPull");
  if (userState.length === 0) return fail(serfError("truncated", "Remote state is zero bytes"));
  return fail(serfError("unsupported", `Remote state has bad type prefix: ${userState[0]}`));
}
