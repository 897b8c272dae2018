/**
 * HCL 1, the language of Consul's and Nomad's agent configs, as a tree with the place of everything. Refuses what the
 * original refuses, and goes on: the next entry is found again at the next line.
 *
 * Differs from hashicorp/hcl: an error just before a `}` is reported, where the original forgets it and then wants
 * one `}` more, so that it takes `a { b = }}`.
 * Source: hashicorp/hcl v1.0.0, hcl/parser/parser.go, decoder.go.
 */
import { Hcl1Lexer } from "./hcl1Lexer.ts";
import { heredocValue, numberValue, unquote } from "./hcl1Literals.ts";
import { parseJson } from "./json.ts";
import { Problems, shortened } from "./problems.ts";
import type { ConfigNode, Entry, Key, ObjectNode, Parsed, Span } from "./tree.ts";

/** Deeper nesting is no config, and would end the stack. */
const DEPTH_MAX = 200;
/** The original has these for itself; it refuses them anywhere, comments included. */
const FORBIDDEN = /[\0\uE123]/;

/**
 * Reads HCL 1; a text whose first character is `{` is JSON, as it is for the original. Words with the character
 * `paint` are unknown without being wrong, see `template.ts`.
 */
export function parseHcl1(text: string, paint?: string): Parsed {
  if (/^(?!\uFEFF)\s*\{/.test(text)) return parseJson(text, "hcl");
  const problems = new Problems();
  const parser = new Hcl1Parser(text, problems, paint);
  if (text.startsWith("\uFEFF"))
    problems.add("The file starts with a byte order mark; the agent refuses it.", 0, 1);
  const root = parser.root();
  const forbidden = FORBIDDEN.exec(text);
  if (forbidden !== null)
    problems.add("This character is not allowed.", forbidden.index, forbidden.index + 1);
  return { root, roots: [root], comments: parser.lexer.comments, problems: problems.list, isTemplate: false };
}

class Hcl1Parser {
  readonly lexer: Hcl1Lexer;
  readonly #text: string;
  readonly #problems: Problems;
  readonly #paint: string | undefined;
  #depth = 0;

  constructor(text: string, problems: Problems, paint: string | undefined) {
    this.#text = text;
    this.#problems = problems;
    this.#paint = paint;
    this.lexer = new Hcl1Lexer(text, problems);
    if (text.startsWith("\uFEFF")) this.lexer.end = 1;
  }

  root(): ObjectNode {
    const entries: Entry[] = [];
    this.lexer.advance();
    for (;;) {
      this.#entries(entries);
      if (this.lexer.kind === "end") break;
      this.#problem("This } closes nothing.");
      this.lexer.advance();
    }
    return { kind: "object", span: { start: 0, end: this.#text.length }, entries };
  }

  /** Up to a `}`, which is left, or to the end. */
  #entries(entries: Entry[]): void {
    const { lexer } = this;
    while (lexer.kind !== "end" && lexer.kind !== "}") {
      if (lexer.kind !== "name" && lexer.kind !== "string") {
        this.#noKey();
        continue;
      }
      const entry = this.#entry();
      if (entry !== undefined) entries.push(entry);
      if ((lexer.kind as string) === ",") lexer.advance();
    }
  }

  #noKey(): void {
    const word = this.lexer.kind === "heredoc" ? "a heredoc" : `\`${shortened(this.lexer.text())}\``;
    this.#problem(`Here the name of a setting is expected, not ${word}.`);
    this.#skipToEntry();
  }

  #entry(): Entry | undefined {
    const keys = this.#keys();
    const first = keys[0] ?? { text: "", span: this.#span() };
    const { lexer } = this;
    if (lexer.kind === "{") return entry(keys, this.#object());
    if (lexer.kind !== "=" && !this.#startsWith(":")) {
      this.#problems.add(
        `\`${first.text}\` needs = and a value, or a block in { }.`,
        first.span.start,
        first.span.end,
      );
      return this.#skipToEntry();
    }
    if (lexer.kind !== "=") this.#problem("HCL has = between a name and its value, not :.");
    const last = this.#assigned(keys);
    const assign = lexer.start;
    lexer.advance();
    const value = this.#value(first);
    if (value === undefined || last === undefined) return undefined;
    return value.span.start > assign ? entry([last], value) : undefined;
  }

  /** The key that a value is assigned to: there may be one only, so what stands on the lines before has no value. */
  #assigned(keys: readonly Key[]): Key | undefined {
    const [first] = keys;
    if (first === undefined || keys.length === 1) return first;
    const last = keys.at(-1);
    const startsLine = last !== undefined && /\n\s*$/.test(this.#text.slice(first.span.end, last.span.start));
    const message = startsLine
      ? `\`${first.text}\` needs = and a value, or a block in { }.`
      : `After several names a block in { } is expected, not =.`;
    this.#problems.add(message, first.span.start, first.span.end);
    return startsLine ? last : undefined;
  }

  #keys(): Key[] {
    const { lexer } = this;
    const keys: Key[] = [];
    while (lexer.kind === "name" || lexer.kind === "string") {
      const text = lexer.kind === "string" ? this.#stringValue() : lexer.text();
      keys.push({ text, span: this.#span() });
      lexer.advance();
    }
    return keys;
  }

  /** Undefined, and a problem, when there is none. */
  #value(key: Key): ConfigNode | undefined {
    const { lexer } = this;
    if (lexer.kind === "{") return this.#object();
    if (lexer.kind === "[") return this.#list();
    // The original drops a last setting without value silently, so there is nothing to complain about.
    if (lexer.kind === "end" && this.#depth === 0) return undefined;
    if (
      lexer.startsEntry() ||
      lexer.kind === "}" ||
      lexer.kind === "]" ||
      lexer.kind === "," ||
      lexer.kind === "end"
    ) {
      this.#problems.add(`\`${key.text}\` has no value.`, key.span.start, key.span.end);
      return undefined;
    }
    return this.#scalar();
  }

  /** Of the current word, whatever it is. */
  #scalar(): ConfigNode {
    const node = this.#literal();
    this.lexer.advance();
    return node;
  }

  #literal(): ConfigNode {
    const { lexer } = this;
    const span = this.#span();
    switch (lexer.kind) {
      case "string":
        return { kind: "string", span, value: this.#stringValue() };
      case "heredoc":
        return { kind: "string", span, value: heredocValue(lexer.text()) };
      case "boolean":
        return { kind: "boolean", span, value: lexer.text() === "true" };
      case "number":
        return this.#number(span);
      default:
        this.#problem(`\`${shortened(lexer.text())}\` is no value: a text stands in quotes.`);
        return { kind: "unknown", span, text: lexer.text() };
    }
  }

  #number(span: Span): ConfigNode {
    const value = numberValue(this.lexer.text());
    if (value !== undefined) return { kind: "number", span, value };
    this.#problem(`\`${shortened(this.lexer.text())}\` is no number that HCL can read.`);
    return { kind: "unknown", span, text: this.lexer.text() };
  }

  #stringEnd(): number {
    const { start, end } = this.lexer;
    return end - start > 1 && this.#text.charCodeAt(end - 1) === 0x22 ? end - 1 : end;
  }

  #stringValue(): string {
    const start = this.lexer.start + 1;
    return unquote(this.#text.slice(start, this.#stringEnd()), (offset) => {
      const at = start + offset;
      this.#problems.add("HCL knows no such escape; a backslash itself is \\\\.", at, at + 2);
    });
  }

  #object(): ObjectNode {
    const { lexer } = this;
    const { start, end } = lexer;
    const entries: Entry[] = [];
    if (this.#isTooDeep()) return { kind: "object", span: { start, end: lexer.start }, entries };
    this.#depth++;
    lexer.advance();
    this.#entries(entries);
    this.#depth--;
    return { kind: "object", span: { start, end: this.#close("}", start, end) }, entries };
  }

  #list(): ConfigNode {
    const { lexer } = this;
    const { start, end } = lexer;
    const items: ConfigNode[] = [];
    if (this.#isTooDeep()) return { kind: "list", span: { start, end: lexer.start }, items };
    this.#depth++;
    lexer.advance();
    this.#items(items);
    this.#depth--;
    return { kind: "list", span: { start, end: this.#close("]", start, end) }, items };
  }

  /** Up to a `]`, which is left, or to where the list must have ended. */
  #items(items: ConfigNode[]): void {
    const { lexer } = this;
    let needsComma = false;
    while (lexer.kind !== "]" && lexer.kind !== "end" && lexer.kind !== "}" && !lexer.startsEntry()) {
      if (lexer.kind === ",") {
        needsComma = false;
        lexer.advance();
        continue;
      }
      if (needsComma) this.#problem("A comma is missing before this item.");
      // Like the original, which wants no comma after a list in a list.
      needsComma = lexer.kind !== "[";
      if (lexer.kind === "[") items.push(this.#list());
      else if (lexer.kind === "{") items.push(this.#object());
      else items.push(this.#scalar());
    }
  }

  /** Goes over the closing mark, or complains about the opening one; returns where the node ends. */
  #close(mark: "}" | "]", start: number, end: number): number {
    const { lexer } = this;
    const at = lexer.end;
    if (lexer.kind === mark) {
      lexer.advance();
      return at;
    }
    this.#problems.add(`This ${mark === "}" ? "{" : "["} has no ${mark}.`, start, end);
    return Math.max(end, lexer.start);
  }

  #isTooDeep(): boolean {
    if (this.#depth < DEPTH_MAX) return false;
    this.#problem("This is nested too deeply to be read.");
    this.#skipBlock();
    return true;
  }

  /** Goes on at the first word of a later line, or at the `}` of the block around. */
  #skipToEntry(): undefined {
    const { lexer } = this;
    do {
      if (lexer.kind === "{" || lexer.kind === "[") this.#skipBlock();
      else lexer.advance();
    } while (lexer.kind !== "end" && lexer.kind !== "}" && !lexer.startsLine);
  }

  /** From an opening mark to behind its closing one. */
  #skipBlock(): void {
    const { lexer } = this;
    let depth = 0;
    do {
      if (lexer.kind === "{" || lexer.kind === "[") depth++;
      if (lexer.kind === "}" || lexer.kind === "]") depth--;
      lexer.advance();
    } while (depth > 0 && lexer.kind !== "end");
  }

  #startsWith(mark: string): boolean {
    return this.lexer.kind === "bare" && this.#text.startsWith(mark, this.lexer.start);
  }

  #span(): Span {
    return { start: this.lexer.start, end: this.lexer.end };
  }

  #problem(message: string): void {
    if (this.#paint !== undefined && this.lexer.text().includes(this.#paint)) return;
    this.#problems.add(message, this.lexer.start, this.lexer.end);
  }
}

function entry(keys: readonly Key[], value: ConfigNode): Entry {
  return { keys, value, span: { start: keys[0]?.span.start ?? value.span.start, end: value.span.end } };
}
