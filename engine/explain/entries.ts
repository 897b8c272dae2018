/**
 * Text that somebody selected, as messages: the formats of the agents and of what wraps them, or a bare error. A message
 * of several lines stays one. Never throws; bounded by the limits below.
 */
import { continuationEnd } from "../evidence/parse/logBlocks.ts";
import { readLogLine } from "../evidence/parse/logLine.ts";
import { splitLines } from "../evidence/parse/lines.ts";

export interface Entry {
  /** First and last line of the text, from 1. */
  readonly line: number;
  readonly lineEnd: number;
  /** As written, `WARN`; "" without one. */
  readonly level: string;
  /** `agent.server.memberlist.lan`; "" without one. */
  readonly logger: string;
  /** The message's first line, without time, level and logger. */
  readonly message: string;
  /** Its further lines. */
  readonly more: readonly string[];
}

/** Entries that are looked at; a selection of more is a file for `diagnose`. */
export const ENTRIES_MAX = 20_000;
/** What matters stands in front; what follows is a list of servers. */
const MESSAGE_CHARS_MAX = 2_000;
const MORE_LINES_MAX = 100;

export interface Entries {
  readonly entries: readonly Entry[];
  /** The text goes on beyond what is looked at. */
  readonly isCutOff: boolean;
}

/** Splits a text into messages; empty lines are none. */
export function readEntries(text: string): Entries {
  const { lines, isCutOff } = splitLines(text);
  const entries: Entry[] = [];
  let at = 0;
  while (at < lines.length && entries.length < ENTRIES_MAX) {
    const whole = lines[at] ?? "";
    const end = continuationEnd(lines, at + 1);
    const from = at + 1;
    if (whole.trim() !== "") {
      const more = lines
        .slice(from, Math.min(end, from + MORE_LINES_MAX))
        .map(cut)
        .filter(isWord);
      entries.push({ line: from, lineEnd: Math.max(from, end), ...headOf(whole), more });
    }
    at = Math.max(from, end);
  }
  return { entries, isCutOff: isCutOff || at < lines.length };
}

function headOf(whole: string): Pick<Entry, "level" | "logger" | "message"> {
  const logged = readLogLine(whole);
  if (logged !== undefined) {
    const { level, logger, text } = logged;
    return { level: level === "ERR" ? "ERROR" : level, logger, message: cut(text) };
  }
  return logfmt(whole) ?? bare(whole);
}

/** Loki, Tempo, Mimir: `level=warn ts=… caller=memberlist_logger.go:74 msg="…"`, where memberlist's own prefix is gone. */
function logfmt(whole: string): Pick<Entry, "level" | "logger" | "message"> | undefined {
  const line = whole.slice(0, MESSAGE_CHARS_MAX);
  const message = /\bmsg=(?:"((?:[^"\\]|\\.)*)"|(\S+))/.exec(line);
  if (message === null) return undefined;
  const text = (message[1] ?? message[2] ?? "").replace(/\\(["\\])/g, "$1");
  const isMemberlist = /\bcaller=memberlist_logger\.go:/.test(line) && !text.startsWith("memberlist: ");
  const level = (/\blevel=(\w+)/.exec(line)?.[1] ?? "").toUpperCase();
  return { level, logger: "", message: cut(isMemberlist ? `memberlist: ${text}` : text) };
}

/** Only the message, perhaps with its level, as people quote it; or a line of a banner. */
function bare(whole: string): Pick<Entry, "level" | "logger" | "message"> {
  const line = cut(whole);
  const [, level = "", message = ""] = /^(?:\[(TRACE|DEBUG|INFO|WARN|ERR|ERROR)\]\s+)?(.*)$/.exec(line) ?? [];
  const [, logger = "", rest = message] =
    /^((?:agent|nomad)(?:\.\w+)+): ((?:memberlist|serf): .+)$/.exec(message) ?? [];
  return { level: level === "ERR" ? "ERROR" : level, logger, message: rest };
}

function cut(text: string): string {
  return text.slice(0, MESSAGE_CHARS_MAX).trim();
}

/** A closing quote alone says nothing. */
function isWord(line: string): boolean {
  return line !== "" && line !== '"';
}
