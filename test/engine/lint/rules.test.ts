import { describe, expect, it } from "vitest";
import { RULES } from "../../../engine/lint/rules/index.ts";
import { lintFleet } from "../../../engine/lint/session.ts";
import { applyEdits } from "../../../engine/lint/applyFixes.ts";
import { isLoud } from "./workspaces.ts";

it("codes and ids are given once, and codes are in order", () => {
  const codes = RULES.map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  expect(new Set(RULES.map(({ id }) => id)).size).toBe(codes.length);
  expect(codes).toEqual([...codes].sort((a, b) => Number(a.slice(2)) - Number(b.slice(2))));
});

describe.each(RULES.map((rule) => [rule.code, rule.id, rule] as const))("%s %s", (_, id, rule) => {
  it("flags its bad example, and no other rule has anything loud to say about it", () => {
    const found = lintFleet(Object.entries(rule.examples.flagged), { rules: RULES });
    expect(found.map((finding) => finding.rule)).toContain(id);
    expect(found.filter(isLoud).filter((finding) => finding.rule !== id)).toEqual([]);
  });

  it("has nothing to say about its good example, and no other rule has anything loud", () => {
    const found = lintFleet(Object.entries(rule.examples.clean), { rules: RULES });
    expect(found.filter((finding) => finding.rule === id || isLoud(finding))).toEqual([]);
  });

  it("offers fixes that leave a text which no longer has the finding, where they are safe", () => {
    const texts = new Map(Object.entries(rule.examples.flagged));
    const own = lintFleet(texts, { rules: RULES }).filter((finding) => finding.rule === id);
    const fixes = own.flatMap(({ fix }) => (fix?.isSafe === true ? [fix] : []));
    for (const [path, text] of texts) {
      const edits = fixes.flatMap((fix) => fix.edits.filter((edit) => edit.path === path));
      texts.set(path, applyEdits(text, edits));
    }
    const left = lintFleet(texts, { rules: RULES }).filter((finding) => finding.rule === id);
    expect(left.length).toBe(own.length - fixes.length);
  });
});
