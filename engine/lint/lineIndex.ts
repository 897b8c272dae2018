/** Offsets ⇄ lines and columns of one text. A line ends after `\n`; columns are UTF-16 code units. */

/** Both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export class LineIndex {
  /** Offset of each line's first character. */
  private readonly starts: readonly number[];

  constructor(private readonly text: string) {
    const starts = [0];
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
    this.starts = starts;
  }

  get lineCount(): number {
    return this.starts.length;
  }

  /** Offsets outside the text count as its nearest end. */
  positionAt(offset: number): Position {
    const inside = Math.max(0, Math.min(offset, this.text.length));
    const index = this.indexOfLineAt(inside);
    return { line: index + 1, column: inside - (this.starts[index] ?? 0) + 1 };
  }

  /** Where a line begins; lines outside the text count as its nearest end. */
  offsetOfLine(line: number): number {
    return this.starts[line - 1] ?? (line < 1 ? 0 : this.text.length);
  }

  /** A line without its line break. */
  lineText(line: number): string {
    return this.text.slice(this.offsetOfLine(line), this.offsetOfLine(line + 1)).replace(/\r?\n$/, "");
  }

  private indexOfLineAt(offset: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
