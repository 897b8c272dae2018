/**
 * Reads Go's regular expressions (RE2 syntax) into a tree. Left out, and refused with a reason: Unicode classes such
 * as `\pL`. What RE2 itself does not have (look-around, back references) is refused as there.
 * Source: Go regexp/syntax.
 */
import { fail, ok, type Result } from "../base/result.ts";

/** Inclusive ranges of code points, as pairs. */
export type CodeRanges = readonly (readonly [from: number, to: number])[];

export type PatternNode =
  | { readonly kind: "empty" }
  | {
      readonly kind: "set";
      readonly ranges: CodeRanges;
      readonly isNegated: boolean;
      readonly ignoresCase: boolean;
    }
  | {
      readonly kind: "assert";
      readonly at: "textStart" | "textEnd" | "lineStart" | "lineEnd" | "word" | "noWord";
    }
  | { readonly kind: "sequence" | "either"; readonly parts: readonly PatternNode[] }
  | { readonly kind: "repeat"; readonly part: PatternNode; readonly min: number; readonly max: number };

const CODE_MAX = 0x10ffff;
/** RE2's own limit of a counted repetition. */
const REPEAT_MAX = 1_000;
const NESTING_MAX = 100;

const DIGIT: CodeRanges = [[48, 57]];
const WORD: CodeRanges = [...DIGIT, [65, 90], [95, 95], [97, 122]];
const SPACE: CodeRanges = [
  [9, 10],
  [12, 13],
  [32, 32],
];
const PERL: Readonly<Record<string, CodeRanges>> = { d: DIGIT, w: WORD, s: SPACE };
const POSIX: Readonly<Record<string, CodeRanges>> = {
  alnum: [...DIGIT, [65, 90], [97, 122]],
  alpha: [
    [65, 90],
    [97, 122],
  ],
  ascii: [[0, 127]],
  blank: [
    [9, 9],
    [32, 32],
  ],
  digit: DIGIT,
  lower: [[97, 122]],
  space: [
    [9, 13],
    [32, 32],
  ],
  upper: [[65, 90]],
  word: WORD,
  xdigit: [...DIGIT, [65, 70], [97, 102]],
  punct: [
    [33, 47],
    [58, 64],
    [91, 96],
    [123, 126],
  ],
};
const ESCAPES: Readonly<Record<string, number>> = { a: 7, f: 12, t: 9, n: 10, r: 13, v: 11 };
const ASSERTIONS: Readonly<Record<string, "textStart" | "textEnd" | "word" | "noWord">> = {
  A: "textStart",
  z: "textEnd",
  b: "word",
  B: "noWord",
};

interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
}

/** The tree of an expression, or why it has none. */
export function parsePattern(expression: string): Result<PatternNode, string> {
  const parser = new Parser(Array.from(expression));
  const node = parser.either({ i: false, m: false, s: false }, 0);
  if (parser.problem === undefined && !parser.isAtEnd) parser.complain("unexpected )");
  return parser.problem === undefined ? ok(node) : fail(`error parsing regexp: ${parser.problem}`);
}

class Parser {
  private at = 0;
  private flags: Flags = { i: false, m: false, s: false };
  problem: string | undefined;

  constructor(private readonly symbols: readonly string[]) {}

  get isAtEnd(): boolean {
    return this.at >= this.symbols.length;
  }

  complain(problem: string): PatternNode {
    this.problem ??= problem;
    this.at = this.symbols.length;
    return { kind: "empty" };
  }

  /** Alternatives up to the end or the closing bracket. Flags set inside end with the group. */
  either(flags: Flags, depth: number): PatternNode {
    if (depth > NESTING_MAX) return this.complain("expression nests too deeply");
    this.flags = flags;
    const parts = [this.sequence(depth)];
    while (this.take("|")) parts.push(this.sequence(depth));
    return parts.length === 1 ? (parts[0] ?? { kind: "empty" }) : { kind: "either", parts };
  }

  private sequence(depth: number): PatternNode {
    const parts: PatternNode[] = [];
    while (!this.isAtEnd && this.peek() !== "|" && this.peek() !== ")") {
      const atom = this.atom(depth);
      if (atom !== undefined) parts.push(this.repeated(atom));
    }
    return { kind: "sequence", parts };
  }

  private repeated(atom: PatternNode): PatternNode {
    let part = atom;
    for (let times = 0; ; times += 1) {
      const range = this.repetition();
      if (range === undefined) return part;
      this.take("?"); // Lazy or greedy makes no difference to whether it matches.
      if (times > 0) return this.complain("invalid nested repetition operator");
      part = { kind: "repeat", part, min: range[0], max: range[1] };
    }
  }

  private repetition(): readonly [number, number] | undefined {
    if (this.take("*")) return [0, Infinity];
    if (this.take("+")) return [1, Infinity];
    if (this.take("?")) return [0, 1];
    const counted = /^\{(\d{1,4})(,(\d{1,4})?)?\}/.exec(this.symbols.slice(this.at, this.at + 12).join(""));
    if (counted === null) return undefined;
    this.at += counted[0].length;
    const min = Number(counted[1]);
    const max = counted[3] !== undefined ? Number(counted[3]) : counted[2] === undefined ? min : Infinity;
    if (min > REPEAT_MAX || (max !== Infinity && max > REPEAT_MAX) || max < min)
      this.complain("invalid repeat count");
    return [min, max];
  }

