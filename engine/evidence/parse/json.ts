/** Foreign JSON, looked at field by field; nothing is believed to be there. */

/** A JSON object; its fields are unknown. */
export type JsonRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function textField(record: JsonRecord, key: string): string {
  const value = record[key];
  return typeof value === "string" ? value : "";
}

export function numberField(record: JsonRecord, key: string): number {
  const value = record[key];
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}

/** The texts of an object, without a prototype; other values are left out. */
export function textRecord(value: unknown): Readonly<Record<string, string>> {
  const texts = Object.create(null) as Record<string, string>;
  if (!isRecord(value)) return texts;
  for (const [key, text] of Object.entries(value)) if (typeof text === "string") texts[key] = text;
  return texts;
}

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
