/**
 * What is asked of a Serf agent's RPC port, and the bodies that come back. Reading only: no command here
 * changes a pool. Plain msgpack values back to back, a header and then, for some commands, a body.
 * Source: serf cmd/serf/command/agent/ipc.go.
 */
import { ipFromBytes } from "../base/address.ts";
import { textFromBytes } from "../base/bytes.ts";
import type { MsgpackReader, MsgpackValue } from "../wire/msgpack.ts";
import { MsgpackWriter } from "../wire/msgpackWriter.ts";
import { StructSchema } from "../wire/structSchema.ts";
import { readCoordinate, type VivaldiCoordinate } from "./coordinate.ts";
import { SERF_STATUSES, type ListedMember, type SerfStatus } from "./listedMember.ts";

/** Source: ipc.go, MinIPCVersion and MaxIPCVersion. */
const IPC_VERSION = 1;

export type RpcRequest =
  | { readonly command: "handshake" }
  | { readonly command: "auth"; readonly key: Uint8Array }
  | { readonly command: "members" }
  | { readonly command: "stats" }
  | { readonly command: "get-coordinate"; readonly node: string };

const REQUEST = new StructSchema("rpc request", ["Command", "Seq"]);
const MEMBER = new StructSchema("rpc member", [
  "Name",
  "Addr",
  "Port",
  "Tags",
  "Status",
  "ProtocolMin",
  "ProtocolMax",
  "ProtocolCur",
  "DelegateMin",
  "DelegateMax",
  "DelegateCur",
]);
const COORDINATE = new StructSchema("rpc coordinate", ["Coord", "Ok"]);

/** A request's header and body. `auth` carries a secret: its bytes are for the socket alone. */
export function encodeRpcRequest(request: RpcRequest, seq: number): Uint8Array {
  const writer = new MsgpackWriter(256);
  writer.mapHeader(2);
  writer.key(REQUEST, 0);
  writer.text(request.command);
  writer.key(REQUEST, 1);
  writer.uint(seq);
  if (request.command === "members" || request.command === "stats") return writer.finish();
  writer.mapHeader(1);
  if (request.command === "handshake") {
    writer.text("Version");
    writer.uint(IPC_VERSION);
  } else if (request.command === "auth") {
    writer.text("AuthKey");
    writer.raw(request.key);
  } else {
    writer.text("Node");
    writer.text(request.node);
  }
  return writer.finish();
}

/** One entry of the list of `members`. */
export function readRpcMember(reader: MsgpackReader): ListedMember {
  let [name, ip, status]: [string, string, SerfStatus] = ["", "", "none"];
  let port = 0;
  const tags: [string, string][] = [];
  const versions = [0, 0, 0, 0, 0, 0];
  const header = reader.struct();
  for (let i = 0; i < header >> 1 && reader.error === undefined; i += 1) {
    const field = reader.field(MEMBER, header, i);
    if (field === 0) name = reader.text();
    else if (field === 1) ip = readIp(reader);
    else if (field === 2) port = reader.uint(65_535);
    else if (field === 3) readTags(reader, tags);
    else if (field === 4) status = statusOf(reader.text());
    else if (field >= 5) versions[field - 5] = reader.uint(255);
    else reader.skip();
  }
  return { name, ip, port, status, tags, versions };
}

/** The body of `get-coordinate`; undefined when the agent has none for that member. */
export function readRpcCoordinate(reader: MsgpackReader): VivaldiCoordinate | undefined {
  let coordinate: VivaldiCoordinate | undefined;
  let isKnown = false;
  const header = reader.struct();
  for (let i = 0; i < header >> 1 && reader.error === undefined; i += 1) {
    const field = reader.field(COORDINATE, header, i);
    const isStruct = reader.bytes[reader.position] !== 0xc0;
    if (field === 0 && isStruct) coordinate = readCoordinate(reader);
    else if (field === 1) isKnown = reader.bool();
    else reader.skip();
  }
  return isKnown ? coordinate : undefined;
}

/** A map of maps of texts, by `group.key`. */
export type RpcStats = ReadonlyMap<string, string>;

export function readRpcStats(reader: MsgpackReader): RpcStats {
  const stats = new Map<string, string>();
  const groups = reader.value();
  if (!(groups instanceof Map)) {
    reader.fail("malformed", reader.position, "statistics are a map of maps");
    return stats;
  }
  for (const [group, entries] of groups as ReadonlyMap<string, MsgpackValue>) {
    if (!(entries instanceof Map)) continue;
    for (const [key, value] of entries as ReadonlyMap<string, MsgpackValue>) {
      if (value instanceof Uint8Array) stats.set(`${group}.${key}`, textFromBytes(value));
    }
  }
  return stats;
}

function readIp(reader: MsgpackReader): string {
  const ip = ipFromBytes(reader.raw());
  return ip.ok ? ip.value : "";
}

function readTags(reader: MsgpackReader, into: [string, string][]): void {
  const count = reader.mapHeader();
  for (let i = 0; i < count && reader.error === undefined; i += 1) into.push([reader.text(), reader.text()]);
}

function statusOf(text: string): SerfStatus {
  return SERF_STATUSES.find((status) => status === text) ?? "none";
}
