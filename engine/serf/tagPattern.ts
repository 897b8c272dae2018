/**
 * Matches Go's regular expressions in linear time. The expression of a query comes from whoever sends it: JavaScript's
 * own engine could be made to think for hours, RE2 and this one cannot. All states are followed at once.
 * Source: Thompson 1968; Go regexp, MatchString (unanchored).
 */
import { assert, unreachable } from "../base/assert.ts";
import { fail, ok, type Result } from "../base/result.ts";
import { parsePattern, type CodeRanges, type PatternNode } from "./tagPatternSyntax.ts";

type Step =
  | {
      readonly kind: "set";
      readonly ranges: CodeRanges;
      readonly isNegated: boolean;
      readonly ignoresCase: boolean;
    }
  | { readonly kind: "assert"; readonly at: string }
  | { kind: "split"; targets: readonly number[] }
  | { readonly kind: "match" };

/** Longest expression and largest program that is run: at worst steps · subject is walked, about 10 ms. */
const EXPRESSION_LENGTH_MAX = 1_024;
const PROGRAM_STEPS_MAX = 4_000;
/** Tags are at most 512 bytes together. */
const SUBJECT_LENGTH_MAX = 512;

/** Whether some part of `subject` matches; fails where the expression cannot be read or is too large. */
export function matchesPattern(expression: string, subject: string): Result<boolean, string> {
  if (expression.length > EXPRESSION_LENGTH_MAX) return fail("the expression is too long");
  if (subject.length > SUBJECT_LENGTH_MAX) return fail("the tag's value is too long");
  const tree = parsePattern(expression);
  if (!tree.ok) return tree;
  const program: Step[] = [];
  if (!compile(tree.value, program)) return fail("the expression is too large");
  program.push({ kind: "match" });
  return ok(run(program, subject));
}

/** Appends the steps of a node; false when there would be too many. */
function compile(node: PatternNode, program: Step[]): boolean {
  if (program.length > PROGRAM_STEPS_MAX) return false;
  switch (node.kind) {
    case "empty":
      return true;
    case "set":
    case "assert":
      program.push(node);
      return true;
    case "sequence":
      return node.parts.every((part) => compile(part, program));
    case "either":
      return compileEither(node.parts, program);
    case "repeat":
      return compileRepeat(node.part, node.min, node.max, program);
    default:
      return unreachable(node);
  }
}

function compileEither(parts: readonly PatternNode[], program: Step[]): boolean {
  const fork = { kind: "split" as const, targets: [] as number[] };
  program.push(fork);
  const ends: { kind: "split"; targets: readonly number[] }[] = [];
  for (const part of parts) {
    fork.targets.push(program.length);
    if (!compile(part, program)) return false;
    const end = { kind: "split" as const, targets: [] };
    ends.push(end);
    program.push(end);
  }
  for (const end of ends) end.targets = [program.length];
  return true;
}

function compileRepeat(part: PatternNode, min: number, max: number, program: Step[]): boolean {
  for (let i = 0; i < min; i += 1) if (!compile(part, program)) return false;
  if (max === Infinity) {
    const start = program.length;
    const fork = { kind: "split" as const, targets: [] as readonly number[] };
    program.push(fork);
    if (!compile(part, program)) return false;
    program.push({ kind: "split", targets: [start] });
    fork.targets = [start + 1, program.length];
    return true;
  }
  const forks: { kind: "split"; targets: readonly number[] }[] = [];
  for (let i = min; i < max; i += 1) {
    const fork = { kind: "split" as const, targets: [program.length + 1] };
    forks.push(fork);
    program.push(fork);
    if (!compile(part, program)) return false;
  }
  for (const fork of forks) fork.targets = [...fork.targets, program.length];
  return true;
}

function run(program: readonly Step[], subject: string): boolean {
  const codes = Array.from(subject, (symbol) => symbol.codePointAt(0) ?? 0);
  let states: number[] = [];
  for (let at = 0; at <= codes.length; at += 1) {
    // Unanchored: a new attempt begins at each place.
    const reached = closure(program, [...states, 0], codes, at);
    if (reached.some((state) => program[state]?.kind === "match")) return true;
    const code = codes[at];
    if (code === undefined) return false;
    states = reached.filter((state) => accepts(program[state], code)).map((state) => state + 1);
  }
  return false;
}

/** All states reachable without taking a symbol. */
function closure(
  program: readonly Step[],
  from: readonly number[],
  codes: readonly number[],
  at: number,
): number[] {
  const seen = new Set<number>();
  const stack = [...from];
  const reached: number[] = [];
  while (stack.length > 0) {
    const state = stack.pop() ?? 0;
    if (seen.has(state)) continue;
    seen.add(state);
    const step = program[state];
    assert(step !== undefined, "a state is inside its program");
    if (step.kind === "split") stack.push(...step.targets);
    else if (step.kind === "assert") {
      if (holds(step.at, codes, at)) stack.push(state + 1);
    } else reached.push(state);
  }
  return reached;
}

function holds(assertion: string, codes: readonly number[], at: number): boolean {
  const before = codes[at - 1];
  const after = codes[at];
  switch (assertion) {
    case "textStart":
      return at === 0;
    case "textEnd":
      return at === codes.length;
    case "lineStart":
      return at === 0 || before === 10;
    case "lineEnd":
      return at === codes.length || after === 10;
    default:
      return (isWord(before) !== isWord(after)) === (assertion === "word");
  }
}

function isWord(code: number | undefined): boolean {
  return code !== undefined && code < 128 && /\w/.test(String.fromCharCode(code));
}

function accepts(step: Step | undefined, code: number): boolean {
  if (step?.kind !== "set") return false;
  const isInside = inRanges(step.ranges, code) || (step.ignoresCase && foldsInto(step.ranges, code));
  return isInside !== step.isNegated;
}

function foldsInto(ranges: CodeRanges, code: number): boolean {
  const symbol = String.fromCodePoint(code);
  return [symbol.toLowerCase(), symbol.toUpperCase()].some((other) =>
    inRanges(ranges, other.codePointAt(0) ?? 0),
  );
}

function inRanges(ranges: CodeRanges, code: number): boolean {
  return ranges.some(([from, to]) => code >= from && code <= to);
}
