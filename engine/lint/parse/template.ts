/**
 * Texts that a template engine runs over before a product reads them: Go and Jinja (`{{ x }}`, `{% if %}`),
 * Terraform (`${x}`, `%{ if }`), ERB (`<%= x %>`). Nobody knows what comes out, so the tags are painted over, the rest
 * is parsed, and all that touches a tag becomes unknown. Offsets stay what they are.
 */
import type { Span } from "./tree.ts";

export interface PaintedText {
  /** As long as the original, line by line. */
  readonly text: string;
  /** The tags, in order. */
  readonly tags: readonly Span[];
  /** What stands between an `if` or `for` and its end, tags included: it may come out never, or many times. */
  readonly conditional: readonly Span[];
}

/** Whether the name says that the file is a template. */
export function isTemplateName(path: string): boolean {
  return /\.(?:tpl|tmpl|tftpl|gotmpl|ctmpl|j2|jinja2?|erb|template)$/i.test(path);
}

/** The name without the endings that say so. */
export function withoutTemplateEnding(path: string): string {
  return isTemplateName(path) ? path.replace(/\.[^./]*$/, "") : path;
}

const OPENING = /\{\{|\{%|\{#|<%|[$%]\{/g;
/** A go-sockaddr template is for the agent, not for an engine. */
const SOCKADDR = /\{\{\s*Get[A-Z]/y;
const CLOSING: Readonly<Record<string, string>> = { "{{": "}}", "{%": "%}", "{#": "#}", "<%": "%>" };
/** A tag longer than this is none, but two marks that happen to stand in one text. */
const TAG_LENGTH_MAX = 4_000;

const OPENS =
  /^(?:\{\{-?\s*(?:if|range|with|define|block)\b|\{%-?\s*(?:if|for|macro|call|filter)\b|%\{~?\s*(?:if|for)\b)/;
const OPENS_RUBY = /^<%-?\s*(?:(?:if|unless|case|while|for)\b|[^=][^]*\bdo\b\s*(?:\|[^|]*\|\s*)?-?%>$)/;
const CLOSES =
  /^(?:\{\{-?\s*end\b|\{%-?\s*end(?:if|for|macro|call|filter)\b|%\{~?\s*end(?:if|for)\b|<%-?\s*end\b)/;
const STATEMENT =
  /\{%[-+]?\s*(?:if|for|set|block|include|import|macro|raw)\b|%\{~?\s*(?:if|for)\b|<%[-=]?\s*[\w@]|\{\{-?\s*(?:if|range|with|end|else|define)\b/;
/** Says something to the engine and comes out as nothing. */
const SILENT =
  /^(?:\{%|\{#|%\{|<%(?!=)|\{\{-?\s*(?:\/\*|if\b|else\b|end\b|range\b|with\b|define\b|block\b|\$\w+\s*:?=|template\b|scratch\b))/;

/** Paints expressions with `filler` and everything that comes out as nothing with blanks. */
export function paintTags(text: string, filler: string): PaintedText {
  const tags = tagsOf(text);
  const conditional: Span[] = [];
  const open: number[] = [];
  let painted = "";
  let at = 0;
  for (const span of tags) {
    const tag = text.slice(span.start, span.end);
    if (CLOSES.test(tag)) closeRegion(open, span.end, conditional);
    else if (OPENS.test(tag) || OPENS_RUBY.test(tag)) open.push(span.start);
    const isSilent = SILENT.test(tag) || standsAlone(text, span);
    painted += text.slice(at, span.start) + tag.replace(/[^\r\n]/g, isSilent ? " " : filler);
    at = span.end;
  }
  for (const start of open) conditional.push({ start, end: text.length });
  return { text: painted + text.slice(at), tags, conditional };
}

/** Whether the text has statements of an engine, such as `{% if x %}`, which no product's own language has. */
export function hasStatements(text: string): boolean {
  return STATEMENT.test(text);
}

function tagsOf(text: string): Span[] {
  const tags: Span[] = [];
  OPENING.lastIndex = 0;
  for (let match = OPENING.exec(text); match !== null; match = OPENING.exec(text)) {
    const start = match.index;
    const end = tagEnd(text, start, match[0]);
    if (end === undefined) continue;
    tags.push({ start, end });
    OPENING.lastIndex = end;
  }
  return tags;
}

/** Behind the tag, or undefined where it is none. */
function tagEnd(text: string, start: number, opening: string): number | undefined {
  SOCKADDR.lastIndex = start;
  if (SOCKADDR.test(text)) return undefined;
  const closing = CLOSING[opening];
  if (closing === undefined) return closingBrace(text, start + 2);
  const at = text.slice(start + 2, start + TAG_LENGTH_MAX).indexOf(closing);
  return at === -1 ? undefined : start + 2 + at + 2;
}

/** Behind the `}` of `${ … }`; braces inside it nest. */
function closingBrace(text: string, from: number): number | undefined {
  let depth = 1;
  for (let at = from; at < Math.min(text.length, from + TAG_LENGTH_MAX); at++) {
    if (text[at] === "{") depth++;
    else if (text[at] === "}" && --depth === 0) return at + 1;
  }
  return undefined;
}

function closeRegion(open: number[], end: number, conditional: Span[]): void {
  const start = open.pop();
  if (start !== undefined) conditional.push({ start, end });
}

/** A tag with a line of its own puts in whole entries or items. */
function standsAlone(text: string, { start, end }: Span): boolean {
  const before = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  const newline = text.indexOf("\n", end);
  return before.trim() === "" && text.slice(end, newline === -1 ? undefined : newline).trim() === "";
}
