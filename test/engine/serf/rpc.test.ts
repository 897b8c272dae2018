/** Serf's RPC without a socket: requests as they are written, replies as they arrive in any pieces. */
import { encode } from "@msgpack/msgpack";
import fc from "fast-check";
import { expect, it } from "vitest";
import { bytesFromText, concatBytes, hexFromBytes } from "../../../engine/base/bytes.ts";
import { SeededRandom } from "../../../engine/base/random.ts";
import { encodeRpcRequest } from "../../../engine/serf/rpcMessages.ts";
import { RPC_PIECE_BYTES_MAX, RpcReplies, type RpcReply } from "../../../engine/serf/rpcReplies.ts";

const coord = { Vec: [0, 0, 0, 0, 0, 0, 0, 0.25], Error: 1.5, Adjustment: 0.5, Height: 0.125 };

function wireMember(index: number): unknown {
  return {
    Name: `m${index}`,
    Addr: Uint8Array.of(10, 0, 0, index & 255),
    Port: 7946,
    Tags: { dc: "dc1" },
    Status: index === 2 ? "left" : "alive",
    ProtocolMin: 1,
    ProtocolMax: 5,
    ProtocolCur: 2,
    DelegateMin: 2,
    DelegateMax: 5,
    DelegateCur: 4,
  };
}

/** What an agent sends for a handshake, members, stats and two coordinates. */
function session(members: number): Uint8Array {
  const list = Array.from({ length: members }, (_, index) => wireMember(index));
  return concatBytes(
    [
      { Seq: 1, Error: "" },
      { Seq: 2, Error: "" },
      { Members: list },
      { Seq: 3, Error: "" },
      { agent: { name: "m0" }, serf: { encrypted: "false", health_score: "0" } },
      { Seq: 4, Error: "" },
      { Coord: coord, Ok: true },
      { Seq: 5, Error: "" },
      { Coord: null, Ok: false },
    ].map((value) => encode(value)),
  );
}

function asking(): RpcReplies {
  const replies = new RpcReplies();
  replies.expect(1, "handshake");
  replies.expect(2, "members");
  replies.expect(3, "stats");
  replies.expect(4, "get-coordinate");
  replies.expect(5, "get-coordinate");
  return replies;
}

function heard(replies: RpcReplies, chunks: readonly Uint8Array[]): RpcReply[] {
  return chunks.flatMap((chunk) => {
    const result = replies.push(chunk);
    if (!result.ok) throw new Error(result.error.message);
    return [...result.value];
  });
}

it("writes requests as the agent reads them", () => {
  expect(hexFromBytes(encodeRpcRequest({ command: "handshake" }, 1))).toBe(
    hexFromBytes(concatBytes([encode({ Command: "handshake", Seq: 1 }), encode({ Version: 1 })])),
  );
  const key = bytesFromText("hush");
  expect(new TextDecoder().decode(encodeRpcRequest({ command: "auth", key }, 2))).toContain("AuthKey");
});

it("reads the same replies whatever pieces they come in", () => {
  const bytes = session(5);
  const whole = heard(asking(), [bytes]);
  expect(whole.map(({ kind }) => kind)).toEqual(["done", "members", "stats", "coordinate", "coordinate"]);
  expect(whole[1]).toMatchObject({
    members: [{ name: "m0", ip: "10.0.0.0", status: "alive" }, {}, {}, {}, {}],
  });
  expect(whole[3]).toMatchObject({ coordinate: { vec: coord.Vec, height: 0.125 } });
  expect(whole[4]).toMatchObject({ coordinate: undefined });
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: bytes.length - 1 }), { maxLength: 30 }), (cuts) => {
      const places = [0, ...[...new Set(cuts)].sort((a, b) => a - b), bytes.length];
      const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
      expect(heard(asking(), chunks)).toEqual(whole);
    }),
    { numRuns: 200, seed: 87 },
  );
});

it("reads a list byte by byte without reading any member twice from the start", () => {
  const bytes = session(300);
  const chunks = Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
  expect(heard(asking(), chunks)[1]).toMatchObject({ members: { length: 300 } });
});

it("gives the agent's own words when it refuses, and no body is waited for", () => {
  const replies = new RpcReplies();
  replies.expect(1, "members");
  replies.expect(2, "stats");
  const bytes = concatBytes([
    encode({ Seq: 1, Error: "Authentication required" }),
    encode({ Seq: 2, Error: "" }),
    encode({}),
  ]);
  expect(heard(replies, [bytes])).toMatchObject([
    { kind: "refused", seq: 1, error: "Authentication required" },
    { kind: "stats", seq: 2 },
  ]);
});

it.each([
  ["an answer to another question", encode({ Seq: 9, Error: "" }), "belongs here"],
  ["HTTP", bytesFromText("HTTP/1.1 400 Bad Request\r\n\r\n"), "belongs"],
  [
    "members where none are",
    concatBytes([encode({ Seq: 1, Error: "" }), encode({ Nodes: [] })]),
    "member list",
  ],
])("refuses %s", (_, bytes, words) => {
  const replies = new RpcReplies();
  replies.expect(1, "members");
  const result = replies.push(bytes);
  expect(result.ok ? "" : result.error.message).toContain(words);
});

it("refuses what was not asked for", () => {
  expect(new RpcReplies().push(encode({ Seq: 1, Error: "" })).ok).toBe(false);
});

it("does not wait for ever for one endless piece", () => {
  const replies = new RpcReplies();
  replies.expect(1, "stats");
  expect(replies.push(encode({ Seq: 1, Error: "" })).ok).toBe(true);
  const endless = Uint8Array.of(0x81, 0xdb, 0x7f, 0xff, 0xff, 0xff);
  expect(replies.push(endless)).toMatchObject({ ok: true });
  expect(replies.push(new Uint8Array(RPC_PIECE_BYTES_MAX + 1))).toMatchObject({
    ok: false,
    error: { kind: "tooLarge" },
  });
});

it("reads mutated sessions or says where they broke", () => {
  const random = new SeededRandom(20_261_125);
  const bytes = session(4);
  for (let i = 0; i < Number(process.env["FUZZ_CASES"] ?? 20_000); i += 1) {
    const mutated = bytes.slice();
    for (let flips = 1 + random.below(4); flips > 0; flips -= 1)
      mutated[random.below(mutated.length)] = random.below(256);
    const cut = random.below(mutated.length);
    const replies = asking();
    const first = replies.push(mutated.subarray(0, cut));
    if (!first.ok) continue;
    const second = replies.push(mutated.subarray(cut));
    if (!second.ok) expect(second.error.message).not.toBe("");
  }
});
