/**
 * Leave intents as a guest hears them on gossip: a member announces that it goes, or an operator forces it out.
 * Source: serf messages.go, messageLeave.
 */
import { ok, type Result } from "../base/result.ts";
import type { WireError } from "../wire/error.ts";
import { decodeSerfMessage, SERF_TYPE, type LeaveIntent as TimedLeaveIntent } from "./messages.ts";

/** What of it matters to somebody who has no clock in the pool. */
export type LeaveIntent = Pick<TimedLeaveIntent, "node" | "prune">;

/** Reads the payload of a user message; undefined when it is another Serf message. */
export function decodeLeaveIntent(payload: Uint8Array): Result<LeaveIntent | undefined, WireError> {
  if (payload[0] !== SERF_TYPE.leave) return ok(undefined);
  const message = decodeSerfMessage(payload);
  return message.ok && message.value.kind !== "leave"
    ? ok(undefined)
    : (message as Result<TimedLeaveIntent, WireError>);
}
