import fc from "fast-check";
import { expect, it } from "vitest";
import { utcText } from "../../../engine/base/utcText.ts";

it("writes any moment of the years 0 to 9999 as ISO 8601 has it", () => {
  fc.assert(
    fc.property(fc.integer({ min: -62_167_219_200_000, max: 253_402_300_799_999 }), (atMs) => {
      expect(utcText(atMs)).toBe(`${new Date(atMs).toISOString().slice(0, 19).replace("T", " ")}Z`);
    }),
  );
});
