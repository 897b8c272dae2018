/** Makes unknown what a template decides. */
import type { PaintedText } from "./template.ts";
import type { ConfigNode, Entry, Key, ObjectNode, Parsed, Span } from "./tree.ts";

/** The tree of a painted text, with the original's words, and unknown wherever a tag has a say. */
export function veil(parsed: Parsed, original: string, painted: PaintedText): Parsed {
  const veiler = new Veiler(original, painted);
  const roots = parsed.roots.map((root) => veiler.object(root));
  const root = roots[0] ?? parsed.root;
  const comments = parsed.comments.map(({ text, span }) => ({
    text: overlapsAny(painted.tags, span) ? original.slice(span.start, span.end) : text,
    span,
  }));
  return { root, roots, comments, problems: [], isTemplate: true };
}

class Veiler {
  readonly #original: string;
  readonly #tags: readonly Span[];
  readonly #conditional: readonly Span[];

  constructor(original: string, { tags, conditional }: PaintedText) {
    this.#original = original;
    this.#tags = tags;
    this.#conditional = conditional;
  }

  object(node: ObjectNode): ObjectNode {
    return { ...node, entries: node.entries.map((entry) => this.#entry(entry)) };
  }

  #entry(entry: Entry): Entry {
    return { ...entry, keys: entry.keys.map((key) => this.#key(key)), value: this.#node(entry.value) };
  }

  #key({ text, span }: Key): Key {
    return { text: overlapsAny(this.#tags, span) ? this.#slice(span) : text, span };
  }

  #node(node: ConfigNode): ConfigNode {
    switch (node.kind) {
      case "object":
        return this.object(node);
      case "list":
        return { ...node, items: this.#items(node.items, node.span) };
      case "null":
      case "boolean":
      case "number":
      case "string":
      case "unknown":
        return this.#isCertain(node.span) ? node : this.#unknown(node.span);
    }
  }

  /** A tag between the items may put in more of them. */
  #items(items: readonly ConfigNode[], list: Span): ConfigNode[] {
    const between = this.#tags.filter(
      (tag) => contains(list, tag) && !items.some(({ span }) => overlaps(span, tag)),
    );
    const all = [...items.map((item) => this.#node(item)), ...between.map((tag) => this.#unknown(tag))];
    return all.sort((one, other) => one.span.start - other.span.start);
  }

  #isCertain(span: Span): boolean {
    return !overlapsAny(this.#tags, span) && !this.#conditional.some((region) => contains(region, span));
  }

  #unknown(span: Span): ConfigNode {
    return { kind: "unknown", span, text: this.#slice(span).replace(/^(["'])(.*)\1$/s, "$2") };
  }

  #slice({ start, end }: Span): string {
    return this.#original.slice(start, end);
  }
}

function overlaps(one: Span, other: Span): boolean {
  return one.start < other.end && other.start < one.end;
}

function contains(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** The spans are in order and don't overlap. */
function overlapsAny(spans: readonly Span[], span: Span): boolean {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.end ?? 0) <= span.start) low = middle + 1;
    else high = middle;
  }
  const first = spans[low];
  return first !== undefined && first.start < span.end;
}
