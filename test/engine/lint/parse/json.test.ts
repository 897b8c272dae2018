import { describe, expect, it } from "vitest";
import { parseJson } from "../../../../engine/lint/parse/json.ts";
import { complaints, plain, slices } from "./plain.ts";

it("an object of everything", () => {
  const text = '{"a": "x\\u00e9", "b": [1, -2.5e1, true, null, {}], "a": false}';
  const parsed = parseJson(text);
  expect(parsed.problems).toEqual([]);
  expect(plain(parsed.root)).toEqual([
    ["a", "xé"],
    ["b", [1, -25, true, null, []]],
    ["a", false],
  ]);
});

it("every node stands where it was written", () => {
  const text = ' {"a": ["x", 1]}';
  expect(slices(text, parseJson(text).root)).toEqual(['{"a": ["x", 1]}', '"a"', '["x", 1]', '"x"', "1"]);
});

describe("what Go's encoding/json refuses is found at its place, and the rest is still read", () => {
  it.each([
    ['{"a": 1,}', [", | Go's JSON takes no comma before the closing mark."], [["a", 1]]],
    ['{"a": [1,]}', [", | Go's JSON takes no comma before the closing mark."], [["a", [1]]]],
    ['// c\n{"a": 1}', ["// c | JSON has no comments; the agent refuses the file."], [["a", 1]]],
    ['{"a": 1 "b": 2}', ["1 | A comma is missing after this."], [["a", 1], ["b", 2]]],
    ['{"a": SERVER_COUNT, "b": 2}', ["SERVER_COUNT | `SERVER_COUNT` is no value: a text stands in quotes."], [["a", "?SERVER_COUNT"], ["b", 2]]],
    ["{a: 1, \"b\": 2}", ["a | Here a name in quotes is expected, not `a`."], [["b", 2]]],
    ['{"a": , "b": 2}', ["\"a\" | `a` has no value."], [["b", 2]]],
    ['{"a": "x\\q"}', ['"x\\q" | JSON knows no such escape; a backslash itself is \\\\.'], [["a", "x"]]],
    ['{"a": [1, 2}', ["[ | This [ has no ]."], [["a", [1, 2]]]],
    ['{"a": 1', ["{ | This { has no }."], [["a", 1]]],
    ['{"a": 1} {}', ["{ | Nothing may follow the end of the object."], [["a", 1]]],
    ['[1]', ["[ | A config file holds one object, in { }."], []],
    ['{"a": 1e999}', ["1e999 | `1e999` is too large a number."], [["a", "?1e999"]]],
    ['\uFEFF{"a": 1}', ["\uFEFF | The file starts with a byte order mark; the agent refuses it."], [["a", 1]]],
    ["\n", ["\n | The object is missing."], []],
  ])("%j", (text, wrong, read) => {
    const parsed = parseJson(text);
    expect(complaints(text, parsed)).toEqual(wrong);
    expect(plain(parsed.root)).toEqual(read);
  });
}); // prettier-ignore

it("an empty file is no settings, as for Consul", () => {
  expect(parseJson("").problems).toEqual([]);
});

it("hashicorp/hcl, which reads Nomad's JSON, overlooks trailing commas and what follows", () => {
  expect(parseJson('{"a": [1,],} x', "hcl").problems).toEqual([]);
});

it("endless nesting ends", () => {
  expect(parseJson('{"a":'.repeat(100_000)).problems.length).toBeGreaterThan(0);
});
