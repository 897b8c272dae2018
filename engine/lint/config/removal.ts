/** Takes an unused rule out of a comment, or the comment out of its file. */
import type { TextEdit } from "../finding.ts";
import type { Span } from "../parse/tree.ts";
import type { LintedFile } from "../session.ts";
import type { Directive, DirectiveRule } from "./directive.ts";

/** Removes the rule's name where the comment is needed for others; else the comment, with its line if it is alone there. */
export function removalOf(
  { path, text }: LintedFile,
  { span }: Directive,
  written: DirectiveRule,
  isCommentNeeded: boolean,
): TextEdit {
  return { path, span: isCommentNeeded ? nameIn(text, written.span) : commentIn(text, span), text: "" };
}

function commentIn(text: string, { start, end }: Span): Span {
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const before = text.slice(lineStart, start);
  const after = /^[ \t]*(\r?\n|$)/.exec(text.slice(end));
  if (after === null) return { start, end };
  if (before.trim() === "") return { start: lineStart, end: end + after[0].length };
  return { start: start - (before.length - before.trimEnd().length), end };
}

/** A name of a list with the comma and blanks that part it from its neighbour. */
function nameIn(text: string, { start, end }: Span): Span {
  const after = /^\s*,\s*/.exec(text.slice(end))?.[0];
  if (after !== undefined) return { start, end: end + after.length };
  const before = /\s*,?\s*$/.exec(text.slice(0, start))?.[0] ?? "";
  return { start: start - before.length, end };
}
