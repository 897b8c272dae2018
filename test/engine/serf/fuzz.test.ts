/** Whatever the network says to a member: it never throws, never grows without end, and stays a member. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { encodeSerfMessage, type SerfMessage } from "../../../engine/serf/messages.ts";
import { encodeSerfPushPull } from "../../../engine/serf/pushPullMessage.ts";
import { sealStream } from "../../../engine/wire/stream.ts";
import { SmallPool } from "./smallPool.ts";

const time = fc.oneof(fc.nat(600), fc.constantFrom(0, Number.MAX_SAFE_INTEGER, 2 ** 40));
const name = fc.oneof(fc.constantFrom("a", "b", "ghost", ""), fc.string({ maxLength: 20 }));
const payload = fc.uint8Array({ maxLength: 60 });
const message: fc.Arbitrary<SerfMessage> = fc.oneof(
  fc.record({ kind: fc.constant("join" as const), time, node: name }),
  fc.record({ kind: fc.constant("leave" as const), time, node: name, prune: fc.boolean() }),
  fc.record({ kind: fc.constant("userEvent" as const), time, name, payload, canCoalesce: fc.boolean() }),
  fc.record({
    kind: fc.constant("query" as const),
    time,
    id: fc.nat(3),
    ip: fc.constantFrom("10.0.0.2", "10.9.9.9", "", "fd00::1"),
    port: fc.constantFrom(0, 7946),
    sourceNode: name,
    filters: fc.array(fc.uint8Array({ maxLength: 12 }), { maxLength: 3 }),
    flags: fc.nat(3),
    relayFactor: fc.constantFrom(0, 1, 255),
    timeoutMs: fc.constantFrom(0, 5, 1e9, -5),
    name: fc.oneof(
      fc.constantFrom("_serf_conflict", "_serf_list-keys", "_serf_use-key", "_serf_x", "q"),
      name,
    ),
    payload,
  }),
  fc.record({
    kind: fc.constant("queryResponse" as const),
    time,
    id: fc.nat(3),
    from: name,
    flags: fc.nat(3),
    payload,
  }),
  fc.record({
    kind: fc.constant("relay" as const),
    ip: fc.constantFrom("10.0.0.1", "10.9.9.9"),
    port: fc.constantFrom(0, 7946),
    node: name,
    message: fc.uint8Array({ minLength: 1, maxLength: 20 }),
  }),
);

it("takes any Serf message, whole or damaged", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(message, fc.option(fc.tuple(fc.nat(), fc.nat(255)))), {
        minLength: 1,
        maxLength: 30,
      }),
      (messages) => {
        const pool = new SmallPool();
        const [a, b] = pool.joined("a", "b");
        if (a === undefined || b === undefined) throw new Error("no pool");
        for (const [told, damage] of messages) {
          const bytes = encodeSerfMessage(told);
          if (damage !== null) bytes[damage[0] % bytes.length] = damage[1];
          pool.sendRaw(b, a, bytes);
        }
        pool.run(5_000);
        expect(a.node.members.find("a")?.status).toBe("alive");
        a.tell({ kind: "leave" });
        pool.run(15_000);
        expect(a.told("left")).toHaveLength(1);
      },
    ),
    { numRuns: 60 },
  );
});

it("takes any user state in a push/pull", () => {
  const slot = fc.record({
    time,
    events: fc.array(fc.record({ name, payload }), { maxLength: 3 }),
  });
  const state = fc.record({
    time,
    statusTimes: fc.array(fc.tuple(name, time), { maxLength: 5 }).map((entries) => new Map(entries)),
    left: fc.array(name, { maxLength: 4 }),
    eventTime: time,
    events: fc.array(fc.option(slot, { nil: undefined }), { maxLength: 6 }),
    queryTime: time,
  });
  fc.assert(
    fc.property(state, fc.option(fc.tuple(fc.nat(), fc.nat(255))), (told, damage) => {
      const pool = new SmallPool();
      const [a, b] = pool.joined("a", "b");
      if (a === undefined || b === undefined) throw new Error("no pool");
      const userState = encodeSerfPushPull(told);
      if (damage !== null) userState[damage[0] % userState.length] = damage[1];
      const question = { kind: "pushPull", join: true, nodes: [], userState } as const;
      const stream = pool.dial(b, a.node.options.address);
      pool.write(b, stream, sealStream(question, { label: "", dialed: true, compress: true }));
      pool.run(5_000);
      expect(a.node.members.find("a")?.status).toBe("alive");
    }),
    { numRuns: 60 },
  );
});
