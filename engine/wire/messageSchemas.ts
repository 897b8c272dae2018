/** Field names of memberlist's structs, in declaration order. Source: memberlist net.go. */
import { StructSchema } from "./structSchema.ts";

const SOURCE = ["SourceAddr", "SourcePort", "SourceNode"] as const;

export const PING = new StructSchema("ping", ["SeqNo", "Node", ...SOURCE]);
export const INDIRECT_PING = new StructSchema("indirectPing", [
  "SeqNo",
  "Target",
  "Port",
  "Node",
  "Nack",
  ...SOURCE,
]);
export const ACK_RESP = new StructSchema("ackResp", ["SeqNo", "Payload"]);
export const NACK_RESP = new StructSchema("nackResp", ["SeqNo"]);
export const SUSPECT = new StructSchema("suspect", ["Incarnation", "Node", "From"]);
export const ALIVE = new StructSchema("alive", ["Incarnation", "Node", "Addr", "Port", "Meta", "Vsn"]);
export const DEAD = new StructSchema("dead", ["Incarnation", "Node", "From"]);
export const ERR_RESP = new StructSchema("err", ["Error"]);
export const COMPRESS = new StructSchema("compress", ["Algo", "Buf"]);
export const PUSH_PULL_HEADER = new StructSchema("pushPull", ["Nodes", "UserStateLen", "Join"]);
export const PUSH_NODE_STATE = new StructSchema("pushPull", [
  "Name",
  "Addr",
  "Port",
  "Meta",
  "Incarnation",
  "State",
  "Vsn",
]);
export const USER_HEADER = new StructSchema("user", ["UserMsgLen"]);
