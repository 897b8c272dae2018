/** What a parser has to complain about, as it goes. */
import type { SyntaxProblem } from "./tree.ts";

/** More than this says nothing new about a text, and a broken one may have one a character. */
const COUNT_MAX = 100;

export class Problems {
  readonly list: SyntaxProblem[] = [];

  /** Whether a parser may as well stop. */
  get isFull(): boolean {
    return this.list.length >= COUNT_MAX;
  }

  /** In words for the reader of the file, with the place of what is wrong; one a place. */
  add(message: string, start: number, end: number): void {
    const last = this.list.at(-1);
    if (this.isFull || last?.span.start === start) return;
    this.list.push({ message, span: { start, end } });
  }
}

/** A piece of the text as a message shows it: one line, not long. */
export function shortened(text: string): string {
  const line = text.split("\n", 1)[0] ?? "";
  return line.length > 40 ? `${line.slice(0, 40)}…` : line;
}
