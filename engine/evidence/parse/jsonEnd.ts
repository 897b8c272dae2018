/** Where a JSON value ends in text that goes on behind it. */

/**
 * Where the JSON value that begins in `lines[at]` ends: line and column behind its last bracket.
 * Undefined when it does not end within `charsMax`.
 */
export function jsonEnd(
  lines: readonly string[],
  at: number,
  charsMax: number,
): { readonly line: number; readonly column: number } | undefined {
  let depth = 0;
  let isText = false;
  let chars = 0;
  for (let line = at; line < lines.length; line += 1) {
    const text = lines[line] ?? "";
    chars += text.length;
    if (chars > charsMax) return undefined;
    for (let column = 0; column < text.length; column += 1) {
      const character = text.charAt(column);
      if (isText) {
        if (character === "\\") column += 1;
        else if (character === '"') isText = false;
      } else if (character === '"') isText = true;
      else if (character === "[" || character === "{") depth += 1;
      else if (character === "]" || character === "}") depth -= 1;
      if (depth === 0 && !isText && column >= 0 && /[\]}]/.test(character)) {
        return { line, column: column + 1 };
      }
    }
  }
  return undefined;
}
