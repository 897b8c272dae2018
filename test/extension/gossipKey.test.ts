import { expect, it } from "vitest";
import { keyFingerprint, parseGossipKey } from "../../extension/gossipKey.ts";

it.each([16, 24, 32])("reads a base64 key of %i bytes", (size) => {
  const text = Buffer.alloc(size, 7).toString("base64");
  expect(parseGossipKey(` ${text}\n`)).toEqual({ ok: true, value: new Uint8Array(size).fill(7) });
});

it.each(["", "not base64!", "c2hvcnQ="])("refuses %j without repeating it", (text) => {
  const key = parseGossipKey(text);
  expect(key.ok).toBe(false);
  if (!key.ok && text !== "") expect(key.error).not.toContain(text);
});

it("tells keys apart by a fingerprint that holds nothing of the key", () => {
  const a = new Uint8Array(32).fill(1);
  const b = new Uint8Array(32).fill(2);
  expect(keyFingerprint(a)).toMatch(/^[0-9a-f]{2}(:[0-9a-f]{2}){3}$/);
  expect(keyFingerprint(a)).not.toBe(keyFingerprint(b));
  expect(keyFingerprint(a)).not.toContain("01:01");
});
