/** Pasted text as clean lines: no colours, no carriage returns, no line longer or more of them than is ever needed. */

/** More than a day of a busy agent's debug log. */
export const LINES_MAX = 300_000;
/** `/v1/agent/members` answers in one line, 100,000 members with their tags; longer ones are cut. */
export const LINE_CHARS_MAX = 64_000_000;

export interface Lines {
  readonly lines: string[];
  /** Lines beyond `LINES_MAX` are not looked at. */
  readonly isCutOff: boolean;
}

/** Splits and cleans; never throws. */
export function splitLines(text: string): Lines {
  const lines: string[] = [];
  let at = 0;
  while (at <= text.length && lines.length < LINES_MAX) {
    const newline = text.indexOf("\n", at);
    const end = newline < 0 ? text.length : newline;
    lines.push(clean(text.slice(at, Math.min(end, at + LINE_CHARS_MAX))));
    at = end + 1;
  }
  return { lines, isCutOff: at <= text.length };
}

/** Takes off the terminal's colours and the carriage return of Windows. */
function clean(line: string): string {
  const plain = line.endsWith("\r") ? line.slice(0, -1) : line;
  return plain.includes("\u001b") ? plain.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, "") : plain;
}
