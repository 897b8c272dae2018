/**
 * A push/pull read into columns instead of objects: what a pool of thousands is read with. Meta and addresses stay
 * where they came, as places in the message, and become values only for the rows somebody looks at.
 */
import { ipFromBytes } from "../base/address.ts";
import { fail, ok, type Result } from "../base/result.ts";
import { ipv4Text } from "./addressBytes.ts";
import type { WireError } from "./error.ts";
import type { NodeState, Versions } from "./messages.ts";
import { PUSH_NODE_STATE } from "./messageSchemas.ts";
import { MsgpackReader } from "./msgpack.ts";
import { PORT_MAX, UINT32_MAX, versionsAt } from "./packetMessageReader.ts";
import { NODE_STATES, readPushPullHeader } from "./pushPull.ts";

/** Rows 0 ≤ row < `count`; all columns are that long. */
export class PushPullColumns {
  readonly names: string[] = [];
  readonly incarnations: Uint32Array;
  readonly ports: Uint16Array;
  /** Numbers of `NODE_STATES`. */
  readonly states: Uint8Array;
  userState: Uint8Array;

  /** Start and length in `message` of each row's address, meta and version bytes. */
  readonly addressAt: Uint32Array;
  readonly addressBytes: Uint8Array;
  readonly metaAt: Uint32Array;
  readonly metaBytes: Uint32Array;
  readonly versionsAt: Uint32Array;
  readonly versionsBytes: Uint8Array;

  constructor(
    readonly message: Uint8Array,
    readonly join: boolean,
    readonly count: number,
  ) {
    this.incarnations = new Uint32Array(count);
    this.ports = new Uint16Array(count);
    this.states = new Uint8Array(count);
    this.addressAt = new Uint32Array(count);
    this.addressBytes = new Uint8Array(count);
    this.metaAt = new Uint32Array(count);
    this.metaBytes = new Uint32Array(count);
    this.versionsAt = new Uint32Array(count);
    this.versionsBytes = new Uint8Array(count);
    this.userState = message.subarray(message.length);
  }

  /** The tags of a row as they came, a view of the message. */
  meta(row: number): Uint8Array {
    return this.slice(this.metaAt[row], this.metaBytes[row]);
  }

  /** Canonical literal, "" when the row has none. */
  ip(row: number): string {
    const bytes = this.slice(this.addressAt[row], this.addressBytes[row]);
    if (bytes.length === 4) return ipv4Text(bytes);
    const ip = ipFromBytes(bytes);
    return ip.ok ? ip.value : "";
  }

  state(row: number): NodeState {
    return NODE_STATES[this.states[row] ?? 0] ?? "alive";
  }

  versions(row: number): Versions | undefined {
    return versionsAt(this.message, this.versionsAt[row] ?? 0, this.versionsBytes[row] ?? 0);
  }

  private slice(start = 0, length = 0): Uint8Array {
    return this.message.subarray(start, start + length);
  }
}

/** Reads a push/pull message, type byte included, into columns. */
export function decodePushPullColumns(message: Uint8Array): Result<PushPullColumns, WireError> {
  const reader = new MsgpackReader(message, 1, "pushPull");
  const header = readPushPullHeader(reader);
  // A node takes at least one byte: so many rows and no more can follow, whatever the header says.
  if (header.nodeCount > reader.remaining) {
    reader.fail("truncated", reader.position, `the message ends before its ${header.nodeCount} nodes`);
  }
  if (reader.error !== undefined) return fail(reader.error);
  const columns = new PushPullColumns(message, header.join, header.nodeCount);
  for (let row = 0; row < header.nodeCount && reader.error === undefined; row += 1) {
    readRow(reader, columns, row);
  }
  const start = reader.position;
  if (header.userStateBytes > reader.remaining) {
    reader.fail("truncated", start, `the user state ends before its ${header.userStateBytes} bytes`);
  }
  if (reader.error !== undefined) return fail(reader.error);
  columns.userState = message.subarray(start, start + header.userStateBytes);
  return ok(columns);
}

function readRow(reader: MsgpackReader, columns: PushPullColumns, row: number): void {
  const header = reader.struct();
  columns.names.push("");
  for (let i = 0; i < header >> 1 && reader.error === undefined; i += 1) {
    const field = reader.field(PUSH_NODE_STATE, header, i);
    if (field === 0) columns.names[row] = reader.text();
    else if (field === 1) readAddress(reader, columns, row);
    else if (field === 2) columns.ports[row] = reader.uint(PORT_MAX);
    else if (field === 3) columns.metaAt[row] = reader.passRaw((columns.metaBytes[row] = reader.rawLength()));
    else if (field === 4) columns.incarnations[row] = reader.uint(UINT32_MAX);
    else if (field === 5) columns.states[row] = reader.uint(NODE_STATES.length - 1);
    else if (field === 6) readVersions(reader, columns, row);
    else reader.skip();
  }
}

function readAddress(reader: MsgpackReader, columns: PushPullColumns, row: number): void {
  const length = reader.rawLength();
  if (length !== 0 && length !== 4 && length !== 16) {
    reader.fail("malformed", reader.position, `an address has 4 or 16 bytes, this one ${length}`);
    return;
  }
  columns.addressBytes[row] = length;
  columns.addressAt[row] = reader.passRaw(length);
}

function readVersions(reader: MsgpackReader, columns: PushPullColumns, row: number): void {
  const length = reader.rawLength();
  columns.versionsBytes[row] = Math.min(6, length);
  columns.versionsAt[row] = reader.passRaw(length);
}
