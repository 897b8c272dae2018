/**
 * JSON as a tree. The words are jsonc-parser's; what they may say is what the agents' own readers take: comments and
 * trailing commas are problems, since Go refuses the file for them.
 */
import { createScanner, type JSONScanner } from "jsonc-parser";
import { Problems, shortened } from "./problems.ts";
import type { Comment, ConfigNode, Entry, Key, ObjectNode, Parsed, Span } from "./tree.ts";

/**
 * Who reads the text: Go's encoding/json (Consul, Serf), or hashicorp/hcl, which overlooks trailing commas and what
 * follows the object (Nomad, and every HCL file that starts with `{`).
 */
export type JsonReader = "go" | "hcl";

// The values of jsonc-parser's SyntaxKind, which is an ambient enum that no bundler can read.
const OPEN_BRACE = 1;
const CLOSE_BRACE = 2;
const OPEN_BRACKET = 3;
const CLOSE_BRACKET = 4;
const COMMA = 5;
const COLON = 6;
const NULL = 7;
const TRUE = 8;
const FALSE = 9;
const STRING = 10;
const NUMBER = 11;
const LINE_COMMENT = 12;
const BLOCK_COMMENT = 13;
const BLANK = 15;
const END = 17;

const DEPTH_MAX = 200;
const SCAN_ERRORS: readonly string[] = [
  "",
  "This comment has no */ at its end.",
  "This string has no closing quote.",
  "This number is not complete.",
  "After \\u four hexadecimal digits are expected.",
  "JSON knows no such escape; a backslash itself is \\\\.",
  "A string can't hold this character; write it as an escape.",
];

/** Reads one JSON object. */
export function parseJson(text: string, reader: JsonReader = "go"): Parsed {
  const problems = new Problems();
  const parser = new JsonParser(text, problems, reader);
  const root = parser.root();
  return { root, roots: [root], comments: parser.comments, problems: problems.list, isTemplate: false };
}

class JsonParser {
  readonly comments: Comment[] = [];
  readonly #text: string;
  readonly #problems: Problems;
  readonly #reader: JsonReader;
  readonly #scanner: JSONScanner;
  #token = END;
  #start = 0;
  #end = 0;
  #lastEnd = 0;
  #depth = 0;

  constructor(text: string, problems: Problems, reader: JsonReader) {
    this.#text = text;
    this.#problems = problems;
    this.#reader = reader;
    this.#scanner = createScanner(text, false);
  }

  root(): ObjectNode {
    const empty: ObjectNode = { kind: "object", span: { start: 0, end: this.#text.length }, entries: [] };
    this.#advance();
    if (this.#slice() === "\uFEFF") {
      this.#problem("The file starts with a byte order mark; the agent refuses it.");
      this.#advance();
    }
    if (this.#token === END) {
      // Consul takes an empty file for no settings.
      if (this.#text !== "") this.#problems.add("The object is missing.", 0, this.#text.length);
      return empty;
    }
    const start = this.#start;
    const value = this.#value();
    if (value.kind !== "object" && value.kind !== "null" && value.kind !== "unknown") {
      this.#problems.add("A config file holds one object, in { }.", start, start + 1);
    }
    if (this.#token !== END && this.#reader === "go")
      this.#problem("Nothing may follow the end of the object.");
    return value.kind === "object" ? value : empty;
  }

  #value(): ConfigNode {
    const span = this.#span();
    switch (this.#token) {
      case OPEN_BRACE:
        return this.#object();
      case OPEN_BRACKET:
        return this.#list();
      case STRING:
        return this.#taken({ kind: "string", span, value: this.#scanner.getTokenValue() });
      case NUMBER:
        return this.#taken(this.#number(span));
      case TRUE:
      case FALSE:
        return this.#taken({ kind: "boolean", span, value: this.#token === TRUE });
      case NULL:
        return this.#taken({ kind: "null", span });
      default:
        this.#problem(`\`${shortened(this.#slice())}\` is no value: a text stands in quotes.`);
        return this.#taken({ kind: "unknown", span, text: this.#slice() });
    }
  }

  #number(span: Span): ConfigNode {
    const value = Number(this.#slice());
    if (Number.isFinite(value)) return { kind: "number", span, value };
    this.#problem(`\`${shortened(this.#slice())}\` is too large a number.`);
    return { kind: "unknown", span, text: this.#slice() };
  }

  #object(): ObjectNode {
    const start = this.#start;
    const entries: Entry[] = [];
    const end = this.#inside(CLOSE_BRACE, () => {
      const entry = this.#entry();
      if (entry !== undefined) entries.push(entry);
    });
    return { kind: "object", span: { start, end }, entries };
  }

  #list(): ConfigNode {
    const start = this.#start;
    const items: ConfigNode[] = [];
    const end = this.#inside(CLOSE_BRACKET, () => void items.push(this.#value()));
    return { kind: "list", span: { start, end }, items };
  }