  /** One atom; undefined for a group that only sets flags. */
  private atom(depth: number): PatternNode | undefined {
    const symbol = this.next();
    switch (symbol) {
      case "(":
        return this.group(depth);
      case "[":
        return this.charClass();
      case ".":
        return this.set(this.flags.s ? [] : [[10, 10]], true);
      case "^":
        return { kind: "assert", at: this.flags.m ? "lineStart" : "textStart" };
      case "$":
        return { kind: "assert", at: this.flags.m ? "lineEnd" : "textEnd" };
      case "\\":
        return this.escape();
      case "*":
      case "+":
      case "?":
        return this.complain("missing argument to repetition operator");
      default:
        return this.literal(symbol);
    }
  }

  private group(depth: number): PatternNode | undefined {
    const outer = this.flags;
    let inner = outer;
    if (this.take("?")) {
      const header = /^(?:P?<[A-Za-z0-9_]{1,64}>|([imsU]*)(?:-([imsU]+))?([:)]))/.exec(
        this.symbols.slice(this.at, this.at + 72).join(""),
      );
      if (header === null) return this.complain("invalid or unsupported Perl syntax");
      this.at += header[0].length;
      for (const flag of header[1] ?? "") inner = { ...inner, [flag]: true };
      for (const flag of header[2] ?? "") inner = { ...inner, [flag]: false };
      if (header[3] === ")") {
        this.flags = inner;
        return undefined;
      }
    }
    const node = this.either(inner, depth + 1);
    if (!this.take(")")) return this.complain("missing closing )");
    this.flags = outer;
    return node;
  }

  private charClass(): PatternNode {
    const isNegated = this.take("^");
    const ranges: (readonly [number, number])[] = [];
    for (let isFirst = true; isFirst || this.peek() !== "]"; isFirst = false) {
      if (this.isAtEnd) return this.complain("missing closing ]");
      ranges.push(...this.classItem());
    }
    this.next();
    return this.set(ranges, isNegated);
  }

  private classItem(): CodeRanges {
    const posix = /^\[:(\^?)(\w+):\]/.exec(this.symbols.slice(this.at, this.at + 14).join(""));
    if (posix !== null) {
      this.at += posix[0].length;
      const named = POSIX[posix[2] ?? ""];
      if (named === undefined) this.complain("invalid character class range");
      return posix[1] === "^" ? inverted(named ?? []) : (named ?? []);
    }
    const from = this.classCode();
    if (typeof from !== "number") return from;
    if (this.peek() !== "-" || this.symbols[this.at + 1] === "]") return [[from, from]];
    this.next();
    const to = this.classCode();
    if (typeof to !== "number" || to < from) this.complain("invalid character class range");
    return typeof to === "number" ? [[from, to]] : [];
  }

  private classCode(): number | CodeRanges {
    const symbol = this.next();
    if (symbol !== "\\") return symbol.codePointAt(0) ?? 0;
    const letter = this.next();
    const perl = PERL[letter.toLowerCase()];
    if (perl === undefined) return this.escapedCode(letter);
    return letter === letter.toLowerCase() ? perl : inverted(perl);
  }

  private escape(): PatternNode {
    const letter = this.next();
    const perl = PERL[letter.toLowerCase()];
    if (perl !== undefined) return this.set(perl, letter !== letter.toLowerCase());
    const at = ASSERTIONS[letter];
    if (at !== undefined) return { kind: "assert", at };
    if (letter === "Q") return this.quoted();
    const code = this.escapedCode(letter);
    return this.set([[code, code]], false);
  }

  /** `\Q` up to `\E` or the end, taken literally. */
  private quoted(): PatternNode {
    const parts: PatternNode[] = [];
    while (!this.isAtEnd) {
      if (this.peek() === "\\" && this.symbols[this.at + 1] === "E") {
        this.at += 2;
        break;
      }
      parts.push(this.literal(this.next()));
    }
    return { kind: "sequence", parts };
  }

  private escapedCode(letter: string): number {
    const known = ESCAPES[letter];
    if (known !== undefined) return known;
    if (letter === "x") {
      const hex = /^(?:([0-9a-fA-F]{2})|\{([0-9a-fA-F]{1,6})\})/.exec(
        this.symbols.slice(this.at, this.at + 8).join(""),
      );
      if (hex !== null) {
        this.at += hex[0].length;
        return Math.min(CODE_MAX, parseInt(hex[1] ?? hex[2] ?? "0", 16));
      }
    }
    if (letter === "" || /^[\p{L}\p{N}]$/u.test(letter))
      this.complain(`invalid escape sequence: \\${letter}`);
    return letter.codePointAt(0) ?? 0;
  }

  private literal(symbol: string): PatternNode {
    const code = symbol.codePointAt(0) ?? 0;
    return this.set([[code, code]], false);
  }

  private set(ranges: CodeRanges, isNegated: boolean): PatternNode {
    return { kind: "set", ranges, isNegated, ignoresCase: this.flags.i };
  }

  private peek(): string | undefined {
    return this.symbols[this.at];
  }

  private next(): string {
    const symbol = this.symbols[this.at] ?? "";
    this.at += 1;
    return symbol;
  }

  private take(symbol: string): boolean {
    if (this.peek() !== symbol) return false;
    this.at += 1;
    return true;
  }
}

function inverted(ranges: CodeRanges): CodeRanges {
  const sorted = [...ranges].sort(([a], [b]) => a - b);
  const gaps: (readonly [number, number])[] = [];
  let from = 0;
  for (const [start, end] of sorted) {
    if (start > from) gaps.push([from, start - 1]);
    from = Math.max(from, end + 1);
  }
  return from <= CODE_MAX ? [...gaps, [from, CODE_MAX]] : gaps;
}
