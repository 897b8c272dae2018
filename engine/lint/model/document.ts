/** A tree, and where its parts stand in the file: of the whole file, of text inside a string, of a command line's words. */
import type { ConfigNode, ObjectNode, Span } from "../parse/tree.ts";

import type { Located, Where, Scalar } from "./located.ts";
import { hasPlaceholder } from "./placeholder.ts";
import type { Source } from "./source.ts";

export interface Document {
  /** What the tree's spans count in; not the file's text where it is embedded in a string. */
  readonly text: string;
  readonly root: ObjectNode;
  place(span: Span): Where;
}

/** The tree of a whole file. */
export function fileDocument(source: Source, root: ObjectNode): Document {
  return { text: source.text, root, place: ({ start, end }) => source.where(start, end) };
}

/** The span without the quotes around it, or without the mark and first line of a heredoc or a YAML block. */
export function innerSpan(text: string, { start, end }: Span): Span {
  const first = text[start];
  const isQuoted = (first === '"' || first === "'") && end - start >= 2 && text[end - 1] === first;
  if (isQuoted) return { start: start + 1, end: end - 1 };
  if (first !== "|" && first !== ">" && first !== "<") return { start, end };
  const line = text.indexOf("\n", start);
  return line === -1 || line >= end ? { start, end } : { start: line + 1, end };
}

/** Reads a scalar; `undefined` for null, lists and objects. Where a placeholder hides any of it, it is unknown. */
export function scalarOf(
  node: ConfigNode,
  document: Document,
  entry: Where,
  written: string,
): Located<Scalar> | undefined {
  const at = document.place(innerSpan(document.text, node.span));
  const origin = { at, entry, written };
  switch (node.kind) {
    case "string":
      if (hasPlaceholder(node.value)) return { known: false, text: node.value, ...origin };
      return { known: true, value: node.value, ...origin };
    case "number":
    case "boolean":
      return { known: true, value: node.value, ...origin };
    case "unknown":
      return { known: false, text: node.text, ...origin };
    case "null":
    case "list":
    case "object":
      return undefined;
  }
}
