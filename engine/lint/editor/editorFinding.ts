/** Findings in an editor's numbers: lines and columns from 0 instead of offsets. */
import type { Finding, FindingPlace, Fix } from "../finding.ts";
import type { Source } from "../model/source.ts";
import type { Span } from "../parse/tree.ts";
import type { EditorFinding, EditorFix, EditorPlace, EditorRange } from "./lintProtocol.ts";

/** Files by path, as the session has read them. */
export type SourceOf = (path: string) => Source | undefined;

export function editorFinding(finding: Finding, sourceOf: SourceOf): EditorFinding {
  const { rule, code, severity, message, related, fix, tags } = finding;
  const edits = fix === undefined ? undefined : editorFix(fix, sourceOf);
  return {
    ...placeOf(finding),
    rule,
    code,
    severity,
    message,
    related: related.map((place) => ({ ...placeOf(place), message: place.message })),
    ...(edits === undefined ? {} : { fix: edits }),
    isUnnecessary: tags?.includes("unnecessary") === true,
  };
}

/** Where a span of a file stands; undefined for a file that isn't there. */
export function editorPlace(path: string, span: Span, sourceOf: SourceOf): EditorPlace | undefined {
  const source = sourceOf(path);
  return source === undefined ? undefined : placeOf(source.place(span));
}

function placeOf({ path, line, column, endLine, endColumn }: FindingPlace): EditorPlace {
  const range: EditorRange = {
    startLine: line - 1,
    startColumn: column - 1,
    endLine: endLine - 1,
    endColumn: endColumn - 1,
  };
  return { path, range };
}

/** A fix is whole or not there at all. */
function editorFix({ title, edits, isSafe }: Fix, sourceOf: SourceOf): EditorFix | undefined {
  const placed = edits.flatMap(({ path, span, text }) => {
    const place = editorPlace(path, span, sourceOf);
    return place === undefined ? [] : [{ ...place, text }];
  });
  return placed.length === edits.length ? { title, edits: placed, isSafe } : undefined;
}
