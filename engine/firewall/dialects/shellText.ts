/** Pieces of POSIX shell: functions, literal text, lists of words. */

/** A shell function; an empty body is legal in no shell. */
export function fn(name: string, body: readonly string[]): string[] {
  return [`${name}() {`, ...(body.length === 0 ? [":"] : body).map((line) => `  ${line}`), "}"];
}

/** A function that prints `content`, taken literally by the shell. */
export function heredoc(name: string, content: readonly string[]): string[] {
  return [`${name}() { cat <<'LANEKEEPER_END'`, ...content, "LANEKEEPER_END", "}"];
}

/** A variable with a list of words, a few to a line. Words are addresses and ranges, never names. */
export function wordList(name: string, words: readonly string[]): string[] {
  const rows: string[] = [];
  for (let at = 0; at < words.length; at += 6) rows.push(words.slice(at, at + 6).join(" "));
  return `${name}='${rows.join("\n")}'`.split("\n");
}
