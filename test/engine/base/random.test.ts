import { expect, it } from "vitest";
import { SeededRandom } from "../../../engine/base/random.ts";

it("draws the same numbers from the same seed", () => {
  const draw = (seed: number): number[] => {
    const random = new SeededRandom(seed);
    return Array.from({ length: 5 }, () => random.uint32());
  };
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});

it("stays below its bound and reaches every value", () => {
  const random = new SeededRandom(1);
  const seen = new Set(Array.from({ length: 1_000 }, () => random.below(6)));
  expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5]);
});
