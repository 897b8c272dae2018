/** The name that was probably meant, for "did you mean". */

/** More changes than this and the guess is noise. */
const CHANGES_MAX = 3;

/** The candidate that is the fewest changes away, or undefined when none is near. */
export function nearest(text: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestChanges = Math.min(CHANGES_MAX, Math.floor(text.length / 2)) + 1;
  for (const candidate of candidates) {
    const changes = changesBetween(text.toLowerCase(), candidate.toLowerCase());
    if (changes < bestChanges) [best, bestChanges] = [candidate, changes];
  }
  return best;
}

/** Levenshtein's distance: insertions, deletions and replacements of single characters. */
function changesBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
