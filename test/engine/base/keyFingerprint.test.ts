import { expect, it } from "vitest";
import { keyFingerprint } from "../../../engine/base/keyFingerprint.ts";

it("tells keys apart by a fingerprint that holds nothing of the key", () => {
  const a = new Uint8Array(32).fill(1);
  const b = new Uint8Array(32).fill(2);
  expect(keyFingerprint(a)).toMatch(/^[0-9a-f]{2}(:[0-9a-f]{2}){3}$/);
  expect(keyFingerprint(a)).not.toBe(keyFingerprint(b));
  expect(keyFingerprint(a)).not.toContain("01:01");
});
