/** Every captured payload decodes to what the index says, and what we encode again is what the agent wrote. */
import { expect, it } from "vitest";
import { hexFromBytes, sameBytes } from "../../../engine/base/bytes.ts";
import { decodePacketMessage, encodeMessage } from "../../../engine/wire/messageCodec.ts";
import type { PacketMessage, PushPull, StreamMessage, Versions } from "../../../engine/wire/messages.ts";
import { openPacket, unwrapPacket } from "../../../engine/wire/packet.ts";
import { decodePushPullColumns } from "../../../engine/wire/pushPullColumns.ts";
import { encodePushPull, NODE_STATES } from "../../../engine/wire/pushPull.ts";
import { StreamOpener, StreamReader } from "../../../engine/wire/stream.ts";
import {
  isTree,
  type Json,
  loadVectors,
  messageTrees,
  payloadOf,
  securityOf,
  textOf,
  type Tree,
} from "./vectors.ts";

const vectors = loadVectors();
const packets = vectors.filter(({ transport }) => transport === "udp");
const streams = vectors.filter(({ transport }) => transport === "tcp");

it("has all the vectors of the index", () => {
  expect({ packets: packets.length, streams: streams.length }).toEqual({ packets: 94, streams: 55 });
});

it.each(packets)("$file holds the messages that the index lists", (vector) => {
  const opened = openPacket(payloadOf(vector), securityOf(vector));
  if (!opened.ok) throw new Error(`${opened.error.layer}: ${opened.error.message}`);
  expect(opened.value.problems).toEqual([]);
  expect(opened.value.missingParts).toBe(0);
  const trees = messageTrees(vector.decoded);
  expect(opened.value.messages.map(plainFields)).toEqual(trees.map(expectedFields));
});

it.each(streams)("$file holds the message that the index lists", (vector) => {
  const bytes = payloadOf(vector);
  const reader = new StreamReader(securityOf(vector));
  const opened = reader.push(bytes);
  if (opened === undefined || !opened.ok) throw new Error(opened?.error.message ?? "not whole");
  const [tree] = messageTrees(vector.decoded);
  expect(plainFields(opened.value)).toEqual(expectedFields(tree ?? {}));
});

it("reads a stream the same when it comes byte by byte", () => {
  for (const vector of streams.filter(({ file }) => !file.includes("large"))) {
    const reader = new StreamReader(securityOf(vector));
    const whole = new StreamReader(securityOf(vector)).push(payloadOf(vector));
    let answer: ReturnType<StreamReader["push"]>;
    for (const byte of payloadOf(vector)) {
      expect(answer, `${vector.file} is not whole before its last byte`).toBeUndefined();
      answer = reader.push(Uint8Array.of(byte));
    }
    expect(answer, vector.file).toEqual(whole);
  }
});

it("encodes every captured packet message to the bytes its agent wrote", () => {
  let same = 0;
  for (const vector of packets.filter(({ file }) => !file.includes("craft"))) {
    const unwrapped = unwrapPacket(payloadOf(vector), securityOf(vector));
    if (!unwrapped.ok) throw new Error(unwrapped.error.message);
    for (const part of unwrapped.value.parts) {
      const message = decodePacketMessage(part);
      if (!message.ok) throw new Error(message.error.message);
      const { value } = message;
      if (value.kind === "alive" && value.versions === undefined) continue;
      const encoded = encodeMessage(value.kind === "alive" ? { ...value, versions: sixOf(value) } : value);
      expect(hexFromBytes(encoded), vector.file).toBe(hexFromBytes(part));
      same += 1;
    }
  }
  expect(same).toBeGreaterThan(80);
});

it("encodes push/pulls of the old msgpack generation to the same bytes, and reads columns as it reads rows", () => {
  let same = 0;
  for (const vector of streams) {
    const message = new StreamOpener(securityOf(vector)).push(payloadOf(vector));
    if (message === undefined || !message.ok) throw new Error(vector.file);
    if (message.value[0] !== 6) continue;
    const whole = new StreamReader(securityOf(vector)).push(payloadOf(vector));
    if (whole === undefined || !whole.ok || whole.value.kind !== "pushPull") throw new Error(vector.file);
    expectSameRows(message.value, whole.value);
    // Our own early clients did not sort their keys.
    if (vector.sender === null || isModern(message.value) || hasMappedAddress(message.value)) continue;
    expect(sameBytes(encodePushPull(whole.value), message.value), vector.file).toBe(true);
    same += 1;
  }
  expect(same).toBeGreaterThanOrEqual(6);
});

function expectSameRows(message: Uint8Array, { nodes, join, userState }: PushPull): void {
  const read = decodePushPullColumns(message);
  if (!read.ok) throw new Error(read.error.message);
  const columns = read.value;
  expect({ count: columns.count, join: columns.join }).toEqual({ count: nodes.length, join });
  expect(hexFromBytes(columns.userState)).toBe(hexFromBytes(userState));
  for (const [row, node] of nodes.entries()) {
    expect({
      name: columns.names[row],
      ip: columns.ip(row),
      port: columns.ports[row],
      meta: hexFromBytes(columns.meta(row)),
      incarnation: columns.incarnations[row],
      state: columns.state(row),
      versions: columns.versions(row),
    }).toEqual({ ...node, meta: hexFromBytes(node.meta) });
  }
}

