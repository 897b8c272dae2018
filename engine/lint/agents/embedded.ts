/** Config text inside a string of another file: `CONSUL_LOCAL_CONFIG`, `server.extraConfig`, a ConfigMap's entry. */
import { assignmentsOf, type Assignment } from "../model/assignments.ts";
import { innerSpan, type Document } from "../model/document.ts";
import type { Source } from "../model/source.ts";
import { parseConfig } from "../parse/language.ts";
import type { StringNode } from "../parse/tree.ts";

/** A string's text with the place of each of its characters in the file. */
export interface EmbeddedText {
  readonly text: string;
  offsetOf(index: number): number;
}

/**
 * The text of a string of YAML or JSON. Plain, single-quoted and block strings are taken as they stand (indentation
 * means nothing to HCL and JSON); in double quotes, escapes are undone.
 */
export function embeddedText(source: Source, { span }: StringNode): EmbeddedText {
  const inner = innerSpan(source.text, span);
  const raw = source.slice(inner);
  if (source.text[span.start] === '"') return unescaped(raw, inner.start);
  return { text: raw, offsetOf: (index) => inner.start + index };
}

function unescaped(raw: string, start: number): EmbeddedText {
  let text = "";
  const offsets: number[] = [];
  for (let i = 0; i < raw.length; i += 1) {
    offsets.push(start + i);
    if (raw[i] !== "\\") {
      text += raw.charAt(i);
      continue;
    }
    i += 1;
    const letter = raw.charAt(i);
    text += letter === "n" ? "\n" : letter === "t" ? "\t" : letter;
  }
  offsets.push(start + raw.length);
  return { text, offsetOf: (index) => offsets[Math.min(index, offsets.length - 1)] ?? start };
}

/** Reads the settings of embedded HCL or JSON; `within` is the setting that holds it, for the eye. */
export function embeddedAssignments(source: Source, embedded: EmbeddedText, within: string): Assignment[] {
  const isJson = /^\s*\{/.test(embedded.text);
  const { root } = parseConfig("", embedded.text, isJson ? "json" : "hcl");
  const document: Document = {
    text: embedded.text,
    root,
    place: ({ start, end }) => source.where(embedded.offsetOf(start), embedded.offsetOf(end)),
  };
  return assignmentsOf(document).map((assignment) => ({
    ...assignment,
    written: `${within} › ${assignment.written}`,
  }));
}
