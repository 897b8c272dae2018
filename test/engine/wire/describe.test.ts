/** `lanekeeper decode` shows each captured payload as the index of captures does. */
import { expect, it } from "vitest";
import { decodeToJson } from "../../../engine/wire/describe.ts";
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

it.each(vectors)("$file is described as its agent meant it", (vector) => {
  const { label, keyring } = securityOf(vector);
  const options = {
    stream: vector.transport === "tcp",
    label,
    ...(keyring === undefined ? {} : { keyring }),
  };
  const description = decodeToJson(payloadOf(vector), options);
  if ("error" in description) throw new Error(JSON.stringify(description.error));
  expect(description.messages).toEqual(messageTrees(vector.decoded).map(expected));
});

it("puts the error where the messages would be", () => {
  expect(decodeToJson(Uint8Array.of(0, 0x81, 0xa4), { stream: false, label: "" })).toEqual({
    version: 1,
    error: { kind: "truncated", offset: 2, layer: "ping", message: "the bytes end inside a value" },
  });
  const empty = decodeToJson(new Uint8Array(0), { stream: true, label: "" });
  expect(empty).toMatchObject({ error: { kind: "truncated", layer: "stream" } });
});

/** The index's tree in the shape of our output. */
function expected(tree: Tree): Json {
  const type = textOf(tree["msg"]);
  if (type === "pushPull") {
    const { header = null, nodes = null, user = null } = tree;
    return { type, header, nodes, user: serf(user) };
  }
  if (type === "user") return { type, ...(serf(tree["user"] ?? null) as Tree) };
  const body = tree["body"] ?? {};
  if (Array.isArray(body)) return { type, SeqNo: body[0] ?? 0, Node: body[1] ?? "" };
  return { type, ...(isTree(body) ? body : {}) };
}

/** Without the notes on msgpack codes, keys masked, and decoded payloads in place of their hex. */
function serf(json: Json, name = ""): Json {
  if (["Key", "PrimaryKey"].includes(name)) return isEmpty(json) ? "" : "•••";
  if (name === "Keys" && isList(json)) return json.map(() => "•••");
  if (name === "Zone") return "";
  if (isList(json)) return json.map((item) => serf(item));
  if (!isTree(json)) return json;
  const isMessage = json["serf"] !== undefined;
  const entries = Object.entries(json).filter(([key]) => !(isMessage && ["mp", "hex", "raw"].includes(key)));
  return Object.fromEntries(entries.map(([key, value]) => [key, serf(value, key)]));
}

function isList(json: Json): json is readonly Json[] {
  return Array.isArray(json);
}

function isEmpty(json: Json): boolean {
  return json === "" || (isTree(json) && json["hex"] === "");
}
