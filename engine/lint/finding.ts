/** What a rule has to say about a place in a file, as plain data: the same for the editor, the terminal and CI. */
import type { Span } from "./parse/tree.ts";

/**
 * error: merges two pools, or can never work. warning: removes a barrier, or merges under a further condition.
 * information: hygiene, not shown in CI unless asked. hint: style.
 */
export type Severity = "error" | "warning" | "information" | "hint";

/** `unnecessary`: may be drawn faded, such as a suppression that suppresses nothing. */
export type FindingTag = "unnecessary";

/** A place in a file; lines and columns count from 1, columns in UTF-16 code units, the end is exclusive. */
export interface FindingPlace {
  /** Relative to the workspace, with `/`. */
  readonly path: string;
  readonly span: Span;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface RelatedPlace extends FindingPlace {
  readonly message: string;
}

export interface Finding extends FindingPlace {
  /** The rule's id, such as `lan-join-wan-port`; `syntax` for what a parser says. */
  readonly rule: string;
  /** The rule's code, such as `GM201`. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly related: readonly RelatedPlace[];
  readonly fix?: Fix;
  readonly tags?: readonly FindingTag[];
}

/** A change that makes the finding go away, in one file or several; it keeps comments and formatting. */
export interface Fix {
  /** In the imperative, as on a button. */
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /**
   * Whether the result is right without a person choosing (a port, a spelling); only then fix-all may use it.
   * A fix that inserts a placeholder, or picks one of several, is not.
   */
  readonly isSafe: boolean;
}

/** Replaces the span by the text; an empty span inserts. Edits of one fix never overlap. */
export interface TextEdit {
  readonly path: string;
  readonly span: Span;
  readonly text: string;
}
