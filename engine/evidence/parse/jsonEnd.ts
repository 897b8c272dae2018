/** Where a JSON value ends in text that goes on behind it. */
import { fail, ok, type Result } from "../../base/result.ts";

/** Line and column behind the last bracket. */
export interface JsonEnd {
  readonly line: number;
  readonly column: number;
}

/** The end of the value that begins in `lines[at]`; the error is how many characters were looked at in vain. */
export function jsonEnd(lines: readonly string[], at: number, charsMax: number): Result<JsonEnd, number> {
  let depth = 0;
  let isText = false;
  let chars = 0;
  for (let line = at; line < lines.length; line += 1) {
    const text = lines[line] ?? "";
    chars += text.length;
    if (chars > charsMax) return fail(charsMax);
    for (let column = 0; column < text.length; column += 1) {
      const character = text.charAt(column);
      if (isText) {
        if (character === "\\") column += 1;
        else if (character === '"') isText = false;
      } else if (character === '"') isText = true;
      else if (character === "[" || character === "{") depth += 1;
      else if (character === "]" || character === "}") {
        depth -= 1;
        if (depth === 0) return ok({ line, column: column + 1 });
      }
    }
  }
  return fail(chars);
}
