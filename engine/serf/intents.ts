/**
 * Leave intents as they ride on gossip: a member announces that it goes, or an operator forces it out.
 * Source: serf messages.go, messageLeave.
 */
import { fail, ok, type Result } from "../base/result.ts";
import type { WireError } from "../wire/error.ts";
import { MsgpackReader } from "../wire/msgpack.ts";
import { StructSchema } from "../wire/structSchema.ts";

const LEAVE_TYPE = 0;
const SCHEMA = new StructSchema("serf leave", ["LTime", "Node", "Prune"]);

export interface LeaveIntent {
  readonly node: string;
  readonly prune: boolean;
}

/** Reads the payload of a user message; undefined when it is another Serf message. */
export function decodeLeaveIntent(payload: Uint8Array): Result<LeaveIntent | undefined, WireError> {
  if (payload[0] !== LEAVE_TYPE) return ok(undefined);
  const reader = new MsgpackReader(payload, 1, "serf leave");
  let node = "";
  let prune = false;
  const header = reader.struct();
  for (let i = 0; i < header >> 1 && reader.error === undefined; i += 1) {
    const field = reader.field(SCHEMA, header, i);
    if (field === 1) node = reader.text();
    else if (field === 2) prune = reader.bool();
    else reader.skip();
  }
  return reader.error === undefined ? ok({ node, prune }) : fail(reader.error);
}