  /** Reads what stands between an opening mark and its closing one, with its commas; returns where it ends. */
  #inside(close: number, element: () => void): number {
    const opening = this.#span();
    this.#advance();
    if (++this.#depth > DEPTH_MAX) this.#skipDeep();
    for (let needsComma = false; !this.#endsBlock(); needsComma = true) {
      if (needsComma) this.#comma(close);
      if (this.#endsBlock()) break;
      element();
    }
    this.#depth--;
    if (this.#token !== close) return this.#unclosed(opening);
    const end = this.#end;
    this.#advance();
    return end;
  }

  #comma(close: number): void {
    if (this.#token !== COMMA) {
      const end = this.#lastEnd;
      return this.#problems.add("A comma is missing after this.", Math.max(0, end - 1), end);
    }
    const comma = this.#span();
    this.#advance();
    if (this.#token === close && this.#reader === "go") {
      this.#problems.add("Go's JSON takes no comma before the closing mark.", comma.start, comma.end);
    }
  }

  #entry(): Entry | undefined {
    if (this.#token !== STRING) {
      this.#problem(`Here a name in quotes is expected, not \`${shortened(this.#slice())}\`.`);
      return this.#skipElement();
    }
    const key: Key = { text: this.#scanner.getTokenValue(), span: this.#span() };
    this.#advance();
    if (!this.#isAt(COLON)) {
      this.#problems.add(`\`${key.text}\` needs : and a value.`, key.span.start, key.span.end);
      return this.#skipElement();
    }
    this.#advance();
    if (this.#endsBlock() || this.#isAt(COMMA)) {
      this.#problems.add(`\`${key.text}\` has no value.`, key.span.start, key.span.end);
      return undefined;
    }
    const value = this.#value();
    return { keys: [key], value, span: { start: key.span.start, end: value.span.end } };
  }

  /** To the next comma or closing mark. */
  #skipElement(): undefined {
    while (!this.#endsBlock() && this.#token !== COMMA) {
      if (this.#token === OPEN_BRACE || this.#token === OPEN_BRACKET) this.#value();
      else this.#advance();
    }
  }

  /** Config isn't nested that deeply; to go on would end the stack. */
  #skipDeep(): void {
    this.#problem("This is nested too deeply to be read.");
    while (this.#token !== END) this.#advance();
  }

  #isAt(token: number): boolean {
    return this.#token === token;
  }

  #endsBlock(): boolean {
    return this.#token === CLOSE_BRACE || this.#token === CLOSE_BRACKET || this.#token === END;
  }

  #unclosed(opening: Span): number {
    const mark = this.#text[opening.start] === "{" ? "}" : "]";
    this.#problems.add(`This ${this.#text[opening.start] ?? ""} has no ${mark}.`, opening.start, opening.end);
    return Math.max(opening.end, this.#lastEnd);
  }

  #advance(): void {
    this.#lastEnd = this.#end;
    let token: number;
    do {
      token = this.#scanner.scan();
      this.#start = this.#scanner.getTokenOffset();
      // An open comment is said to be one character longer than the text.
      this.#end = Math.min(this.#text.length, this.#start + this.#scanner.getTokenLength());
      if (token === LINE_COMMENT || token === BLOCK_COMMENT) this.#comment(token);
    } while (token >= LINE_COMMENT && token <= BLANK);
    this.#token = token;
    const error: number = this.#scanner.getTokenError();
    if (error !== 0) this.#problem(SCAN_ERRORS[error] ?? "This is no JSON.");
  }

  #comment(token: number): void {
    const span = this.#span();
    const body = this.#text.slice(span.start + 2, token === BLOCK_COMMENT ? span.end - 2 : span.end);
    this.comments.push({ text: body.trim(), span });
    this.#problem("JSON has no comments; the agent refuses the file.");
  }

  #taken(node: ConfigNode): ConfigNode {
    this.#advance();
    return node;
  }

  #slice(): string {
    return this.#text.slice(this.#start, this.#end);
  }

  #span(): Span {
    return { start: this.#start, end: this.#end };
  }

  #problem(message: string): void {
    this.#problems.add(message, this.#start, this.#end);
  }
}
