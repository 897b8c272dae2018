/** Foreign text made harmless: names and tags come from the network and may hold quotes, newlines or `$()`. */

/** Control characters, line and paragraph separators, direction overrides, lone surrogates. */
const UNPRINTABLE =
  /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Columns of a comment line. */
const WIDTH = 110;

/** One printable line, fit for a comment line of a shell script or for a person; longer text is cut with "…". */
export function lineText(text: string, lengthMax = 80): string {
  const line = text.replace(UNPRINTABLE, "\ufffd");
  return line.length <= lengthMax ? line : `${line.slice(0, lengthMax - 1).replace(UNPRINTABLE, "")}…`;
}

/** Comment lines of a readable width; what is broken goes on two columns further in. */
export function comments(lines: readonly string[]): string[] {
  return lines.flatMap((line) =>
    line === "" ? ["#"] : wrapped(lineText(line, 1_000)).map((part) => `# ${part}`),
  );
}

function wrapped(line: string): string[] {
  const indent = /^ */.exec(line)?.[0] ?? "";
  const rows: string[] = [];
  let row = line;
  while (row.length > WIDTH) {
    const at = row.lastIndexOf(" ", WIDTH);
    if (at <= indent.length + 2) break;
    rows.push(row.slice(0, at));
    row = `${indent}  ${row.slice(at + 1)}`;
  }
  return [...rows, row];
}

/** ASCII letters, digits and `._:|-`, at most `lengthMax`: fit to stand between double quotes of a ruleset. */
export function tagText(text: string, lengthMax: number): string {
  return text.replace(/[^A-Za-z0-9._:|-]/g, "_").slice(0, lengthMax);
}

/** A word that any POSIX shell takes literally, between single quotes. NUL, which no argument can hold, is refused. */
export function shellWord(text: string): string {
  return `'${text.replaceAll("\0", "").replaceAll("'", "'\\''")}'`;
}

/** Lower-case identifier of a name: letters, digits and `_`, never empty, never beginning with a digit. */
export function slug(text: string, lengthMax: number): string {
  const words = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
  return (/^[a-z]/.test(words) ? words : `x${words}`).slice(0, lengthMax).replace(/_+$/, "");
}

/** FNV-1a, 32 bit, as eight hex digits: tells rule sets apart, protects nothing. */
export function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, "0");
}
