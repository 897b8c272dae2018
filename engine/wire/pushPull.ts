/**
 * The full state of a member:
 *
 *     06 | header {Join, Nodes, UserStateLen} | Nodes × node | UserStateLen raw bytes
 *
 * Source: memberlist net.go sendLocalState, readRemoteState.
 */
import { fail, ok, type Result } from "../base/result.ts";
import { readIp, writeIp } from "./addressBytes.ts";
import type { WireError } from "./error.ts";
import { writeVersions } from "./messageCodec.ts";
import { MESSAGE_TYPE, type NodeState, type PushPull, type PushPullNode, type Versions } from "./messages.ts";
import { PUSH_NODE_STATE, PUSH_PULL_HEADER } from "./messageSchemas.ts";
import { MsgpackReader } from "./msgpack.ts";
import { MsgpackWriter } from "./msgpackWriter.ts";
import { PORT_MAX, UINT32_MAX, readVersions } from "./packetMessageReader.ts";
import { EMPTY_BYTES } from "../base/bytes.ts";

/** Upstream's limits since memberlist 0.6.0. */
export const PUSH_PULL_NODES_MAX = 1_048_576;
export const USER_STATE_BYTES_MAX = 20 * 1_048_576;

/** States in the order of their numbers on the wire. */
export const NODE_STATES: readonly NodeState[] = ["alive", "suspect", "dead", "left"];

export interface PushPullHeader {
  readonly join: boolean;
  readonly nodeCount: number;
  readonly userStateBytes: number;
}

/**
 * The message with its type byte. A node whose versions we never heard is left out: there is no way to write it
 * that every agent survives.
 */
export function encodePushPull({ join, nodes, userState }: PushPull): Uint8Array {
  const writer = new MsgpackWriter(64 + 160 * nodes.length + userState.length);
  const complete = nodes.filter((node) => node.versions !== undefined);
  writer.byte(MESSAGE_TYPE.pushPull);
  writer.mapHeader(3);
  writer.key(PUSH_PULL_HEADER, 2);
  writer.bool(join);
  writer.key(PUSH_PULL_HEADER, 0);
  writer.uint(complete.length);
  writer.key(PUSH_PULL_HEADER, 1);
  writer.uint(userState.length);
  for (const node of complete) if (node.versions !== undefined) writeNode(writer, node, node.versions);
  writer.verbatim(userState);
  return writer.finish();
}

/** Reads the message; bytes behind the user state are ignored. */
export function decodePushPull(bytes: Uint8Array): Result<PushPull, WireError> {
  const reader = new MsgpackReader(bytes, 1, "pushPull");
  const header = readPushPullHeader(reader);
  const nodes: PushPullNode[] = [];
  for (let i = 0; i < header.nodeCount && reader.error === undefined; i += 1) nodes.push(readNode(reader));
  const start = reader.position;
  if (header.userStateBytes > reader.remaining) {
    reader.fail("truncated", start, `the user state ends before its ${header.userStateBytes} bytes`);
  }
  if (reader.error !== undefined) return fail(reader.error);
  const userState = bytes.subarray(start, start + header.userStateBytes);
  return ok({ kind: "pushPull", join: header.join, nodes, userState });
}

/** Reads the header and refuses counts beyond upstream's limits. */
export function readPushPullHeader(reader: MsgpackReader): PushPullHeader {
  const start = reader.position;
  let join = false;
  let nodeCount = 0;
  let userStateBytes = 0;
  const header = reader.struct();
  for (let i = 0; i < header >> 1 && reader.error === undefined; i += 1) {
    const field = reader.field(PUSH_PULL_HEADER, header, i);
    if (field === 0) nodeCount = reader.uint();
    else if (field === 1) userStateBytes = reader.uint();
    else if (field === 2) join = reader.bool();
    else reader.skip();
  }
  if (nodeCount > PUSH_PULL_NODES_MAX) {
    reader.fail(
      "tooLarge",
      start,
      `the header claims ${nodeCount} nodes, at most ${PUSH_PULL_NODES_MAX} are read`,
    );
  }
  if (userStateBytes > USER_STATE_BYTES_MAX) {
    const claim = `the header claims ${userStateBytes} bytes of user state`;
    reader.fail("tooLarge", start, `${claim}, at most ${USER_STATE_BYTES_MAX} are read`);
  }
  return { join, nodeCount, userStateBytes };
}

function readNode(reader: MsgpackReader): PushPullNode {
  let name = "";
  let ip = "";
  let port = 0;
  let meta: Uint8Array = EMPTY_BYTES;
  let incarnation = 0;
  let stateNumber = 0;
  let versions: Versions | undefined = undefined;
  const header = reader.struct();
  for (let i = 0; i < header >> 1 && reader.error === undefined; i += 1) {
    const field = reader.field(PUSH_NODE_STATE, header, i);
    if (field === 0) name = reader.text();
    else if (field === 1) ip = readIp(reader);
    else if (field === 2) port = reader.uint(PORT_MAX);
    else if (field === 3) meta = reader.raw();
    else if (field === 4) incarnation = reader.uint(UINT32_MAX);
    else if (field === 5) stateNumber = reader.uint(NODE_STATES.length - 1);
    else if (field === 6) versions = readVersions(reader);
    else reader.skip();
  }
  return { name, ip, port, meta, incarnation, state: NODE_STATES[stateNumber] ?? "alive", versions };
}

function writeNode(writer: MsgpackWriter, node: PushPullNode, versions: Versions): void {
  writer.mapHeader(7);
  writer.key(PUSH_NODE_STATE, 1);
  writeIp(writer, node.ip);
  writer.key(PUSH_NODE_STATE, 4);
  writer.uint(node.incarnation);
  writer.key(PUSH_NODE_STATE, 3);
  writer.rawOrNil(node.meta);
  writer.key(PUSH_NODE_STATE, 0);
  writer.text(node.name);
  writer.key(PUSH_NODE_STATE, 2);
  writer.uint(node.port);
  writer.key(PUSH_NODE_STATE, 5);
  writer.uint(NODE_STATES.indexOf(node.state));
  writer.key(PUSH_NODE_STATE, 6);
  writeVersions(writer, versions);
}
