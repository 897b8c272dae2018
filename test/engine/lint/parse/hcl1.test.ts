import { describe, expect, it } from "vitest";
import { parseHcl1 } from "../../../../engine/lint/parse/hcl1.ts";
import { complaints, plain, slices } from "./plain.ts";

describe("what Consul reads", () => {
  it.each([
    ["an assignment", 'datacenter = "dc1"', [["datacenter", "dc1"]]],
    ["a quoted key", '"datacenter" = "dc1"', [["datacenter", "dc1"]]],
    ["commas between entries", "a = 1,\nb = 2", [["a", 1], ["b", 2]]],
    ["two entries on a line", "a = 1 b = 2", [["a", 1], ["b", 2]]],
    ["an empty object with a comma", "node_meta = { },\na = 1", [["node_meta", []], ["a", 1]]],
    ["a block with labels", 'service "web" "v1" { port = 80 }', [["service web v1", [["port", 80]]]]],
    ["a repeated key", "a = 1\na = 2", [["a", 1], ["a", 2]]],
    ["a list with a comma at its end", 'j = ["a", "b",]', [["j", ["a", "b"]]]],
    ["objects in a list", "s = [{ a = 1 }, { a = 2 }]", [["s", [[["a", 1]], [["a", 2]]]]]],
    ["numbers of all kinds", "n = [-1, 0x1F, 017, 1.5, 2.5e3, 1e3, .5]", [["n", [-1, 31, 15, 1.5, 2500, 1000, 0.5]]]],
    ["booleans", "a = true\nb = false", [["a", true], ["b", false]]],
    ["escapes", String.raw`a = "\"x\"\n\u00e9\x41\101"`, [["a", '"x"\né' + "AA"]]],
    ["quotes inside an interpolation", 'a = "x${f("y", "\\n")}z"', [["a", 'x${f("y", "\\n")}z']]],
    ["a heredoc", "a = <<EOF\none\n two\nEOF\nb = 1", [["a", "one\n two\n"], ["b", 1]]],
    ["an indented heredoc", "a = <<-EOF\n    one\n      two\n    EOF\n", [["a", "one\n  two\n"]]],
    ["a heredoc with Windows line ends", "a = <<EOF\r\none\r\nEOF\r\n", [["a", "one\n"]]],
    ["comments everywhere", "# a\na /* b */ = // c\n1 # d", [["a", 1]]],
    ["a key with dots and dashes", "a.b-c = 1", [["a.b-c", 1]]],
    ["a setting without value at the end, which is dropped", "a = 1\nb =", [["a", 1]]],
    ["JSON, when it starts with a brace", '{"a": {"b": [1, null]},}', [["a", [["b", [1, null]]]]]],
  ])("%s", (_, text, expected) => {
    const parsed = parseHcl1(text);
    expect(parsed.problems).toEqual([]);
    expect(plain(parsed.root)).toEqual(expected);
  });
}); // prettier-ignore

describe("what Consul refuses is found at its place, and the rest is still read", () => {
  it.each([
    ['a = "x\nb = 1', ['"x | This string has no closing quote.'], [["a", "x"], ["b", 1]]],
    ["a = [1, 2\nb = 1", ["[ | This [ has no ]."], [["a", [1, 2]], ["b", 1]]],
    ["a {\n  b = 1\n", ["{ | This { has no }."], [["a", [["b", 1]]]]],
    ["a = 1\n}\nb = 2", ["} | This } closes nothing."], [["a", 1], ["b", 2]]],
    ['a = ["x" "y"]', ['"y" | A comma is missing before this item.'], [["a", ["x", "y"]]]],
    ["a =\nb = 1", ["a | `a` has no value."], [["b", 1]]],
    ["a { b = }\nc = 1", ["b | `b` has no value."], [["a", []], ["c", 1]]],
    ["a\nb = 1", ["a | `a` needs = and a value, or a block in { }."], [["b", 1]]],
    ["a b = 1\nc = 2", ["a | After several names a block in { } is expected, not =."], [["c", 2]]],
    ['a: "x"\nb = 1', [": | HCL has = between a name and its value, not :."], [["a", "x"], ["b", 1]]],
    ["a = SERVER_COUNT\nb = 1", ["SERVER_COUNT | `SERVER_COUNT` is no value: a text stands in quotes."], [["a", "?SERVER_COUNT"], ["b", 1]]],
    ["a = 10.0.0.1\nb = 1", ["10.0.0.1 | `10.0.0.1` is no value: a text stands in quotes."], [["a", "?10.0.0.1"], ["b", 1]]],
    ["a = 15s\nb = 1", ["15s | `15s` is no value: a text stands in quotes."], [["a", "?15s"], ["b", 1]]],
    ["a = 08", ["08 | `08` is no number that HCL can read."], [["a", "?08"]]],
    ["a = ${x}\nb = 1", ["${x} | `${x}` is no value: a text stands in quotes."], [["a", "?${x}"], ["b", 1]]],
    ['a = "x\\q"\nb = 1', ["\\q | HCL knows no such escape; a backslash itself is \\\\."], [["a", "x\\q"], ["b", 1]]],
    ['a = "${x"\nb = 1', ['"${x" | The ${ in this string has no }, so the string never ends.'], [["a", "${x"], ["b", 1]]],
    ["a = <<EOF\nx\nEOF", ["<<EOF | This heredoc needs a line EOF to end it, with a line end behind it."], [["a", "x\n"]]],
    ["a = <<-EOF\nx\nEOF\n", ["<<-EOF | This heredoc needs an indented line EOF to end it, with a line end behind it."], [["a", "x\nEOF\n"]]],
    ["a = 1,,\nb = 2", [", | Here the name of a setting is expected, not `,`."], [["a", 1], ["b", 2]]],
    ["a = 1 /* b", ["/* | This comment has no */ at its end."], [["a", 1]]],
    ["\uFEFFa = 1", ["\uFEFF | The file starts with a byte order mark; the agent refuses it."], [["a", 1]]],
  ])("%j", (text, wrong, read) => {
    const parsed = parseHcl1(text);
    expect(complaints(text, parsed)).toEqual(wrong);
    expect(plain(parsed.root)).toEqual(read);
  });
}); // prettier-ignore

it("every node stands where it was written", () => {
  const text = 'service "web" { # w\n  tags = ["a", 2]\n  note = <<EOF\nx\nEOF\n}\n';
  expect(slices(text, parseHcl1(text).root)).toEqual([
    text,
    "service",
    '"web"',
    '{ # w\n  tags = ["a", 2]\n  note = <<EOF\nx\nEOF\n}',
    "tags",
    '["a", 2]',
    '"a"',
    "2",
    "note",
    "<<EOF\nx\nEOF",
  ]);
});

it("comments keep their place and lose their marks", () => {
  const text = "# one\na = 1 // two\n/* three\n   four */\nb = '";
  const { comments } = parseHcl1(text);
  expect(comments.map(({ text: words }) => words)).toEqual(["one", "two", "three\n   four"]);
  expect(comments.map(({ span }) => text.slice(span.start, span.end))).toEqual([
    "# one",
    "// two",
    "/* three\n   four */",
  ]);
});

it("endless nesting ends", () => {
  const { problems } = parseHcl1(`a = ${"[".repeat(100_000)}`);
  expect(problems.map(({ message }) => message)).toContain("This is nested too deeply to be read.");
});

it("a text of nothing but mistakes is given up, not searched to its end again and again", () => {
  const text = 'a = "${\n'.repeat(100_000);
  const { problems, root } = parseHcl1(text);
  expect(problems).toHaveLength(100);
  expect(root.entries.length).toBeGreaterThan(0);
});
