/** Serf's messages against what real agents wrote, and against chance. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concatBytes, hexFromBytes } from "../../../engine/base/bytes.ts";
import {
  decodeConflictResponse,
  decodeKeyRequest,
  decodeKeyResponse,
  encodeConflictResponse,
  encodeKeyRequest,
  encodeKeyResponse,
} from "../../../engine/serf/internalMessages.ts";
import {
  decodeSerfMessage,
  encodeSerfMessage,
  SERF_TYPE,
  type SerfMessage,
} from "../../../engine/serf/messages.ts";
import { decodeSerfPushPull, encodeSerfPushPull } from "../../../engine/serf/pushPullMessage.ts";
import { openPacket } from "../../../engine/wire/packet.ts";
import { StreamReader } from "../../../engine/wire/stream.ts";
import {
  isTree,
  type Json,
  loadVectors,
  messageTrees,
  payloadOf,
  securityOf,
  type Tree,
} from "../wire/vectors.ts";

interface Captured {
  readonly file: string;
  readonly payload: Uint8Array;
  readonly tree: Tree;
}

const captured = loadVectors()
  .filter(({ transport }) => transport === "udp")
  .flatMap((vector): Captured[] => {
    const opened = openPacket(payloadOf(vector), securityOf(vector));
    if (!opened.ok) return [];
    return opened.value.messages.flatMap((message, i) => {
      const user = messageTrees(vector.decoded)[i]?.["user"];
      return message.kind === "user" && isTree(user)
        ? [{ file: vector.file, payload: message.payload, tree: user }]
        : [];
    });
  });

it("knows every Serf message of the captures", () => {
  expect(captured.length).toBeGreaterThan(40);
  for (const { file, payload, tree } of captured) {
    const message = decodeSerfMessage(payload);
    if (!message.ok) throw new Error(`${file}: ${message.error.message}`);
    expect(message.value.kind, file).toBe(tree["serf"]);
    expect(goFields(message.value), file).toMatchObject(scalars(tree["body"] ?? tree["header"]));
  }
});

it("writes every captured Serf message to the bytes its agent wrote", () => {
  let same = 0;
  for (const { file, payload } of captured) {
    const message = decodeSerfMessage(payload);
    if (!message.ok) throw new Error(message.error.message);
    // Newer go-msgpack writes signed fields in signed codes: a query's timeout, a relay's port.
    if (/(54696d656f7574|506f7274)d[123]/.test(hexFromBytes(payload))) continue;
    expect(hexFromBytes(encodeSerfMessage(message.value)), file).toBe(hexFromBytes(payload));
    same += 1;
  }
  expect(same).toBeGreaterThan(35);
});

it("reads and writes the answers to Serf's own queries as agents do", () => {
  const seen = new Set<number>();
  for (const { file, payload } of captured) {
    const message = decodeSerfMessage(payload);
    if (!message.ok || !("payload" in message.value)) continue;
    const inner = message.value.payload;
    const again = reencodeInternal(inner, message.value);
    if (again === undefined) continue;
    seen.add(inner[0] ?? -1);
    expect(hexFromBytes(again), file).toBe(hexFromBytes(inner));
  }
  expect([...seen].sort()).toEqual([SERF_TYPE.conflictResponse, SERF_TYPE.keyRequest, SERF_TYPE.keyResponse]);
});

it("says of an unknown name what agents say", () => {
  const unknown = encodeConflictResponse(undefined);
  expect(hexFromBytes(unknown)).toBe("06c0");
  expect(decodeConflictResponse(unknown)).toEqual({ ok: true, value: undefined });
});

it("reads and writes the user state of captured push/pulls to the same bytes", () => {
  let same = 0;
  const fromAgents = loadVectors().filter(({ transport, sender }) => transport === "tcp" && sender !== null);
  for (const vector of fromAgents) {
    const opened = new StreamReader(securityOf(vector)).push(payloadOf(vector));
    if (opened?.ok !== true || opened.value.kind !== "pushPull" || opened.value.userState.length < 3)
      continue;
    const state = decodeSerfPushPull(opened.value.userState);
    if (!state.ok) {
      expect(vector.file).toContain("craft");
      continue;
    }
    if (opened.value.userState[0] !== SERF_TYPE.pushPull) continue;
    expect(hexFromBytes(encodeSerfPushPull(state.value)), vector.file).toBe(
      hexFromBytes(opened.value.userState),
    );
    same += 1;
  }
  expect(same).toBeGreaterThan(15);
});

describe("whatever comes", () => {
  it("never throws and never gives a message of another kind", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 12 }), fc.uint8Array({ maxLength: 300 }), (type, body) => {
        const bytes = concatBytes([Uint8Array.of(type), body]);
        decodeSerfPushPull(bytes);
        decodeConflictResponse(bytes);
        decodeKeyResponse(bytes);
        decodeKeyRequest(bytes);
        const message = decodeSerfMessage(bytes);
        if (message.ok) expect(SERF_TYPE[message.value.kind]).toBe(type);
      }),
      { numRuns: 2_000 },
    );
  });

  it("survives any single byte of a captured message being wrong", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...captured),
        fc.nat(),
        fc.integer({ min: 0, max: 255 }),
        ({ payload }, at, byte) => {
          const damaged = payload.slice();
          damaged[at % damaged.length] = byte;
          const message = decodeSerfMessage(damaged);
          if (message.ok) encodeSerfMessage(message.value);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("comes back as it was written", () => {
    const time = fc.maxSafeNat();
    const text = fc.string({ unit: "grapheme", maxLength: 40 });
    const payload = fc.uint8Array({ maxLength: 600 });
    const message: fc.Arbitrary<SerfMessage> = fc.oneof(
      fc.record({ kind: fc.constant("join" as const), time, node: text }),
      fc.record({ kind: fc.constant("leave" as const), time, node: text, prune: fc.boolean() }),
      fc.record({
        kind: fc.constant("userEvent" as const),
        time,
        name: text,
        payload,
        canCoalesce: fc.boolean(),
      }),
      fc.record({
        kind: fc.constant("query" as const),
        time,
        id: fc.nat(0xffff_ffff),
        ip: fc.ipV4(),
        port: fc.nat(0xffff),
        sourceNode: text,
        filters: fc.array(fc.uint8Array({ minLength: 1, maxLength: 20 }), { maxLength: 3 }),
        flags: fc.nat(3),
        relayFactor: fc.nat(255),
        timeoutMs: fc.nat(1_000_000),
        name: text,
        payload,
      }),
      fc.record({
        kind: fc.constant("relay" as const),
        ip: fc.ipV4(),
        port: fc.nat(0xffff),
        node: text,
        message: fc.uint8Array({ minLength: 1, maxLength: 50 }),
      }),
    );
    fc.assert(
      fc.property(message, (original) => {
        expect(decodeSerfMessage(encodeSerfMessage(original))).toEqual({ ok: true, value: original });
      }),
    );
  });

  it("refuses a Lamport time that no pool can count to", () => {
    const poisoned = encodeSerfMessage({ kind: "join", time: 1, node: "a" });
    const hex = hexFromBytes(poisoned).replace(/(a54c54696d65)01/, "$1cfffffffffffffffff");
    const read = decodeSerfMessage(Uint8Array.from(Buffer.from(hex, "hex")));
    expect(read).toMatchObject({ ok: false, error: { kind: "unsupported" } });
  });
});

function reencodeInternal(inner: Uint8Array, { kind }: SerfMessage): Uint8Array | undefined {
  if (kind === "query" && inner[0] === SERF_TYPE.keyRequest) {
    const request = decodeKeyRequest(inner);
    return request.ok ? encodeKeyRequest(request.value) : undefined;
  }
  if (kind !== "queryResponse") return undefined;
  if (inner[0] === SERF_TYPE.conflictResponse) {
    const response = decodeConflictResponse(inner);
    return response.ok ? encodeConflictResponse(response.value) : undefined;
  }
  const response = decodeKeyResponse(inner);
  return response.ok ? encodeKeyResponse(response.value) : undefined;
}

/** Scalar fields of the index's tree. */
function scalars(json: Json | undefined): Record<string, Json> {
  if (!isTree(json)) return {};
  return Object.fromEntries(Object.entries(json).filter(([, value]) => typeof value !== "object"));
}

/** Our property names as Go's. */
function goFields(message: SerfMessage): Record<string, unknown> {
  const names: Record<string, string> = {
    time: "LTime",
    id: "ID",
    ip: "Addr",
    canCoalesce: "CC",
    node: message.kind === "relay" ? "DestName" : "Node",
    timeoutMs: "Timeout",
  };
  return Object.fromEntries(
    Object.entries(message).map(([key, value]) => [
      names[key] ?? key.charAt(0).toUpperCase() + key.slice(1),
      key === "timeoutMs" ? (value as number) * 1_000_000 : (value as unknown),
    ]),
  );
}
