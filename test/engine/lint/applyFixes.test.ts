import fc from "fast-check";
import { expect, it } from "vitest";
import { applyEdits, applyFixes } from "../../../engine/lint/applyFixes.ts";
import type { Fix, TextEdit } from "../../../engine/lint/finding.ts";

const edit = (path: string, start: number, end: number, text: string): TextEdit => ({
  path,
  span: { start, end },
  text,
});
const fix = (...edits: TextEdit[]): Fix => ({ title: "change it", edits, isSafe: true });
const texts: Readonly<Record<string, string>> = { a: "one two three", b: "four" };
const textOf = (path: string): string | undefined => texts[path];

it("applies a fix over several files and leaves the others alone", () => {
  const { texts, applied } = applyFixes([fix(edit("a", 4, 7, "TWO"), edit("b", 0, 0, "# "))], textOf);
  expect([...texts]).toEqual([
    ["a", "one TWO three"],
    ["b", "# four"],
  ]);
  expect(applied).toBe(1);
});

it("of two fixes that touch the same text the first wins, the other waits, whole", () => {
  const result = applyFixes(
    [fix(edit("a", 0, 7, "12")), fix(edit("a", 4, 13, "23"), edit("b", 0, 4, "4"))],
    textOf,
  );
  expect([...result.texts]).toEqual([["a", "12 three"]]);
  expect(result).toMatchObject({ applied: 1, postponed: 1 });
});

it("two insertions at one place are not both made at once", () => {
  expect(applyFixes([fix(edit("b", 4, 4, "!")), fix(edit("b", 4, 4, "?"))], textOf).postponed).toBe(1);
});

it("two findings that ask for the very same change get it once", () => {
  const result = applyFixes([fix(edit("b", 0, 4, "4")), fix(edit("b", 0, 4, "4"))], textOf);
  expect(result.texts.get("b")).toBe("4");
  expect(result).toMatchObject({ applied: 2, postponed: 0 });
});

it.each([edit("c", 0, 0, "x"), edit("b", 2, 9, "x")])("leaves out %j, which fits no file", (unfitting) => {
  expect(applyFixes([fix(unfitting)], textOf)).toMatchObject({ applied: 0, postponed: 1 });
});

it("edits in any order give the same text", () => {
  const edits = [edit("a", 0, 3, "1"), edit("a", 4, 7, "2"), edit("a", 13, 13, "!")];
  fc.assert(
    fc.property(fc.shuffledSubarray(edits, { minLength: 3 }), (shuffled) => {
      expect(applyEdits("one two three", shuffled)).toBe("1 2 three!");
    }),
  );
});
