/** Text edits that leave the rest of a file as it was: its comments, its blanks, its commas. */
import { unreachable } from "../base/assert.ts";
import type { TextEdit } from "./finding.ts";
import type { Join } from "./model/join.ts";
import type { Origin, Where } from "./model/located.ts";
import type { Texts } from "./rule.ts";

export function replace({ path, span }: Where, text: string): TextEdit {
  return { path, span, text };
}

export function insertBefore({ path, span }: Where, text: string): TextEdit {
  return { path, span: { start: span.start, end: span.start }, text };
}

/** Takes a whole setting out, with its line where nothing else stands there, and JSON's comma. */
export function removeEntry({ entry: { path, span } }: Origin, texts: Texts): TextEdit {
  return {
    path,
    span: withLine(texts.text(path), withComma(texts.text(path), span.start, span.end)),
    text: "",
  };
}

/** Takes one address out of its list; a flag goes whole. */
export function removeJoin(join: Join, texts: Texts): TextEdit {
  if (join.inList === undefined) return removeEntry(join, texts);
  const text = texts.text(join.at.path);
  const { start, end } = withQuotes(text, join.at);
  const isOnlyItem =
    /^\[\s*$/.test(text.slice(join.inList.span.start, start)) && /^\s*,?\s*\]/.test(text.slice(end));
  if (isOnlyItem) return removeEntry(join, texts);
  return { path: join.at.path, span: withLine(text, withComma(text, start, end)), text: "" };
}

/** Puts a new setting on the line before that one, in its style: HCL's or JSON's. */
export function addBefore(
  { entry: { path, span } }: Origin,
  key: string,
  value: string,
  texts: Texts,
): TextEdit {
  const text = texts.text(path);
  const line = text.lastIndexOf("\n", span.start - 1) + 1;
  const before = text.slice(line, span.start);
  const isJson =
    text[span.start] === '"' && /^[^{]*\{|^\s*$/.test(before) && /^"[^"]*"\s*:/.test(text.slice(span.start));
  const indent = /^\s*/.exec(before)?.[0] ?? "";
  const setting = isJson ? `"${key}": ${value},` : `${key} = ${value}`;
  return { path, span: { start: span.start, end: span.start }, text: `${setting}\n${indent}` };
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function withQuotes(text: string, { span }: Where): Range {
  const quote = text[span.start - 1];
  const isQuoted = (quote === '"' || quote === "'") && text[span.end] === quote;
  return isQuoted ? { start: span.start - 1, end: span.end + 1 } : span;
}

/** With the comma behind, or else, at the end of a list, the one before. */
function withComma(text: string, start: number, end: number): Range {
  const behind = /^[ \t]*,[ \t]*/.exec(text.slice(end))?.[0].length;
  if (behind !== undefined) return { start, end: end + behind };
  const isLast = /^\s*[\]}]/.test(text.slice(end));
  const before = isLast ? /,\s*$/.exec(text.slice(0, start))?.[0].length : undefined;
  return before === undefined ? { start, end } : { start: start - before, end };
}

/** With the rest of its lines, where only blanks and a comment share them. */
function withLine(text: string, { start, end }: Range): Range {
  const line = text.lastIndexOf("\n", start - 1) + 1;
  const isAlone =
    text.slice(line, start).trim() === "" && /^[ \t]*(?:(?:#|\/\/)[^\n]*)?(?:\r?\n|$)/.test(text.slice(end));
  if (!isAlone) return { start, end };
  const newline = text.indexOf("\n", end);
  return { start: line, end: newline === -1 ? text.length : newline + 1 };
}

/** Gives the address another port, or none. */
export function withPort(join: Join, port: number | undefined): TextEdit {
  const { path, span } = join.at;
  const written = /:\d+$/.exec(join.text)?.[0].length ?? 0;
  return {
    path,
    span: { start: span.end - written, end: span.end },
    text: port === undefined ? "" : `:${port}`,
  };
}

/** Turns a LAN join into a WAN join, where it stands. */
export function moveToWan(join: Join, wan: Join | undefined, texts: Texts): TextEdit[] {
  switch (join.source) {
    case "command":
      return [insertBefore(join.at, "-wan ")];
    case "flag":
      return [replace(flagName(join, texts), "retry-join-wan")];
    case "setting": {
      const item = JSON.stringify(join.text);
      const list = wan?.inList;
      if (list !== undefined && list.path === join.at.path) {
        const start = list.span.start + 1;
        return [{ path: list.path, span: { start, end: start }, text: `${item}, ` }, removeJoin(join, texts)];
      }
      return [addBefore(join, "retry_join_wan", `[${item}]`, texts), removeJoin(join, texts)];
    }
    default:
      return unreachable(join.source);
  }
}

/** The name in `-retry-join=…`, without its dashes. */
function flagName({ entry: { path, span } }: Join, texts: Texts): Where {
  const raw = texts.text(path).slice(span.start, span.end);
  const name = /^["']?-{1,2}([\w-]+)/.exec(raw)?.[1] ?? "";
  const start = span.start + raw.indexOf(name);
  return { path, span: { start, end: start + name.length } };
}
