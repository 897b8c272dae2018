import { expect, it } from "vitest";
import type { PoolView } from "../../engine/view/view.ts";
import { accusedRows, readings } from "../../webview/suspicion/matrix.ts";
import { samplePool } from "./samplePool.ts";

function accused(pairs: readonly (readonly [accuser: number, accused: number])[]): PoolView {
  const view = samplePool(20);
  return {
    ...view,
    accusations: pairs.map(([accuser, of]) => ({ accuser, accused: of, sinceMs: view.atMs, incarnation: 1 })),
  };
}

it("lists the most accused member first", () => {
  const rows = accusedRows(
    accused([
      [1, 7],
      [1, 8],
      [2, 8],
    ]),
  );
  expect(rows.map(({ name, accusers }) => [name, accusers.length])).toEqual([
    ["web-6", 2],
    ["web-5", 1],
  ]);
});

it("suspects a lone accuser of many, and says that it may be so", () => {
  expect(
    readings(
      accused([
        [1, 7],
        [1, 8],
        [1, 9],
      ]),
    ),
  ).toEqual(["srv-2 is the only one that accuses, and it accuses 3: it may itself be slow or cut off."]);
});

it("reads nothing into one suspicion", () => {
  expect(readings(accused([[1, 7]]))).toEqual([]);
});

it("blames no accuser where several accuse everybody", () => {
  const agreed = [7, 8, 9].flatMap((of) => [[1, of] as const, [2, of] as const]);
  expect(readings(accused(agreed))).toEqual([]);
});
