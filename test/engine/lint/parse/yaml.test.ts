import { expect, it } from "vitest";
import { parseYaml } from "../../../../engine/lint/parse/yaml.ts";
import { complaints, plain, slices } from "./plain.ts";

it("a mapping of everything", () => {
  const parsed = parseYaml(
    "a: x\nb: [1, 'two', true, ~]\nc:\n  - d: \"\\u00e9\"\n    e: |\n      one\n      two\n",
  );
  expect(parsed.problems).toEqual([]);
  expect(plain(parsed.root)).toEqual([
    ["a", "x"],
    ["b", [1, "two", true, null]],
    ["c", [[["d", "é"], ["e", "one\ntwo\n"]]]],
  ]); // prettier-ignore
});

it("every node stands where it was written, quotes included", () => {
  const text = "a: 'x'\nb:\n  - y # z\n";
  expect(slices(text, parseYaml(text).root).slice(1)).toEqual(["a", "'x'", "b", "- y # z\n", "y"]);
});

it("comments keep their place; a # in a block of text is none", () => {
  const text = "# one\na: 1 # two\nb: |\n  # text\n  more\n# three\n";
  const { comments } = parseYaml(text);
  expect(comments.map(({ span }) => text.slice(span.start, span.end))).toEqual(["# one", "# two", "# three"]);
});

it("each document is a root", () => {
  const { root, roots } = parseYaml("a: 1\n---\nb: 2\n");
  expect(roots.map(plain)).toEqual([[["a", 1]], [["b", 2]]]);
  expect(root).toBe(roots[0]);
});

it("aliases are followed and merged, and keep the place of what they stand for", () => {
  const text = "base: &base\n  a: 1\n  b: 2\nother:\n  <<: *base\n  b: 3\nsame: *base\n";
  const { root } = parseYaml(text);
  expect(plain(root)).toEqual([
    ["base", [["a", 1], ["b", 2]]],
    ["other", [["a", 1], ["<<", [["a", 1], ["b", 2]]], ["b", 3]]],
    ["same", [["a", 1], ["b", 2]]],
  ]); // prettier-ignore
});

it("what only a tag's program knows is unknown", () => {
  expect(plain(parseYaml("key: !vault |\n  6162\nname: !!str 5\n").root)).toEqual([
    ["key", "?|\n  6162\n"],
    ["name", "5"],
  ]);
});

it("a mistake is found, and what stands before it is still read", () => {
  const text = "a: [1, 2\nb: 3\n";
  expect(complaints(text, parseYaml(text)).length).toBeGreaterThan(0);
  expect(plain(parseYaml("a: 1\nb: }\nc: 3\n").root)).toContainEqual(["a", 1]);
});

it("endless nesting, and aliases of aliases, end", () => {
  expect(parseYaml("[".repeat(50_000)).problems.length).toBeGreaterThan(0);
  const levels = Array.from(
    { length: 12 },
    (_, level) => `a${level + 1}: &a${level + 1} [${`*a${level}, `.repeat(9)}]`,
  );
  expect(parseYaml(["a0: &a0 x", ...levels].join("\n")).root.entries.length).toBeGreaterThan(5);
});
