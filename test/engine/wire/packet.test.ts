/** Packets: what we seal opens again, and what crashes or fools agents is refused on both sides. */
import { expect, it } from "vitest";
import { Secret } from "../../../engine/base/secret.ts";
import { NodeAead } from "../../../engine/host/aead.ts";
import { compress } from "../../../engine/wire/compression.ts";
import { Keyring } from "../../../engine/wire/keyring.ts";
import { joinCompound } from "../../../engine/wire/compound.ts";
import { decodePacketMessage, encodeMessage } from "../../../engine/wire/messageCodec.ts";
import type { Alive, Ping } from "../../../engine/wire/messages.ts";
import { openPacket, PACKET_NESTING_MAX, sealPacket } from "../../../engine/wire/packet.ts";

const ping: Ping = { kind: "ping", seqNo: 7, node: "n1", source: { ip: "10.0.0.9", port: 7946, node: "n9" } };
const alive: Alive = {
  kind: "alive",
  incarnation: 70_000,
  node: "ü-1",
  ip: "fd00::1",
  port: 7946,
  meta: new Uint8Array(40).fill(7),
  versions: [1, 5, 2, 2, 5, 4],
};
const parts = [
  encodeMessage(ping),
  encodeMessage(alive),
  encodeMessage({ kind: "nackResp", seqNo: 2 ** 32 - 1 }),
];
const keyring = (byte: number, size = 16): Keyring =>
  new Keyring(new NodeAead(), [new Secret(new Uint8Array(size).fill(byte))]);

it.each([
  { name: "bare", security: { label: "" }, crc: false, compress: false },
  { name: "CRC and LZW", security: { label: "" }, crc: true, compress: true },
  { name: "label", security: { label: "blue" }, crc: true, compress: false },
  {
    name: "AES-256 v1 and label",
    security: { label: "blue", keyring: keyring(1, 32) },
    crc: true,
    compress: true,
  },
  {
    name: "AES-192 v0",
    security: { label: "", keyring: keyring(1, 24) },
    crc: false,
    compress: true,
    version: 0,
  },
] as const)("opens what it sealed: $name", ({ security, crc, compress: lzw, ...rest }) => {
  const encryptionVersion = "version" in rest ? rest.version : 1;
  const sealed = sealPacket(parts, { ...security, crc, compress: lzw, encryptionVersion });
  const opened = openPacket(sealed, security);
  expect(opened.ok && opened.value.messages).toEqual([ping, alive, { kind: "nackResp", seqNo: 2 ** 32 - 1 }]);
  expect(opened.ok && opened.value.problems).toEqual([]);
});

it("says which layer a foreign pool differs in", () => {
  const sealing = { label: "blue", keyring: keyring(1), crc: false, compress: false };
  const sealed = sealPacket(parts, sealing);
  const kindOf = (security: Parameters<typeof openPacket>[1]): string => {
    const opened = openPacket(sealed, security);
    return opened.ok ? "opened" : `${opened.error.layer}: ${opened.error.kind}`;
  };
  expect(kindOf({ label: "green", keyring: keyring(1) })).toBe("label: labelMismatch");
  expect(kindOf({ label: "", keyring: keyring(1) })).toBe("label: labelMismatch");
  expect(kindOf({ label: "blue", keyring: keyring(2) })).toBe("encryption: noKeyFits");
  expect(kindOf({ label: "blue", keyring: keyring(1) })).toBe("opened");
});

it("finds a damaged packet by its checksum", () => {
  const sealed = sealPacket(parts, { label: "", crc: true, compress: false });
  sealed[9] = (sealed[9] ?? 0) ^ 1;
  expect(openPacket(sealed, { label: "" })).toMatchObject({
    ok: false,
    error: { kind: "checksum", layer: "crc" },
  });
});

it("keeps the good parts of a packet that the network cut", () => {
  const sealed = sealPacket(parts, { label: "", crc: false, compress: false });
  const opened = openPacket(sealed.subarray(0, sealed.length - 1), { label: "" });
  expect(opened.ok && opened.value.messages).toEqual([ping, alive]);
  expect(opened.ok && opened.value.missingParts).toBe(1);
});

it("never writes a packet without messages, with an empty one, or with more than 127", () => {
  const seal = (some: Uint8Array[]): Uint8Array =>
    sealPacket(some, { label: "", crc: false, compress: false });
  expect(() => seal([])).toThrow("none empty");
  expect(() => seal([Uint8Array.of(0), new Uint8Array(0)])).toThrow("none empty");
  expect(() => seal(new Array<Uint8Array>(128).fill(Uint8Array.of(8)))).toThrow("127 parts");
  expect(() => seal([Uint8Array.of(8), new Uint8Array(65_536)])).toThrow("65535");
});

it("bounds nesting and what an LZW bomb may cost", () => {
  let nested = parts[0] ?? new Uint8Array(0);
  for (let i = 0; i <= PACKET_NESTING_MAX; i += 1) nested = joinCompound([nested]);
  const deep = openPacket(nested, { label: "" });
  expect(deep.ok && deep.value.problems).toMatchObject([{ kind: "tooLarge" }]);

  const bomb = compress(new Uint8Array(4_000_000));
  const opened = openPacket(joinCompound([bomb.subarray(0, 60_000), bomb.subarray(0, 5)]), { label: "" });
  expect(opened.ok && opened.value.messages).toEqual([]);
  const single = openPacket(bomb, { label: "" });
  expect(single.ok && single.value.problems).toMatchObject([{ kind: "tooLarge", layer: "compress" }]);
});

it("reports every truncation of a message, at an offset inside it", () => {
  for (const part of parts) {
    for (let size = 0; size < part.length; size += 1) {
      const message = decodePacketMessage(part.subarray(0, size));
      if (message.ok) throw new Error(`${size} of ${part.length} bytes passed for a whole message`);
      expect(message.error.kind).toBe("truncated");
      expect(message.error.offset).toBeLessThanOrEqual(size);
    }
  }
});

it("takes what agents take: arrays for structs, bin, str8, wide integers, unknown keys, nil", () => {
  const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(" ", ""), "hex"));
  const expected = { ok: true, value: { kind: "ping", seqNo: 5, node: "n" } };
  expect(decodePacketMessage(hex("00 92 05 a1 6e"))).toEqual(expected);
  expect(decodePacketMessage(hex("00 82 d9 04 4e6f6465 c4 01 6e a5 5365714e6f d3 0000000000000005"))).toEqual(
    expected,
  );
  expect(decodePacketMessage(hex("00 83 a1 5a 81 a1 61 91 c0 a4 4e6f6465 a16e a5 5365714e6f d0 05"))).toEqual(
    expected,
  );
  expect(decodePacketMessage(hex("00 c0"))).toEqual({
    ok: true,
    value: { kind: "ping", seqNo: 0, node: "" },
  });
  expect(decodePacketMessage(hex("00 81 a5 5365714e6f ff"))).toMatchObject({
    ok: false,
    error: { layer: "ping" },
  });
});
