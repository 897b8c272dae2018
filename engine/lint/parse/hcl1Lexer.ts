/**
 * Words of HCL 1, one after another; comments are kept aside. What the original refuses is a problem, and the word
 * still has a kind, so that the parser can go on. Source: hashicorp/hcl v1.0.0, hcl/scanner/scanner.go.
 */
import { isDecimal, isHexadecimal, isLetter, isNamePart, isWhitespace } from "./characters.ts";
import type { Problems } from "./problems.ts";
import type { Comment } from "./tree.ts";

export type Hcl1TokenKind =
  | "name"
  | "boolean"
  | "number"
  | "string"
  | "heredoc"
  /** Something else than HCL: `10.0.0.1`, `${x}`, `<%= x %>`. */
  | "bare"
  | "{"
  | "}"
  | "["
  | "]"
  | ","
  | "="
  | "end";

const PUNCTUATION: Readonly<Record<string, Hcl1TokenKind>> = {
  "{": "{",
  "}": "}",
  "[": "[",
  "]": "]",
  ",": ",",
  "=": "=",
};

/** Up to where a word goes that is no HCL. */
const BARE = /(?:[$%#]\{[^}\n]*\}|<%.{0,500}?%>|[^\s,[\]{}="])+/y;
const HEREDOC = /<<(-?)([\p{L}\p{Nd}_]+)\r*\n/uy;
/** A name and what makes it the key of an entry on its line. */
const KEY_AHEAD = /[\p{L}_][\p{L}\p{Nd}_.-]*[ \t]*(?=[={])/uy;
/** Names that the original takes for the next entry, even right behind a number. */
const ENTRY_AHEAD = /[\p{L}_][\p{L}\p{Nd}_.-]*(?:\s*=|(?:\s+[\p{L}_][\p{L}\p{Nd}_.-]*|\s*"[^"\n]*")*\s*\{)/uy;

export class Hcl1Lexer {
  readonly comments: Comment[] = [];
  kind: Hcl1TokenKind = "end";
  start = 0;
  /** Exclusive. */
  end = 0;
  /** Whether a line ended between this word and the one before. */
  startsLine = true;
  readonly #text: string;
  readonly #problems: Problems;

  constructor(text: string, problems: Problems) {
    this.#text = text;
    this.#problems = problems;
  }

  /** Goes to the next word. */
  advance(): void {
    // Looking for the end of what has none costs the rest of the text each time.
    if (this.#problems.isFull) return this.#take("end", this.#text.length);
    this.startsLine = this.end <= 1;
    this.#skipBlanksAndComments();
    const code = this.#text.charCodeAt(this.start);
    if (this.start >= this.#text.length) this.#take("end", this.start);
    else if (code === 0x22) this.#string();
    else if (isLetter(this.#text.codePointAt(this.start) ?? 0)) this.#name();
    else if (this.#startsNumber(code)) this.#number();
    else if (code === 0x3c && this.#text.charCodeAt(this.start + 1) === 0x3c) this.#heredoc();
    else this.#punctuation();
  }

  /** Whether the word is on a new line and is the key of an entry: then whatever was open before it isn't any more. */
  startsEntry(): boolean {
    return this.startsLine && this.kind === "name" && matchesAt(KEY_AHEAD, this.#text, this.start);
  }

  text(): string {
    return this.#text.slice(this.start, this.end);
  }

  #take(kind: Hcl1TokenKind, end: number): void {
    this.kind = kind;
    this.end = end;
  }

  #skipBlanksAndComments(): void {
    const text = this.#text;
    let at = this.end;
    for (;;) {
      const code = text.charCodeAt(at);
      if (isWhitespace(code)) {
        if (code === 0x0a) this.startsLine = true;
        at++;
      } else if (code === 0x23) at = this.#lineComment(at, 1);
      else if (code === 0x2f && text.charCodeAt(at + 1) === 0x2f) at = this.#lineComment(at, 2);
      else if (code === 0x2f && text.charCodeAt(at + 1) === 0x2a) at = this.#blockComment(at);
      else break;
    }
    this.start = at;
  }

  #lineComment(start: number, marks: number): number {
    const newline = this.#text.indexOf("\n", start);
    const end = newline === -1 ? this.#text.length : newline;
    this.comments.push({ text: this.#text.slice(start + marks, end).trim(), span: { start, end } });
    return end;
  }

  #blockComment(start: number): number {
    const close = this.#text.indexOf("*/", start + 2);
    const end = close === -1 ? this.#text.length : close + 2;
    if (close === -1) this.#problems.add("This comment has no */ at its end.", start, start + 2);
    const body = this.#text.slice(start + 2, close === -1 ? end : close);
    if (body.includes("\n")) this.startsLine = true;
    this.comments.push({ text: body.trim(), span: { start, end } });
    return end;
  }

  /** To the closing quote; quotes and line ends inside `${…}` belong to the string. */
  #string(): void {
    const text = this.#text;
    let braces = 0;
    for (let at = this.start + 1; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 0x22 && braces === 0) return this.#take("string", at + 1);
      if (code === 0x0a && braces === 0) return this.#unclosedString(at);
      if (code === 0x5c && text.charCodeAt(at + 1) !== 0x0a) at++;
      else if (code === 0x7b && (braces > 0 || text.charCodeAt(at - 1) === 0x24)) braces++;
      else if (code === 0x7d && braces > 0) braces--;
    }
    this.#unclosedInterpolation();
  }

  /** An open `${` takes the rest of the text with it; what was meant ends at the next quote, or with the line. */
  #unclosedInterpolation(): void {
    const rest = /^"(?:[^"\\\n]|\\.)*"?/.exec(this.#text.slice(this.start))?.[0] ?? "";
    const end = this.start + rest.trimEnd().length;
    this.#problems.add("The ${ in this string has no }, so the string never ends.", this.start, end);
    this.#take("string", end);
  }

  #unclosedString(lineEnd: number): void {
    const end = this.#text.charCodeAt(lineEnd - 1) === 0x0d ? lineEnd - 1 : lineEnd;
    this.#problems.add("This string has no closing quote.", this.start, end);
    this.#take("string", end);
  }

  #name(): void {
    const text = this.#text;
    let at = this.start;
    for (let code = text.codePointAt(at) ?? 0; isNamePart(code); code = text.codePointAt(at) ?? 0) {
      at += code > 0xffff ? 2 : 1;
    }
    const length = at - this.start;
    const isBoolean =
      (length === 4 && text.startsWith("true", this.start)) ||
      (length === 5 && text.startsWith("false", this.start));
    this.#take(isBoolean ? "boolean" : "name", at);
  }

  #startsNumber(code: number): boolean {
    return (
      isDecimal(code) ||
      ((code === 0x2d || code === 0x2e) && isDecimal(this.#text.charCodeAt(this.start + 1)))
    );
  }

  /** A number ends where the original ends it, except that a longer word, such as `10.0.0.1` or `15s`, stays whole. */
  #number(): void {
    const text = this.#text;
    let at = this.start;
    if (text.charCodeAt(at) === 0x2d) at++;
    if (text.charCodeAt(at) === 0x30 && (text.charCodeAt(at + 1) | 0x20) === 0x78) {
      at += 2;
      while (isHexadecimal(text.charCodeAt(at))) at++;
    } else {
      at = this.#decimals(at);
      if (text.charCodeAt(at) === 0x2e) at = this.#decimals(at + 1);
      if ((text.charCodeAt(at) | 0x20) === 0x65) at = this.#exponent(at + 1);
    }
    this.#take("number", at);
    BARE.lastIndex = at;
    if (BARE.test(text) && !matchesAt(ENTRY_AHEAD, text, at) && !this.#startsComment(at)) this.#bare(at);
  }

  #startsComment(at: number): boolean {
    const code = this.#text.charCodeAt(at);
    return code === 0x23 || (code === 0x2f && /[/*]/.test(this.#text.charAt(at + 1)));
  }

  #decimals(from: number): number {
    let at = from;
    while (isDecimal(this.#text.charCodeAt(at))) at++;
    return at;
  }

  #exponent(from: number): number {
    const sign = this.#text.charCodeAt(from);
    return this.#decimals(sign === 0x2b || sign === 0x2d ? from + 1 : from);
  }

  /**
   * To the end of the closing mark's line, which must end with a line feed, as the original wants it; after `<<-` it
   * must be indented.
   */
  #heredoc(): void {
    const text = this.#text;
    HEREDOC.lastIndex = this.start;
    const opening = HEREDOC.exec(text);
    if (opening === null) {
      const end = this.start + 2;
      this.#problems.add("A heredoc starts with << and a word, and then the line ends.", this.start, end);
      return this.#bare(end);
    }
    const [line, dash = "", word = ""] = opening;
    const closing = new RegExp(`^[ \\t\\f\\v\\r]${dash === "" ? "*" : "+"}${word}\\r*(?=\\n)`, "gm");
    closing.lastIndex = HEREDOC.lastIndex;
    const match = closing.exec(text);
    if (match !== null) return this.#take("heredoc", match.index + match[0].trimEnd().length);
    const wanted = dash === "" ? `a line ${word}` : `an indented line ${word}`;
    const message = `This heredoc needs ${wanted} to end it, with a line end behind it.`;
    this.#problems.add(message, this.start, this.start + line.trimEnd().length);
    this.#take("heredoc", text.length);
  }

  #punctuation(): void {
    const kind = PUNCTUATION[this.#text.charAt(this.start)];
    if (kind !== undefined) return this.#take(kind, this.start + 1);
    if (this.#text[this.start] === ":") return this.#take("bare", this.start + 1);
    this.#bare(this.start + 1);
  }

  #bare(from: number): void {
    BARE.lastIndex = this.start;
    BARE.test(this.#text);
    this.#take("bare", Math.max(from, BARE.lastIndex));
  }
}

function matchesAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}
