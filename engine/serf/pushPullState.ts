/**
 * Serf's part of a push/pull: clocks, the names it knows of any status, and who has left. Failed members have
 * no list of their own: they are the names that are neither left nor among memberlist's nodes.
 * Source: serf delegate.go, LocalState; messages.go, messagePushPull.
 */
import { fail, ok, type Result } from "../base/result.ts";
import type { WireError } from "../wire/error.ts";
import { MsgpackReader } from "../wire/msgpack.ts";
import { StructSchema } from "../wire/structSchema.ts";

const PUSH_PULL_TYPE = 2;
const SCHEMA = new StructSchema("serf pushPull", [
  "LTime",
  "StatusLTimes",
  "LeftMembers",
  "EventLTime",
  "Events",
  "QueryLTime",
]);

export interface SerfState {
  /** Names of every member that the sender remembers, whatever its status. */
  readonly known: ReadonlySet<string>;
  readonly left: ReadonlySet<string>;
  /** The pool's query clock, needed to ask a question without moving it. */
  readonly queryTime: number;
}

/** Reads the user state; an absent one (no bytes) is undefined. */
export function decodeSerfState(userState: Uint8Array): Result<SerfState | undefined, WireError> {
  if (userState.length === 0) return ok(undefined);
  if (userState[0] !== PUSH_PULL_TYPE) {
    const message = `the user state begins with ${userState[0]}, Serf's with ${PUSH_PULL_TYPE}`;
    return fail({ kind: "unsupported", offset: 0, layer: "serf pushPull", message });
  }
  const reader = new MsgpackReader(userState, 1, "serf pushPull");
  const known = new Set<string>();
  const left = new Set<string>();
  let queryTime = 0;
  const header = reader.struct();
  for (let i = 0; i < header >> 1 && reader.error === undefined; i += 1) {
    const field = reader.field(SCHEMA, header, i);
    if (field === 1) readNames(reader, known);
    else if (field === 2) readLeft(reader, left);
    else if (field === 5) queryTime = reader.uint();
    else reader.skip();
  }
  return reader.error === undefined ? ok({ known, left, queryTime }) : fail(reader.error);
}

function readNames(reader: MsgpackReader, into: Set<string>): void {
  const count = reader.mapHeader();
  for (let i = 0; i < count && reader.error === undefined; i += 1) {
    into.add(reader.text());
    reader.skip();
  }
}

function readLeft(reader: MsgpackReader, into: Set<string>): void {
  const count = reader.arrayHeader();
  for (let i = 0; i < count && reader.error === undefined; i += 1) into.add(reader.text());
}
