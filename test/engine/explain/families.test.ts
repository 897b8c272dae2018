/** What holds for every explanation. */
import { describe, expect, it } from "vitest";
import { EXPLANATIONS } from "../../../engine/explain/families.ts";
import { CAUSES } from "../../../engine/explain/families/causes.ts";

const PLACEHOLDER = /\{(\w+)\}/g;

describe("every explanation", () => {
  it.each(EXPLANATIONS)("$id fits its own example and nothing before it does", (one) => {
    expect(EXPLANATIONS.find(({ line }) => line.test(one.example))?.id).toBe(one.id);
  });

  it.each(EXPLANATIONS)("$id fits whole messages only", (one) => {
    expect(one.line.source.startsWith("^") && one.line.source.endsWith("$")).toBe(true);
    expect(one.line.global || one.line.sticky).toBe(false);
  });

  it.each([...EXPLANATIONS, ...CAUSES])("$id names in its sentences only what its pattern names", (one) => {
    const source = "line" in one ? one.line.source : one.words.source;
    for (const [, name] of `${one.means} ${one.todo}`.matchAll(PLACEHOLDER))
      expect(source).toContain(`(?<${name}>`);
  });

  it.each(CAUSES)("$id is found in its own example", (one) => {
    expect(one.words.test(one.example)).toBe(true);
  });

  it("has an id of its own and an upstream symbol", () => {
    const all = [...EXPLANATIONS, ...CAUSES];
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    for (const { source } of all) expect(source.length).toBeGreaterThan(10);
  });

  it("is one of more than 120", () => {
    expect(EXPLANATIONS.length + CAUSES.length).toBeGreaterThan(120);
  });
});
