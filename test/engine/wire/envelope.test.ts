import fc from "fast-check";
import { expect, it } from "vitest";
import { Secret } from "../../../engine/base/secret.ts";
import { NodeAead } from "../../../engine/host/aead.ts";
import { joinCompound, splitCompound } from "../../../engine/wire/compound.ts";
import { crc32 } from "../../../engine/wire/crc32.ts";
import { open, seal, sealedSize } from "../../../engine/wire/encryption.ts";
import { parseKey, parseKeyFile } from "../../../engine/wire/key.ts";
import { Keyring } from "../../../engine/wire/keyring.ts";
import { labelHeader, stripLabel } from "../../../engine/wire/label.ts";

const aead = new NodeAead();
const key = (size: number, fill: number): Secret => new Secret(new Uint8Array(size).fill(fill));
const label = new TextEncoder().encode("prod");

it("computes zlib's checksum", () => {
  expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf4_3926);
});

it("takes a label header off and leaves unlabelled bytes alone", () => {
  expect(stripLabel(Uint8Array.of(...labelHeader("prod"), 0, 1))).toEqual({
    ok: true,
    value: { label: "prod", rest: Uint8Array.of(0, 1) },
  });
  expect(stripLabel(Uint8Array.of(0, 1))).toEqual({
    ok: true,
    value: { label: "", rest: Uint8Array.of(0, 1) },
  });
});

it.each([
  ["an empty label", [0xf4, 0]],
  ["a header that is cut off", [0xf4, 5, 0x61]],
])("refuses %s", (_, bytes) => {
  expect(stripLabel(Uint8Array.from(bytes))).toMatchObject({ ok: false, error: { layer: "label" } });
});

it("gives compound parts back in order", () => {
  const part = fc.uint8Array({ minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 127 }), (parts) => {
      expect(splitCompound(joinCompound(parts).subarray(1))).toEqual({
        ok: true,
        value: { parts, missing: 0 },
      });
    }),
    { numRuns: 50 },
  );
});

it("keeps the parts before the cut and counts the rest", () => {
  const cut = joinCompound([Uint8Array.of(1), Uint8Array.of(2, 2), Uint8Array.of(3)]).slice(1, -2);
  expect(splitCompound(cut)).toEqual({ ok: true, value: { parts: [Uint8Array.of(1)], missing: 2 } });
});

it("cannot express what crashes old agents: no part, an empty part, more than 127 parts", () => {
  expect(() => joinCompound([])).toThrow("1 to 127 parts");
  expect(() => joinCompound([new Uint8Array(0)])).toThrow("1 to 65535 bytes");
  expect(() => joinCompound(new Array<Uint8Array>(128).fill(Uint8Array.of(1)))).toThrow("1 to 127 parts");
});

it.each([
  { size: 16, version: 1 as const },
  { size: 24, version: 1 as const },
  { size: 32, version: 0 as const },
])("decrypts what it encrypted with $size bytes of key, version $version", ({ size, version }) => {
  const ring = new Keyring(aead, [key(size, 1), key(16, 2)]);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (plain) => {
      const sealed = seal(ring, plain, label, version);
      expect(sealed.length).toBe(sealedSize(plain.length, version));
      expect(open(ring, sealed, label)).toEqual({ ok: true, value: { plain, version, keyIndex: 0 } });
    }),
    { numRuns: 30 },
  );
});

it("tries every key, and says when none fits or the label differs", () => {
  const sealed = seal(new Keyring(aead, [key(16, 2)]), Uint8Array.of(9), label, 1);
  const both = new Keyring(aead, [key(16, 1), key(16, 2)]);
  expect(open(both, sealed, label)).toMatchObject({ ok: true, value: { keyIndex: 1 } });
  expect(open(new Keyring(aead, [key(16, 1)]), sealed, label)).toMatchObject({
    ok: false,
    error: { kind: "noKeyFits" },
  });
  expect(open(both, sealed, new Uint8Array(0))).toMatchObject({ ok: false, error: { kind: "noKeyFits" } });
});

it("tells plaintext and stumps from ciphertext", () => {
  const ring = new Keyring(aead, [key(16, 1)]);
  expect(open(ring, Uint8Array.of(7, 1, 2), label)).toMatchObject({
    ok: false,
    error: { kind: "notEncrypted" },
  });
  expect(open(ring, new Uint8Array(20), label)).toMatchObject({ ok: false, error: { kind: "truncated" } });
});

it("keeps the keyring's order and upstream's refusals", () => {
  const ring = new Keyring(aead, [key(16, 1)]);
  ring.add(key(16, 2));
  ring.add(key(16, 2));
  expect(ring.all).toHaveLength(2);
  expect(ring.remove(key(16, 1))).toEqual({ ok: false, error: "removing the primary key is not allowed" });
  expect(ring.use(key(16, 3))).toEqual({ ok: false, error: "requested key is not in the keyring" });
  expect(ring.use(key(16, 2)).ok).toBe(true);
  expect(ring.primary?.reveal()).toEqual(new Uint8Array(16).fill(2));
  expect(ring.remove(key(16, 1)).ok).toBe(true);
  expect(ring.fingerprints()).toEqual([expect.stringMatching(/^([0-9a-f]{2}:){3}[0-9a-f]{2}$/)]);
});

it("reads keys of 16, 24 and 32 bytes and never repeats a broken one", () => {
  const text = Buffer.from(new Uint8Array(32).fill(7)).toString("base64");
  const parsed = parseKey(` ${text}\n`);
  expect(parsed.ok && parsed.value.reveal()).toEqual(new Uint8Array(32).fill(7));
  expect(parseKey("c2hvcnQ=")).toEqual({
    ok: false,
    error: expect.stringContaining("must be 16, 24 or 32 bytes"),
  });
  const broken = parseKey("not!base64!at!all");
  expect(broken.ok ? "" : broken.error).not.toContain("not!base64");
});

it("reads a key file and names the line that is wrong", () => {
  const good = Buffer.from(new Uint8Array(16)).toString("base64");
  expect(parseKeyFile(`# primary\n${good}\n\n${good}\n`)).toMatchObject({ ok: true, value: [{}, {}] });
  expect(parseKeyFile(`${good}\noops\n`)).toEqual({ ok: false, error: expect.stringContaining("line 2") });
  expect(parseKeyFile("# nothing\n").ok).toBe(false);
});
