import fc from "fast-check";
import { expect, it } from "vitest";
import {
  base64FromBytes,
  bytesFromBase64,
  bytesFromText,
  concatBytes,
  hexFromBytes,
  sameBytes,
  textFromBytes,
} from "../../../engine/base/bytes.ts";

it("turns any bytes into text and back without losing one", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) =>
      sameBytes(bytesFromText(textFromBytes(bytes)), bytes),
    ),
  );
});

it("reads sound UTF-8 as everybody does", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      expect(textFromBytes(new TextEncoder().encode(text))).toBe(text);
    }),
  );
});

it("speaks base64 and hexadecimal as Node does", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 50 }), (bytes) => {
      const base64 = Buffer.from(bytes).toString("base64");
      expect(base64FromBytes(bytes)).toBe(base64);
      const back = bytesFromBase64(base64);
      expect(back.ok && hexFromBytes(back.value)).toBe(Buffer.from(bytes).toString("hex"));
    }),
  );
});

it("refuses what is no base64 without repeating it", () => {
  expect(bytesFromBase64("secret key!")).toEqual({
    ok: false,
    error: "has characters that standard base64 does not have",
  });
  expect(bytesFromBase64("abc")).toMatchObject({ ok: false });
});

it("joins in order", () => {
  expect(concatBytes([Uint8Array.of(1), new Uint8Array(0), Uint8Array.of(2, 3)])).toEqual(
    Uint8Array.of(1, 2, 3),
  );
});
