/** A Serf pool of a few nodes, as a story: who is seen as what after each thing that can happen. */
import { describe, expect, it } from "vitest";
import { bytesFromText, textFromBytes } from "../../../engine/base/bytes.ts";
import { Secret } from "../../../engine/base/secret.ts";
import { NodeAead } from "../../../engine/host/aead.ts";
import { encodeSerfMessage } from "../../../engine/serf/messages.ts";
import { decodeTags } from "../../../engine/serf/tags.ts";
import { Keyring } from "../../../engine/wire/keyring.ts";
import { SmallPool } from "./smallPool.ts";

describe("joining", () => {
  it("makes each see the other, and tells both", () => {
    const pool = new SmallPool();
    const [a, b] = pool.joined("a", "b");
    expect([a?.view, b?.view]).toEqual([
      { a: "alive", b: "alive" },
      { a: "alive", b: "alive" },
    ]);
    expect(b?.told("joinFinished")).toEqual([{ kind: "joinFinished", join: 1, reached: 1, failures: [] }]);
    expect(a?.told("memberJoined").map(({ name }) => name)).toEqual(["a", "b"]);
  });

  it("says who could not be reached", () => {
    const pool = new SmallPool();
    const a = pool.add("a");
    a.tell({ kind: "join", join: 7, addresses: [{ ip: "10.9.9.9", port: 7946 }] });
    pool.run(1_000);
    expect(a.told("joinFinished")).toMatchObject([
      { join: 7, reached: 0, failures: [{ peer: { ip: "10.9.9.9" } }] },
    ]);
  });
});

describe("going", () => {
  it("shows a member that left as left, and remembers it", () => {
    const pool = new SmallPool();
    const [a, b, c] = pool.joined("a", "b", "c");
    c?.tell({ kind: "leave" });
    pool.run(10_000);
    expect(c?.told("left")).toEqual([{ kind: "left", isSpread: true }]);
    expect([a?.view["c"], b?.view["c"]]).toEqual(["left", "left"]);
    expect(a?.told("memberLeft").map(({ name, isForced }) => ({ name, isForced }))).toEqual([
      { name: "c", isForced: false },
    ]);
  });

  it("shows a member that fell silent as failed, and alive again once it is back", () => {
    const pool = new SmallPool();
    const [a, b, c] = pool.joined("a", "b", "c");
    if (c === undefined) throw new Error("no c");
    c.isCut = true;
    pool.run(40_000);
    expect([a?.view["c"], b?.view["c"]]).toEqual(["failed", "failed"]);
    c.isCut = false;
    pool.run(120_000);
    expect([a?.view["c"], b?.view["c"], c.view["a"]]).toEqual(["alive", "alive", "alive"]);
  });

  it("lets an operator take a failed member for left, on all members", () => {
    const pool = new SmallPool();
    const [a, b, c] = pool.joined("a", "b", "c");
    if (c !== undefined) c.isCut = true;
    pool.run(40_000);
    a?.tell({ kind: "forceLeave", node: "c", prune: false });
    pool.run(5_000);
    expect([a?.view["c"], b?.view["c"]]).toEqual(["left", "left"]);
    expect(a?.told("forceLeaveFinished")).toEqual([
      { kind: "forceLeaveFinished", node: "c", isSpread: true },
    ]);
    expect(b?.told("memberLeft").map(({ isForced }) => isForced)).toEqual([true]);
  });

  it("erases a failed member that is pruned, on all members", () => {
    const pool = new SmallPool();
    const [a, b, c] = pool.joined("a", "b", "c");
    if (c !== undefined) c.isCut = true;
    pool.run(40_000);
    a?.tell({ kind: "forceLeave", node: "c", prune: true });
    pool.run(5_000);
    expect([a?.view, b?.view]).toEqual([
      { a: "alive", b: "alive" },
      { a: "alive", b: "alive" },
    ]);
    expect(b?.told("memberReaped").map(({ name, isForced }) => ({ name, isForced }))).toEqual([
      { name: "c", isForced: true },
    ]);
  });

  it("refuses to prune a member that is alive", () => {
    const pool = new SmallPool();
    const [a] = pool.joined("a", "b");
    a?.tell({ kind: "forceLeave", node: "b", prune: true });
    expect(a?.told("commandRefused").map(({ reason }) => reason)).toEqual([
      expect.stringContaining("b is alive"),
    ]);
    pool.run(5_000);
    expect(a?.view["b"]).toBe("alive");
  });

  it("lets a live member deny that it leaves", () => {
    const pool = new SmallPool();
    const [a, b] = pool.joined("a", "b", "c");
    a?.tell({ kind: "forceLeave", node: "b", prune: false });
    expect(a?.view["b"]).toBe("leaving");
    pool.run(5_000);
    expect([a?.view["b"], b?.view["b"]]).toEqual(["alive", "alive"]);
  });

  it("forgets the failed after the reconnect timeout and those who left after the tombstone timeout", () => {
    const pool = new SmallPool();
    const config = { reconnectTimeoutMs: 100_000, tombstoneTimeoutMs: 60_000 };
    const a = pool.add("a", { config });
    const [b, c] = ["b", "c"].map((name) => pool.add(name));
    for (const peer of [b, c]) if (peer !== undefined) pool.join(peer, a);
    pool.run(3_000);
    if (b !== undefined) b.isCut = true;
    c?.tell({ kind: "leave" });
    pool.run(10_000);
    if (c !== undefined) c.isCut = true;
    pool.run(70_000);
    expect(a.view).toEqual({ a: "alive", b: "failed" });
    pool.run(80_000);
    expect(a.view).toEqual({ a: "alive" });
  });
});

