/**
 * Takes the replies of one RPC connection apart as they arrive. They have no length in front: each is read as soon
 * as it is whole, a long member list one member at a time, so that nothing is read twice.
 */
import { EMPTY_BYTES } from "../base/bytes.ts";
import { fail, ok, type Result } from "../base/result.ts";
import type { WireError } from "../wire/error.ts";
import { MsgpackReader } from "../wire/msgpack.ts";
import { StructSchema } from "../wire/structSchema.ts";
import type { VivaldiCoordinate } from "./coordinate.ts";
import type { ListedMember } from "./listedMember.ts";
import {
  readRpcCoordinate,
  readRpcMember,
  readRpcStats,
  type RpcRequest,
  type RpcStats,
} from "./rpcMessages.ts";

/** Longest piece that is waited for: a header, one member, all statistics. Agents write a few KiB. */
export const RPC_PIECE_BYTES_MAX = 1_048_576;
/** Most members that are taken from one answer. */
export const RPC_MEMBERS_MAX = 100_000;

const HEADER = new StructSchema("rpc header", ["Seq", "Error"]);
const MEMBERS = new StructSchema("rpc members", ["Members"]);

export type RpcReply =
  | { readonly kind: "done"; readonly seq: number }
  /** The agent's own words. */
  | { readonly kind: "refused"; readonly seq: number; readonly error: string }
  | { readonly kind: "members"; readonly seq: number; readonly members: readonly ListedMember[] }
  | { readonly kind: "stats"; readonly seq: number; readonly stats: RpcStats }
  | {
      readonly kind: "coordinate";
      readonly seq: number;
      readonly coordinate: VivaldiCoordinate | undefined;
    };

interface Asked {
  readonly seq: number;
  readonly command: RpcRequest["command"];
}

export class RpcReplies {
  private bytes: Uint8Array = EMPTY_BYTES;
  /** Everything before it was read. */
  private position = 0;
  private readonly asked: Asked[] = [];
  private isInBody = false;
  /** The list under way, and how many are still to come. */
  private members: ListedMember[] | undefined = undefined;
  private membersLeft = 0;

  /** Tells what was asked; replies come in that order. */
  expect(seq: number, command: RpcRequest["command"]): void {
    this.asked.push({ seq, command });
  }

  /** The replies that are whole now. After an error the connection is of no use any more. */
  push(chunk: Uint8Array): Result<readonly RpcReply[], WireError> {
    this.append(chunk);
    const replies: RpcReply[] = [];
    for (;;) {
      const reader = new MsgpackReader(this.bytes, this.position, "rpc");
      if (reader.remaining === 0) return ok(replies);
      const reply = this.readPiece(reader);
      if (reader.error === undefined) {
        this.position = reader.position;
        if (reply !== undefined) replies.push(reply);
        continue;
      }
      if (reader.error.kind !== "truncated") return fail(reader.error);
      if (this.bytes.length - this.position <= RPC_PIECE_BYTES_MAX) return ok(replies);
      const message = `one piece of the answer is longer than ${RPC_PIECE_BYTES_MAX} bytes`;
      return fail({ kind: "tooLarge", offset: this.position, layer: "rpc", message });
    }
  }

  /** One header, one body, or one member of a list; the state moves on only if it is whole. */
  private readPiece(reader: MsgpackReader): RpcReply | undefined {
    const [asked] = this.asked;
    if (asked === undefined) {
      reader.fail("malformed", reader.position, "the agent sends what was not asked for");
      return undefined;
    }
    if (this.members !== undefined) return this.readMember(reader, this.members, asked.seq);
    return this.isInBody ? this.readBody(reader, asked) : this.readHeader(reader, asked);
  }

  private readHeader(reader: MsgpackReader, asked: Asked): RpcReply | undefined {
    let seq = -1;
    let error = "";
    const start = reader.position;
    const header = reader.struct();
    for (let i = 0; i < header >> 1 && reader.error === undefined; i += 1) {
      const field = reader.field(HEADER, header, i);
      if (field === 0) seq = reader.uint();
      else if (field === 1) error = reader.text();
      else reader.skip();
    }
    if (reader.error !== undefined) return undefined;
    if (seq !== asked.seq) {
      reader.fail("malformed", start, `an answer to ${asked.seq} belongs here, this one is to ${seq}`);
      return undefined;
    }
    if (error !== "") return this.finish({ kind: "refused", seq, error });
    if (asked.command === "handshake" || asked.command === "auth") return this.finish({ kind: "done", seq });
    this.isInBody = true;
    return undefined;
  }

  private readBody(reader: MsgpackReader, { seq, command }: Asked): RpcReply | undefined {
    if (command === "members") return this.startMembers(reader, seq);
    if (command === "stats") {
      const stats = readRpcStats(reader);
      return reader.error === undefined ? this.finish({ kind: "stats", seq, stats }) : undefined;
    }
    const coordinate = readRpcCoordinate(reader);
    return reader.error === undefined ? this.finish({ kind: "coordinate", seq, coordinate }) : undefined;
  }

  private startMembers(reader: MsgpackReader, seq: number): RpcReply | undefined {
    const start = reader.position;
    const header = reader.struct();
    if (reader.error !== undefined) return undefined;
    if (header >> 1 !== 1 || reader.field(MEMBERS, header, 0) !== 0) {
      reader.fail("malformed", start, "a member list belongs here");
      return undefined;
    }
    const count = reader.arrayHeader();
    if (count > RPC_MEMBERS_MAX) reader.fail("tooLarge", start, `${count} members are listed`);
    if (reader.error !== undefined) return undefined;
    if (count === 0) return this.finish({ kind: "members", seq, members: [] });
    this.members = [];
    this.membersLeft = count;
    return undefined;
  }

  private readMember(reader: MsgpackReader, members: ListedMember[], seq: number): RpcReply | undefined {
    const member = readRpcMember(reader);
    if (reader.error !== undefined) return undefined;
    members.push(member);
    this.membersLeft -= 1;
    return this.membersLeft === 0 ? this.finish({ kind: "members", seq, members }) : undefined;
  }

  private finish(reply: RpcReply): RpcReply {
    this.asked.shift();
    this.isInBody = false;
    this.members = undefined;
    return reply;
  }

  /** What was read is dropped. */
  private append(chunk: Uint8Array): void {
    const rest = this.bytes.subarray(this.position);
    const joined = new Uint8Array(rest.length + chunk.length);
    joined.set(rest);
    joined.set(chunk, rest.length);
    this.bytes = joined;
    this.position = 0;
  }
}
