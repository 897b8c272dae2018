/** Go's regular expressions, matched without ever backtracking. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { matchesPattern } from "../../../engine/serf/tagPattern.ts";

it.each([
  ["db", "my-db-1", true],
  ["^db$", "db-1", false],
  ["^(web|db)-[0-9]{1,3}$", "db-17", true],
  ["^(web|db)-[0-9]{1,3}$", "db-1234", false],
  ["a+b*c?", "xaay", true],
  ["(?i)PROD", "production", true],
  ["(?i:p)ROD", "production", false],
  ["[^a-c]+$", "abcx", true],
  ["[[:digit:]]{2}", "a42", true],
  [String.raw`\d+\.\d+`, "1.18.7", true],
  [String.raw`\bdc1\b`, "in dc1 now", true],
  [String.raw`\bdc1\b`, "dc10", false],
  [String.raw`\Qa.b\E+`, "a.bbb", true],
  [String.raw`\Qa.b\E`, "axb", false],
  [String.raw`\x41\x{e9}`, "Aé", true],
  ["", "anything", true],
  ["^$", "", true],
  [".", "\n", false],
  ["(?s).", "\n", true],
  ["(?m)^b$", "a\nb\nc", true],
  ["x{0}y", "y", true],
  ["(a|ab)(c|bcd)$", "abcd", true],
  ["größer|kleiner", "größer", true],
  ["[]a]", "]", true],
  ["a{,3}", "a{,3}", true],
])("%j finds %j: %s", (expression, subject, isFound) => {
  expect(matchesPattern(expression, subject)).toEqual({ ok: true, value: isFound });
});

it.each(["(", ")", "[a", "*a", "a**", "(?=x)", String.raw`\1`, String.raw`\pL`, "a{1001}", "[z-a]", "(?P<n"])(
  "%j is no expression here",
  (expression) => {
    expect(matchesPattern(expression, "x")).toMatchObject({ ok: false });
  },
);

it("answers at once what makes a backtracking engine think for ever", () => {
  const subject = `${"a".repeat(400)}!`;
  for (const expression of ["^(a+)+$", "^(a|a)*$", "^(a?){200}a{200}$", "(.*)*x"])
    expect(matchesPattern(expression, subject)).toEqual({ ok: true, value: false });
});

it("refuses what would not fit", () => {
  expect(matchesPattern("((((a{100}){100}){100}){100})", "a")).toEqual({
    ok: false,
    error: "the expression is too large",
  });
});

it("agrees with JavaScript's engine where both know the syntax", () => {
  const atom = fc.constantFrom("a", "b", "c", ".", "[ab]", "[^a]", "^", "$", String.raw`\b`, String.raw`\w`);
  const pattern: fc.Arbitrary<string> = fc.letrec<{ node: string }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      atom,
      fc.tuple(tie("node"), tie("node")).map(([x, y]) => x + y),
      fc.tuple(tie("node"), tie("node")).map(([x, y]) => `(${x}|${y})`),
      fc.tuple(tie("node"), fc.constantFrom("*", "+", "?", "{1,2}", "{2}")).map(([x, how]) => `(${x})${how}`),
    ),
  })).node;
  fc.assert(
    fc.property(pattern, fc.stringMatching(/^[abc \n]{0,8}$/), (expression, subject) => {
      expect(matchesPattern(expression, subject)).toEqual({
        ok: true,
        value: new RegExp(expression).test(subject),
      });
    }),
    { numRuns: 2_000 },
  );
});

it("never throws", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", maxLength: 60 }),
      fc.string({ maxLength: 60 }),
      (expression, subject) => {
        matchesPattern(expression, subject);
      },
    ),
    { numRuns: 2_000 },
  );
});