describe("tags", () => {
  it("reach all members while the node runs", () => {
    const pool = new SmallPool();
    const [a, b] = pool.joined("a", "b");
    b?.tell({ kind: "setTags", tags: [["role", "größer"]] });
    pool.run(3_000);
    const seen = decodeTags(a?.node.members.find("b")?.meta ?? new Uint8Array(0));
    expect(seen).toEqual({ ok: true, value: [["role", "größer"]] });
    expect(a?.told("memberUpdated").map(({ name }) => name)).toEqual(["b"]);
  });

  it("are refused when they are too long for the wire", () => {
    const [a] = new SmallPool().joined("a");
    a?.tell({ kind: "setTags", tags: [["long", "x".repeat(600)]] });
    expect(a?.told("commandRefused")[0]?.reason).toMatch(/exceeds limit of 512 bytes/);
  });
});

describe("user events", () => {
  it("reach every member once, also through one that joins later", () => {
    const pool = new SmallPool();
    const [a, b, c] = pool.joined("a", "b", "c");
    a?.tell({ kind: "userEvent", name: "deploy", payload: bytesFromText("7"), coalesce: false });
    pool.run(3_000);
    const late = pool.add("d");
    if (b !== undefined) pool.join(late, b);
    const ignoring = pool.add("e");
    if (b !== undefined) pool.join(ignoring, b, true);
    pool.run(3_000);
    const heard = [a, b, c, late, ignoring].map((peer) => peer?.told("userEvent").map(({ name }) => name));
    expect(heard).toEqual([["deploy"], ["deploy"], ["deploy"], ["deploy"], []]);
  });

  it("leave a member at the next beat of gossip, however long it had nothing to say", () => {
    for (const restMs of [10_000, 10_333, 10_777]) {
      const pool = new SmallPool();
      const [a, b, c] = pool.joined("a", "b", "c");
      pool.run(restMs);
      a?.tell({ kind: "userEvent", name: "deploy", payload: new Uint8Array(0), coalesce: false });
      pool.run(450);
      expect([b, c].map((peer) => peer?.told("userEvent").length)).toEqual([1, 1]);
    }
  });

  it("are refused beyond the size limit", () => {
    const [a] = new SmallPool().joined("a");
    a?.tell({ kind: "userEvent", name: "big", payload: new Uint8Array(600), coalesce: false });
    expect(a?.told("commandRefused")[0]?.reason).toMatch(/exceeds configured limit of 512 bytes/);
  });

  it("are told once per name where the application wants that", () => {
    const pool = new SmallPool();
    const config = { coalesceUserEvents: { coalesceMs: 3_000, quiescentMs: 1_000 } };
    const a = pool.add("a", { config });
    const b = pool.add("b");
    pool.join(b, a);
    pool.run(2_000);
    for (const text of ["1", "2", "3"])
      b.tell({ kind: "userEvent", name: "deploy", payload: bytesFromText(text), coalesce: true });
    pool.run(5_000);
    expect(a.told("userEvent").map(({ payload }) => textFromBytes(payload))).toEqual(["3"]);
  });
});

