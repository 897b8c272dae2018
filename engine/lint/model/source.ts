/** The text of a file and its line numbers. */
import type { FindingPlace } from "../finding.ts";
import type { Span } from "../parse/tree.ts";
import type { Where } from "./located.ts";

export class Source {
  readonly path: string;
  readonly text: string;
  #lineStarts: number[] | undefined;

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
  }

  where(start: number, end: number): Where {
    return { path: this.path, span: { start, end } };
  }

  slice({ start, end }: Span): string {
    return this.text.slice(start, end);
  }

  /** Line and column from 1. */
  position(offset: number): { line: number; column: number } {
    const starts = (this.#lineStarts ??= lineStarts(this.text));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  }

  /** The way back, from line and column counted from 1; at most the end of the text. */
  offset(line: number, column: number): number {
    const starts = (this.#lineStarts ??= lineStarts(this.text));
    return Math.min((starts[line - 1] ?? this.text.length) + column - 1, this.text.length);
  }

  place(span: Span): FindingPlace {
    const start = this.position(span.start);
    const end = this.position(span.end);
    return {
      path: this.path,
      span,
      line: start.line,
      column: start.column,
      endLine: end.line,
      endColumn: end.column,
    };
  }

  /** Stands for the file as a whole. */
  firstLine(): Where {
    const end = this.text.indexOf("\n");
    return this.where(0, end === -1 ? this.text.length : end);
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
