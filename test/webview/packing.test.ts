import fc from "fast-check";
import { expect, it } from "vitest";
import {
  packCoordinates,
  packLists,
  packTexts,
  unpackCoordinates,
  unpackLists,
  unpackTexts,
} from "../../webview/packing.ts";

it("gives texts back, whatever is in them", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" })), (texts) => {
      expect(unpackTexts(packTexts(texts))).toEqual(texts);
    }),
  );
});

it("gives lists of string ids back, empty ones too", () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.nat(0xffff_ffff))), (lists) => {
      expect(unpackLists(packLists(lists))).toEqual(lists);
    }),
  );
});

it("gives coordinates back", () => {
  const coordinates = new Map([
    [3, { vec: [0.1, -0.2], error: 1.5, adjustment: -0.001, height: 1e-5 }],
    [0, { vec: [0, 7], error: 0.3, adjustment: 0, height: 0 }],
  ]);
  expect(unpackCoordinates(packCoordinates(coordinates))).toEqual(coordinates);
  expect(unpackCoordinates(packCoordinates(new Map())).size).toBe(0);
});