/** go-msgpack v2 writes lengths above 127 as int16 or int32, which we never do. */
function isModern(message: Uint8Array): boolean {
  return (
    message[33] === 0xd1 || message[33] === 0xd2 || hexFromBytes(message.subarray(0, 48)).includes("4c656ed1")
  );
}

/** We write 127.0.0.1 in four bytes also where a peer took sixteen. */
function hasMappedAddress(message: Uint8Array): boolean {
  return hexFromBytes(message).includes("b000000000000000000000ffff");
}

function sixOf({ versions }: { versions: Versions | undefined }): Versions {
  return versions ?? [1, 5, 2, 2, 5, 4];
}

/** Our message under the names of the protocol page, binary as hex. */
function plainFields(message: PacketMessage | StreamMessage): Tree {
  switch (message.kind) {
    case "ping":
      return { msg: "ping", SeqNo: message.seqNo, Node: message.node, Source: sourceOf(message.source) };
    case "indirectPing":
      return {
        msg: "indirectPing",
        SeqNo: message.seqNo,
        Target: message.target,
        Port: message.port,
        Node: message.node,
        Nack: message.nack,
        Source: sourceOf(message.source),
      };
    case "ackResp":
      return { msg: "ackResp", SeqNo: message.seqNo, Payload: hexFromBytes(message.payload) };
    case "nackResp":
      return { msg: "nackResp", SeqNo: message.seqNo };
    case "suspect":
    case "dead":
      return { msg: message.kind, Incarnation: message.incarnation, Node: message.node, From: message.from };
    case "alive":
      return {
        msg: "alive",
        Incarnation: message.incarnation,
        Node: message.node,
        Addr: message.ip,
        Port: message.port,
        Meta: hexFromBytes(message.meta),
        Vsn: message.versions ?? [],
      };
    case "user":
      return { msg: "user", serfType: message.payload[0] ?? -1 };
    case "err":
      return { msg: "err", Error: message.error };
    case "pushPull":
      return {
        msg: "pushPull",
        Join: message.join,
        UserStateLen: message.userState.length,
        nodes: message.nodes.map((node) => ({
          Name: node.name,
          Addr: node.ip,
          Port: node.port,
          Meta: hexFromBytes(node.meta),
          Incarnation: node.incarnation,
          State: NODE_STATES.indexOf(node.state),
          Vsn: node.versions ?? [],
        })),
      };
  }
}

function sourceOf(source: { ip: string; port: number; node: string } | undefined): Json {
  return source === undefined ? null : [source.ip, source.port, source.node];
}

const SERF_TYPES = ["leave", "join", "pushPull", "userEvent", "query", "queryResponse", "conflictResponse"];

/** The index's message in the same shape, absent fields as zeros. */
function expectedFields(tree: Tree): Tree {
  const msg = textOf(tree["msg"]);
  const body = Array.isArray(tree["body"]) ? { SeqNo: tree["body"][0], Node: tree["body"][1] } : tree["body"];
  const fields = isTree(body) ? body : {};
  const text = (name: string): Json => fields[name] ?? "";
  const number = (name: string): Json => fields[name] ?? 0;
  const source: Json = fields["SourceAddr"]
    ? [text("SourceAddr"), number("SourcePort"), text("SourceNode")]
    : null;
  switch (msg) {
    case "ping":
      return { msg, SeqNo: number("SeqNo"), Node: text("Node"), Source: source };
    case "indirectPing": {
      const [Target, Port, Node] = [text("Target"), number("Port"), text("Node")];
      return {
        msg,
        SeqNo: number("SeqNo"),
        Target,
        Port,
        Node,
        Nack: fields["Nack"] ?? false,
        Source: source,
      };
    }
    case "ackResp":
      return { msg, SeqNo: number("SeqNo"), Payload: hexOf(fields["Payload"]) };
    case "nackResp":
      return { msg, SeqNo: number("SeqNo") };
    case "suspect":
    case "dead":
      return { msg, Incarnation: number("Incarnation"), Node: text("Node"), From: text("From") };
    case "alive":
      return { ...fields, msg, Meta: hexOf(fields["Meta"]) };
    case "err":
      return { msg, Error: text("Error") };
    case "user": {
      const serf = isTree(tree["user"]) ? textOf(tree["user"]["serf"]) : "";
      return { msg, serfType: serf === "relay" ? 9 : SERF_TYPES.indexOf(serf) };
    }
    case "pushPull": {
      const header = isTree(tree["header"]) ? tree["header"] : {};
      const nodes = Array.isArray(tree["nodes"]) ? tree["nodes"].filter(isTree) : [];
      return {
        msg,
        Join: header["Join"] ?? false,
        UserStateLen: header["UserStateLen"] ?? 0,
        nodes: nodes.map((node) => ({ ...node, Meta: hexOf(node["Meta"]) })),
      };
    }
    default:
      throw new Error(`the index names a message ${msg} that this test does not know`);
  }
}

function hexOf(json: Json | undefined): string {
  return isTree(json) ? textOf(json["hex"]) : "";
}
