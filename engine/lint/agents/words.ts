/** Splits a command line or a shell script into words that know where they stand. */
import type { Where } from "../model/located.ts";
import type { Span } from "../parse/tree.ts";

export interface Word {
  /** Quotes and escapes removed. */
  readonly text: string;
  readonly at: Where;
  /** The place of what follows the first `=`; of the whole word where there is none. */
  readonly valueAt: Where;
  /** In the script's own text, without quotes. */
  readonly inner: Span;
}

export interface Script {
  readonly text: string;
  place(span: Span): Where;
  /** In a folded block of YAML a new line is a blank; in a script it ends a command. */
  readonly newlineEnds: boolean;
}

/** How deep scripts may stand in quotes in scripts. */
const DEPTH_MAX = 3;

/** All commands of a script, those in `sh -c "…"` too. */
export function allCommandsOf(script: Script, depth = 0): Word[][] {
  const commands = commandsOf(script);
  if (depth >= DEPTH_MAX) return commands;
  const inside = commands
    .flat()
    .filter(({ text }) => /\b(?:consul|serf|nomad)\s+(?:agent|join|server)\b/.test(text));
  return [...commands, ...inside.flatMap(({ inner }) => allCommandsOf(part(script, inner), depth + 1))];
}

function part(script: Script, { start, end }: Span): Script {
  const place = (span: Span): Where => script.place({ start: start + span.start, end: start + span.end });
  return { text: script.text.slice(start, end), place, newlineEnds: script.newlineEnds };
}

/** The commands of a script, each as its words. Ends at `;`, `&`, `|` and, in a script, at the end of the line. */
export function commandsOf(script: Script): Word[][] {
  const commands: Word[][] = [[]];
  let at = 0;
  while (at < script.text.length) {
    const rest = script.text.slice(at, at + 2);
    const char = rest.charAt(0);
    if (rest === "\\\n" || rest === "\\\r") at += 2;
    else if (char === "\n" && script.newlineEnds) at = endCommand(commands, at + 1);
    else if (/\s/.test(char)) at += 1;
    else if (/[;&|]/.test(char)) at = endCommand(commands, at + 1);
    else if (char === "#") at = endOfLine(script.text, at);
    else at = takeWord(script, at, commands);
  }
  return commands.filter((words) => words.length > 0);
}

function endCommand(commands: Word[][], next: number): number {
  commands.push([]);
  return next;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end;
}

/** Appends the word that begins at `start` to the last command; returns where it ends. */
function takeWord(script: Script, start: number, commands: Word[][]): number {
  let text = "";
  let at = start;
  while (at < script.text.length) {
    const piece = pieceAt(script.text, at);
    if (piece === undefined) break;
    text += piece.text;
    at = piece.end;
  }
  commands.at(-1)?.push({ text, ...placesOf(script, { start, end: at }) });
  return at;
}

/** Where the word stands, and its value: without the quotes around either. */
function placesOf(script: Script, { start, end }: Span): Omit<Word, "text"> {
  const raw = script.text.slice(start, end);
  const equals = /^-{0,2}[\w.-]+=/.exec(raw)?.[0].length ?? 0;
  return {
    inner: inQuotes(raw, { start, end }, 0),
    at: script.place({ start, end }),
    valueAt: script.place(inQuotes(raw, { start: start + equals, end }, equals)),
  };
}

function inQuotes(raw: string, span: Span, from: number): Span {
  const quote = raw[from];
  const isQuoted = (quote === '"' || quote === "'") && raw.length - from >= 2 && raw.endsWith(quote);
  return isQuoted ? { start: span.start + 1, end: span.end - 1 } : span;
}

/** One step of a word: a quoted part, an escape, a template tag with its blanks, or one character. */
function pieceAt(text: string, at: number): { text: string; end: number } | undefined {
  const char = text.charAt(at);
  const tag = /^(?:\{\{.*?\}\}|\$\{.*?\}|\$\([^()]*\)|\{%.*?%\}|<%.*?%>)/.exec(text.slice(at, at + 400))?.[0];
  if (tag !== undefined) return { text: tag, end: at + tag.length };
  if (/[\s;&|]/.test(char)) return undefined;
  if (char === '"' || char === "'") {
    const end = closingQuote(text, at);
    const inner = text.slice(at + 1, end);
    return {
      text: char === '"' ? inner.replace(/\\(["\\$`])/g, "$1") : inner,
      end: Math.min(end + 1, text.length),
    };
  }
  if (char === "\\") {
    const next = text.charAt(at + 1);
    return next === "\n" || next === "\r" ? undefined : { text: next, end: at + 1 + next.length };
  }
  return { text: char, end: at + 1 };
}

/** The position of the quote that closes the one at `open`; the end of the text where none does. */
function closingQuote(text: string, open: number): number {
  const quote = text.charAt(open);
  for (let at = open + 1; at < text.length; at += 1) {
    if (text[at] === "\\" && quote === '"') at += 1;
    else if (text[at] === quote) return at;
  }
  return text.length;
}