describe("queries", () => {
  it("gather acks and answers of all, and say when they are over", () => {
    const pool = new SmallPool();
    const [a, b, c] = pool.joined("a", "b", "c");
    a?.tell({ kind: "query", name: "load", payload: bytesFromText("now?"), params: { requestAck: true } });
    pool.run(1_000);
    for (const peer of [a, b, c]) {
      for (const { time, id } of peer?.told("query") ?? [])
        peer?.tell({ kind: "respond", time, id, payload: bytesFromText(`of ${peer.node.options.name}`) });
    }
    pool.run(5_000);
    const answers = a?.told("queryResponse").map(({ from, payload }) => [from, textFromBytes(payload)]);
    expect(answers?.sort()).toEqual([
      ["a", "of a"],
      ["b", "of b"],
      ["c", "of c"],
    ]);
    expect(
      a
        ?.told("queryAck")
        .map(({ from }) => from)
        .sort(),
    ).toEqual(["a", "b", "c"]);
    expect(a?.told("queryFinished")).toMatchObject([{ acks: 3, responses: 3 }]);
  });

  it("are only for those whom the filters name", () => {
    const pool = new SmallPool();
    const a = pool.add("a", { tags: [["role", "web"]] });
    const b = pool.add("b", { tags: [["role", "db-main"]] });
    const c = pool.add("c", { tags: [["role", "db-copy"]] });
    for (const peer of [b, c]) pool.join(peer, a);
    pool.run(3_000);
    a.tell({
      kind: "query",
      name: "q",
      payload: new Uint8Array(0),
      params: { tags: [["role", "^db-(main|spare)$"]] },
    });
    a.tell({ kind: "query", name: "n", payload: new Uint8Array(0), params: { nodes: ["c"] } });
    pool.run(2_000);
    expect([a, b, c].map((peer) => peer.told("query").map(({ name }) => name))).toEqual([[], ["q"], ["n"]]);
  });

  it("bring an answer through others when the direct way loses it", () => {
    const pool = new SmallPool();
    const [a, b] = pool.joined("a", "b", "c", "d");
    a?.tell({ kind: "query", name: "q", payload: new Uint8Array(0), params: { relayFactor: 2 } });
    pool.run(1_000);
    const direct = b?.send.bind(b);
    if (b !== undefined) {
      b.send = (to, bytes) => (to.ip === "10.0.0.1" ? undefined : direct?.(to, bytes));
      for (const { time, id } of b.told("query"))
        b.tell({ kind: "respond", time, id, payload: bytesFromText("hi") });
    }
    pool.run(1_000);
    expect(a?.told("queryResponse").map(({ from }) => from)).toEqual(["b"]);
  });

  it("cannot be answered twice, nor too late", () => {
    const pool = new SmallPool();
    const [a, b] = pool.joined("a", "b");
    a?.tell({ kind: "query", name: "q", payload: new Uint8Array(0), params: { timeoutMs: 2_000 } });
    pool.run(1_000);
    const [query] = b?.told("query") ?? [];
    const respond = {
      kind: "respond",
      time: query?.time ?? 0,
      id: query?.id ?? 0,
      payload: new Uint8Array(1),
    } as const;
    b?.tell(respond);
    b?.tell(respond);
    a?.tell({ kind: "query", name: "q2", payload: new Uint8Array(0), params: { timeoutMs: 500 } });
    pool.run(3_000);
    const [, late] = b?.told("query") ?? [];
    b?.tell({ ...respond, time: late?.time ?? 0, id: late?.id ?? 0 });
    expect(b?.told("commandRefused").map(({ reason }) => reason)).toEqual([
      "response already sent",
      "response is past the deadline",
    ]);
  });
});

