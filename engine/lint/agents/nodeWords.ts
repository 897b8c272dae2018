/** Command lines that stand in YAML: a string, a block, or a list with one word an item. */
import { innerSpan, type Document } from "../model/document.ts";
import type { Source } from "../model/source.ts";
import type { ConfigNode } from "../parse/tree.ts";
import { embeddedText } from "./embedded.ts";
import { textOf } from "./nodes.ts";
import { allCommandsOf, type Script, type Word } from "./words.ts";

/** The commands of `command:`, `entrypoint:`, `args:`. A list is one command, with those inside its items. */
export function wordsOfNode(source: Source, document: Document, node: ConfigNode): Word[][] {
  if (node.kind === "string") return allCommandsOf(scriptOf(source, node));
  if (node.kind !== "list") return [];
  const words: Word[] = [];
  const inside: Word[][] = [];
  for (const item of node.items) {
    const text = textOf(item);
    if (text === undefined) continue;
    words.push(wordOf(document, item, text));
    if (item.kind === "string" && /\s(?:agent|join)\b/.test(text))
      inside.push(...allCommandsOf(scriptOf(source, item)));
  }
  return [words, ...inside];
}

function scriptOf(source: Source, node: ConfigNode & { kind: "string" }): Script {
  const embedded = embeddedText(source, node);
  // Only a literal block keeps its lines; all else YAML folds into blanks.
  const newlineEnds = source.text[node.span.start] === "|";
  return {
    text: embedded.text,
    newlineEnds,
    place: ({ start, end }) => source.where(embedded.offsetOf(start), embedded.offsetOf(end)),
  };
}

function wordOf(document: Document, node: ConfigNode, text: string): Word {
  const inner = innerSpan(document.text, node.span);
  const equals = /^-{0,2}[\w.-]+=/.exec(text)?.[0].length ?? 0;
  return {
    text,
    inner,
    at: document.place(inner),
    valueAt: document.place({ start: Math.min(inner.start + equals, inner.end), end: inner.end }),
  };
}
