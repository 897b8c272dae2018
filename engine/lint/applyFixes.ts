/** Applies quick fixes to texts. A fix is applied whole or not at all; of two that overlap, the first wins. */
import type { Fix, TextEdit } from "./finding.ts";

export interface FixedTexts {
  /** Only the files that changed. */
  readonly texts: ReadonlyMap<string, string>;
  readonly applied: number;
  /** Left for the next round, since they touch what another fix has changed. */
  readonly postponed: number;
}

/** `textOf` gives a file's present text; a fix of a file that is not there is postponed. */
export function applyFixes(fixes: readonly Fix[], textOf: (path: string) => string | undefined): FixedTexts {
  const accepted = new Map<string, TextEdit[]>();
  let applied = 0;
  for (const { edits } of fixes) {
    const fresh = edits.filter(
      (edit) => !(accepted.get(edit.path) ?? []).some((other) => isSame(edit, other)),
    );
    const fits = fresh.every((edit) => {
      const text = textOf(edit.path);
      if (text === undefined || edit.span.end > text.length) return false;
      return !(accepted.get(edit.path) ?? []).some((other) => collides(edit, other));
    });
    if (!fits) continue;
    applied += 1;
    for (const edit of fresh) accepted.set(edit.path, [...(accepted.get(edit.path) ?? []), edit]);
  }
  const texts = new Map<string, string>();
  for (const [path, edits] of accepted) texts.set(path, applyEdits(textOf(path) ?? "", edits));
  return { texts, applied, postponed: fixes.length - applied };
}

/** Applies edits that do not overlap, in any order. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = text;
  const fromTheEnd = [...edits].sort((a, b) => b.span.start - a.span.start || b.span.end - a.span.end);
  for (const { span, text: inserted } of fromTheEnd) {
    result = result.slice(0, span.start) + inserted + result.slice(span.end);
  }
  return result;
}

/** Two findings may ask for the very same change, such as deleting one line. */
function isSame(a: TextEdit, b: TextEdit): boolean {
  return a.span.start === b.span.start && a.span.end === b.span.end && a.text === b.text;
}

/** Two insertions at one place collide as well: their order would be chance. */
function collides({ span: a }: TextEdit, { span: b }: TextEdit): boolean {
  return (a.start < b.end && b.start < a.end) || a.start === b.start;
}
