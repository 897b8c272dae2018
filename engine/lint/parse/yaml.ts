/**
 * YAML as trees, one a document; the library is `yaml`. Aliases are followed and `<<` is merged, so that a reader sees
 * what the program will see; each value keeps the place where it was written.
 */
import {
  Composer,
  isAlias,
  isMap,
  isPair,
  isScalar,
  Lexer,
  Parser,
  type Document,
  type Pair,
  type ParsedNode,
  type Scalar,
  type YAMLMap,
} from "yaml";
import { Problems } from "./problems.ts";
import type { Comment, ConfigNode, Entry, ObjectNode, Parsed, Span } from "./tree.ts";

/** Aliases of aliases may stand for more than memory holds. */
const ALIASED_NODE_COUNT_MAX = 20_000;
const DEPTH_MAX = 200;

/** Reads all documents of a text; a document that is no mapping is an object without entries. */
export function parseYaml(text: string): Parsed {
  const problems = new Problems();
  const comments: Comment[] = [];
  let roots: ObjectNode[] = [];
  try {
    if (isTooDeep(text)) throw new RangeError("nested too deeply");
    roots = documentsOf(text, comments).map((document) => rootOf(document, text, problems));
  } catch {
    // The library recurses without a limit of its own, and takes quadratic time.
    problems.add("This is no YAML that can be read; it may be nested too deeply.", 0, text.length);
  }
  const empty: ObjectNode = { kind: "object", span: { start: 0, end: text.length }, entries: [] };
  const root = roots[0] ?? empty;
  return {
    root,
    roots: roots.length > 0 ? roots : [root],
    comments,
    problems: problems.list,
    isTemplate: false,
  };
}

/** Whether any line goes on below more open brackets than a config ever has; brackets in strings count too. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5b || code === 0x7b) depth++;
    else if (code === 0x5d || code === 0x7d) depth--;
    else if (code === 0x0a && /[\w#-]/.test(text.charAt(at + 1))) depth = 0;
    if (depth > DEPTH_MAX) return true;
  }
  return false;
}

/** Goes over the text once, for the documents and for the comments, whose places the documents don't keep. */
function documentsOf(text: string, comments: Comment[]): Document.Parsed[] {
  const parser = new Parser();
  const composer = new Composer({
    prettyErrors: false,
    uniqueKeys: false,
    strict: false,
    logLevel: "silent",
  });
  const documents: Document.Parsed[] = [];
  let offset = 0;
  let previous = "";
  for (const lexeme of new Lexer().lex(text)) {
    // These marks stand for no character of the text; \x1f comes before the lines of a block scalar.
    const isMark = lexeme === "\x02" || lexeme === "\x18" || lexeme === "\x1f";
    if (lexeme.startsWith("#") && previous !== "\x1f") {
      comments.push({ text: lexeme.slice(1).trim(), span: { start: offset, end: offset + lexeme.length } });
    }
    if (!isMark) offset += lexeme.length;
    previous = lexeme;
    for (const token of parser.next(lexeme)) documents.push(...composer.next(token));
  }
  for (const token of parser.end()) documents.push(...composer.next(token));
  documents.push(...composer.end(false, text.length));
  return documents;
}

function rootOf(document: Document.Parsed, text: string, problems: Problems): ObjectNode {
  for (const { message, pos } of document.errors) {
    const [start, end] = pos;
    problems.add(`${message.replace(/\.$/, "")}.`, Math.min(start, text.length), Math.min(end, text.length));
  }
  const reader = new DocumentReader(text);
  const root = document.contents === null ? undefined : reader.node(document.contents, 0);
  if (root?.kind === "object") return root;
  const [start, end] = document.range;
  return { kind: "object", span: { start, end }, entries: [] };
}

class DocumentReader {
  readonly #text: string;
  readonly #anchors = new Map<string, ParsedNode>();
  #aliasedCount = 0;
  #isAliased = false;

  constructor(text: string) {
    this.#text = text;
  }

  node(node: ParsedNode, depth: number): ConfigNode {
    const [start, end] = node.range;
    const span = { start, end };
    if (depth > DEPTH_MAX || hasOwnTag(node)) return this.#unknown(span);
    if (isAlias(node)) return this.#aliased(node.source, span, depth);
    if (this.#isAliased) this.#aliasedCount++;
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    if (isScalar(node)) return this.#scalar(node, span);
    if (isMap(node)) return { kind: "object", span, entries: this.#entries(node, depth) };
    return { kind: "list", span, items: node.items.map((item) => this.node(item, depth + 1)) };
  }

  #aliased(name: string, span: Span, depth: number): ConfigNode {
    const target = this.#anchors.get(name);
    if (target === undefined || this.#aliasedCount > ALIASED_NODE_COUNT_MAX) return this.#unknown(span);
    const wasAliased = this.#isAliased;
    this.#isAliased = true;
    const node = this.node(target, depth + 1);
    this.#isAliased = wasAliased;
    return node;
  }

  #scalar({ value }: Scalar, span: Span): ConfigNode {
    if (typeof value === "string") return { kind: "string", span, value };
    if (typeof value === "number" || typeof value === "bigint")
      return { kind: "number", span, value: Number(value) };
    if (typeof value === "boolean") return { kind: "boolean", span, value };
    return value === null ? { kind: "null", span } : this.#unknown(span);
  }

  #entries(map: YAMLMap.Parsed, depth: number): Entry[] {
    const own = map.items.flatMap((pair) => this.#entry(pair, depth));
    const merged = own.filter(({ keys }) => keys[0]?.text === "<<").flatMap(({ value }) => entriesOf(value));
    if (merged.length === 0) return own;
    const names = new Set(own.map(({ keys }) => keys[0]?.text));
    return [...merged.filter(({ keys }) => !names.has(keys[0]?.text)), ...own];
  }

  #entry(pair: Pair<ParsedNode, ParsedNode | null>, depth: number): Entry[] {
    const { key, value } = pair;
    if (!isPair(pair) || !isScalar(key)) return [];
    const [start, end] = key.range;
    const node: ConfigNode =
      value === null ? { kind: "null", span: { start: end, end } } : this.node(value, depth + 1);
    const text = typeof key.value === "string" ? key.value : this.#text.slice(start, end);
    const span = { start, end: Math.max(end, node.span.end) };
    return [{ keys: [{ text, span: { start, end } }], value: node, span }];
  }

  #unknown(span: Span): ConfigNode {
    return { kind: "unknown", span, text: this.#text.slice(span.start, span.end) };
  }
}

/** `<<` takes one mapping or a list of them. */
function entriesOf(value: ConfigNode): readonly Entry[] {
  if (value.kind === "list") return value.items.flatMap((item) => entriesOf(item));
  return value.kind === "object" ? value.entries : [];
}

/** `!vault`, `!Ref`: only the program that invented the tag knows the value. */
function hasOwnTag({ tag }: ParsedNode): boolean {
  return tag !== undefined && !tag.startsWith("tag:yaml.org,2002:");
}
