/**
 * No text makes a parser throw, and no node stands outside the text. `LINT_FUZZ_CASES` sets how many
 * texts there are; the seed is fixed, so that a failure comes again.
 */
import { expect, it } from "vitest";
import { SeededRandom } from "../../../../engine/base/random.ts";
import { languageOf, parseConfig } from "../../../../engine/lint/parse/language.ts";
import type { ConfigNode, Span } from "../../../../engine/lint/parse/tree.ts";
import { mutated, SEED_FILES } from "./mutations.ts";

const CASES = Number(process.env["LINT_FUZZ_CASES"] ?? 100_000);

it(`${CASES} careless texts are read`, () => {
  const random = new SeededRandom(20_261_125);
  for (let i = 0; i < CASES; i++) {
    const [name, seed] = SEED_FILES[random.below(SEED_FILES.length)] ?? ["agent.hcl", ""];
    const text = mutated(seed, random);
    const parsed = parseConfig(name, text, languageOf(name, text) ?? "hcl");
    const whole = { start: 0, end: text.length };
    for (const root of parsed.roots) if (!isInside(root, whole)) expect.fail(JSON.stringify([name, text]));
    for (const { span } of [...parsed.problems, ...parsed.comments]) {
      if (!contains(whole, span)) expect.fail(`${name}: ${JSON.stringify(text)}: ${JSON.stringify(span)}`);
    }
  }
}, 120_000);

/** Aliases of YAML stand elsewhere, so a child needs to be in the text, not in its parent. */
function isInside(node: ConfigNode, whole: Span): boolean {
  if (!contains(whole, node.span)) return false;
  if (node.kind === "list") return node.items.every((item) => isInside(item, whole));
  if (node.kind !== "object") return true;
  return node.entries.every(
    ({ keys, value, span }) =>
      keys.length > 0 &&
      contains(whole, span) &&
      keys.every((key) => contains(whole, key.span)) &&
      isInside(value, whole),
  );
}

function contains(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.start <= inner.end && inner.end <= outer.end;
}