describe("keys", () => {
  const old = new Secret(new Uint8Array(16).fill(1));
  const fresh = new Secret(new Uint8Array(32).fill(2));

  it("change on all members: install, use, remove, list", () => {
    const pool = new SmallPool();
    const rings = [1, 2, 3].map(() => new Keyring(new NodeAead(), [old]));
    const peers = rings.map((keyring, i) => pool.add(`n${i}`, { keyring }));
    const [a] = peers;
    for (const peer of peers.slice(1)) if (a !== undefined) pool.join(peer, a);
    pool.run(3_000);
    for (const operation of ["install", "use"] as const) {
      a?.tell({ kind: "keys", operation, key: fresh });
      pool.run(4_000);
    }
    a?.tell({ kind: "keys", operation: "remove", key: old });
    pool.run(4_000);
    a?.tell({ kind: "keys", operation: "list" });
    pool.run(4_000);
    const summaries = a?.told("keysFinished").map(({ summary }) => summary) ?? [];
    expect(summaries.map(({ operation, errors, responses }) => [operation, errors, responses])).toEqual([
      ["install", 0, 3],
      ["use", 0, 3],
      ["remove", 0, 3],
      ["list", 0, 3],
    ]);
    expect(
      [...(summaries.at(-1)?.keys.values() ?? [])].map(({ members, primaryOf }) => [members, primaryOf]),
    ).toEqual([[3, 3]]);
    expect(rings.map((ring) => ring.all.map((key) => key.sizeBytes))).toEqual([[32], [32], [32]]);
    expect(JSON.stringify(a?.events)).not.toContain("AgICAg");
  });

  it("that are in use cannot be removed, and a pool without keys says so", () => {
    const pool = new SmallPool();
    const a = pool.add("a", { keyring: new Keyring(new NodeAead(), [old]) });
    a.tell({ kind: "keys", operation: "remove", key: old });
    const b = pool.add("b");
    b.tell({ kind: "keys", operation: "list" });
    pool.run(5_000);
    expect(a.told("keysFinished")[0]?.summary.messages.get("a")).toBe(
      "removing the primary key is not allowed",
    );
    expect(b.told("keysFinished")[0]?.summary.messages.get("b")).toBe(
      "Keyring is empty (encryption not enabled)",
    );
  });
});

describe("one name, two addresses", () => {
  it("lets the pool decide, and the newcomer goes", () => {
    const pool = new SmallPool();
    const [a, b] = pool.joined("a", "b", "c");
    const double = pool.add("b");
    if (a !== undefined) pool.join(double, a);
    pool.run(15_000);
    expect(double.told("nameVoteFinished")).toMatchObject([{ isWon: false }]);
    expect(double.node.deadline).toBe(Infinity);
    expect(b?.node.deadline).toBeLessThan(Infinity);
    expect(a?.node.members.find("b")).toMatchObject({ ip: "10.0.0.2", status: "alive" });
  });
});

describe("withdrawing", () => {
  it("answers no push/pull and passes nothing on, then leaves", () => {
    const pool = new SmallPool();
    const [a, b] = pool.joined("a", "b", "c");
    b?.tell({ kind: "withdraw" });
    const asked = pool.add("x");
    if (b !== undefined) pool.join(asked, b);
    pool.run(10_000);
    expect(asked.told("joinFinished")).toMatchObject([{ reached: 0 }]);
    expect(b?.told("left")).toEqual([{ kind: "left", isSpread: true }]);
    expect(a?.view["b"]).toBe("left");
  });
});

describe("messages that mean harm", () => {
  it("move nobody's answer to an address outside of the pool", () => {
    const pool = new SmallPool();
    const a = pool.add("a", { mayReach: ({ ip }) => ip.startsWith("10.0.0.") });
    const b = pool.add("b");
    pool.join(b, a);
    pool.run(2_000);
    const message = encodeSerfMessage({
      kind: "userEvent",
      time: 1,
      name: "x",
      payload: new Uint8Array(0),
      canCoalesce: false,
    });
    const relay = encodeSerfMessage({ kind: "relay", ip: "192.168.1.1", port: 8301, node: "", message });
    b.tell({ kind: "userEvent", name: "tick", payload: new Uint8Array(0), coalesce: false });
    pool.sendRaw(b, a, relay);
    pool.run(100);
    expect(a.told("messageDropped").map(({ reason }) => reason)).toEqual([
      "nothing is sent to 192.168.1.1:8301: it is no address of this pool",
    ]);
  });
});
