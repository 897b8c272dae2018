/**
 * Foreign bytes never throw and never cost more than their bounds. `FUZZ_CASES` sets how many there are in all;
 * the seed is fixed, so that a failure comes again.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import { SeededRandom } from "../../../engine/base/random.ts";
import { lzwCompress, lzwDecompress } from "../../../engine/wire/lzw.ts";
import { decodePacketMessage } from "../../../engine/wire/messageCodec.ts";
import { MsgpackReader } from "../../../engine/wire/msgpack.ts";
import { openPacket, PACKET_PLAIN_BYTES_MAX, unwrapPacket } from "../../../engine/wire/packet.ts";
import { decodePushPullColumns } from "../../../engine/wire/pushPullColumns.ts";
import { decodePushPull } from "../../../engine/wire/pushPull.ts";
import { StreamOpener, StreamReader } from "../../../engine/wire/stream.ts";
import { loadVectors, payloadOf, securityOf } from "./vectors.ts";

const cases = Number(process.env["FUZZ_CASES"] ?? 200_000);
const SEED = 20_261_124;
const plain = { label: "" };

/** Shares of all cases; together 1. */
const share = (part: number): number => Math.max(1, Math.round(cases * part));

it("mutated packets of real agents open or say why not", () => {
  const random = new SeededRandom(SEED);
  const seeds = innerPackets();
  for (let i = 0; i < share(0.45); i += 1) {
    const bytes = mutated(seeds[random.below(seeds.length)] ?? Uint8Array.of(0), random);
    const opened = openPacket(bytes, plain);
    if (!opened.ok) expect(opened.error.message).not.toBe("");
    else expect(opened.value.messages.length).toBeLessThanOrEqual(bytes.length + PACKET_PLAIN_BYTES_MAX);
  }
}, 120_000);

it("mutated messages decode or say where they broke", () => {
  const random = new SeededRandom(SEED + 1);
  const seeds = loadVectors()
    .filter(({ transport }) => transport === "udp")
    .flatMap((vector) => {
      const unwrapped = unwrapPacket(payloadOf(vector), securityOf(vector));
      return unwrapped.ok ? unwrapped.value.parts : [];
    });
  for (let i = 0; i < share(0.25); i += 1) {
    const bytes = mutated(seeds[random.below(seeds.length)] ?? Uint8Array.of(0), random);
    const message = decodePacketMessage(bytes);
    if (!message.ok) expect(message.error.offset).toBeLessThanOrEqual(bytes.length);
  }
}, 120_000);

it("mutated push/pulls decode the same as rows and as columns", () => {
  const random = new SeededRandom(SEED + 2);
  const seeds = pushPulls();
  for (let i = 0; i < share(0.05); i += 1) {
    const bytes = mutated(seeds[random.below(seeds.length)] ?? Uint8Array.of(6), random);
    bytes[0] = 6;
    const rows = decodePushPull(bytes);
    const columns = decodePushPullColumns(bytes);
    expect(columns.ok).toBe(rows.ok);
    if (rows.ok && columns.ok) expect(columns.value.count).toBe(rows.value.nodes.length);
  }
}, 120_000);

it("mutated streams, cut anywhere, end with an answer", () => {
  const random = new SeededRandom(SEED + 3);
  const vectors = loadVectors().filter(
    ({ transport, file }) => transport === "tcp" && !file.includes("large"),
  );
  const seeds = vectors.map((vector) => ({ bytes: payloadOf(vector), security: securityOf(vector) }));
  for (let i = 0; i < share(0.05); i += 1) {
    const { bytes, security } = seeds[random.below(seeds.length)] ?? {
      bytes: Uint8Array.of(0),
      security: undefined,
    };
    const mutant = mutated(bytes, random);
    const reader = new StreamReader(security ?? { ...plain, dialed: true });
    const cut = random.below(mutant.length + 1);
    reader.push(mutant.subarray(0, cut));
    reader.push(mutant.subarray(cut));
    const answer = reader.end();
    if (!answer.ok) expect(answer.error.message).not.toBe("");
  }
}, 120_000);

it("arbitrary bytes never throw", () => {
  const bytes = fc.uint8Array({ maxLength: 96 });
  const property = fc.property(bytes, fc.nat(255), (body, type) => {
    const withType = Uint8Array.of(type, ...body);
    openPacket(withType, plain);
    new StreamReader({ ...plain, dialed: type % 2 === 0 }).push(withType);
    const reader = new MsgpackReader(body, 0, "fuzz");
    reader.value();
    expect(reader.position).toBeLessThanOrEqual(body.length);
    const skipper = new MsgpackReader(body, 0, "fuzz");
    skipper.skip();
    expect(skipper.position).toBeLessThanOrEqual(body.length);
  });
  fc.assert(property, { numRuns: share(0.1), seed: SEED });
}, 120_000);

it("LZW gives back what it took, and never more than its bound", () => {
  const bytes = fc.uint8Array({ maxLength: 400, max: 7 });
  const property = fc.property(bytes, fc.uint8Array({ maxLength: 60 }), (input, garbage) => {
    const back = lzwDecompress(lzwCompress(input), 400);
    expect(back.ok && back.value).toEqual(input);
    const made = lzwDecompress(garbage, 100);
    if (made.ok) expect(made.value.length).toBeLessThanOrEqual(100);
  });
  fc.assert(property, { numRuns: share(0.1), seed: SEED });
}, 120_000);

function innerPackets(): Uint8Array[] {
  const packets: Uint8Array[] = [];
  for (const vector of loadVectors()) {
    if (vector.transport === "udp" && vector.keyHex === null && vector.label === null)
      packets.push(payloadOf(vector));
  }
  return packets;
}

function pushPulls(): Uint8Array[] {
  const messages: Uint8Array[] = [];
  for (const vector of loadVectors()) {
    if (vector.transport !== "tcp" || vector.file.includes("large")) continue;
    const message = new StreamOpener(securityOf(vector)).push(payloadOf(vector));
    if (message?.ok === true && message.value[0] === 6) messages.push(message.value);
  }
  return messages;
}

/** Changes 1 to 4 bytes, cuts, grows or repeats: what breaks parsers. */
function mutated(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  const copy = bytes.slice();
  const changes = 1 + random.below(4);
  for (let i = 0; i < changes; i += 1) {
    const at = random.below(copy.length);
    const interesting = [0x00, 0x7f, 0xc0, 0xc1, 0xdb, 0xdd, 0xdf, 0xff];
    copy[at] = random.below(2) === 0 ? random.below(256) : (interesting[random.below(8)] ?? 0);
  }
  switch (random.below(4)) {
    case 0:
      return copy.slice(0, 1 + random.below(copy.length));
    case 1: {
      const twice = new Uint8Array(2 * copy.length);
      twice.set(copy);
      twice.set(copy, random.below(copy.length));
      return twice;
    }
    default:
      return copy;
  }
}
