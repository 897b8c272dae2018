/**
 * What every parser of config files gives: one tree with ranges, whatever the language.
 *
 * The shape is HCL 1's, the widest of them: an entry has one or more keys (`service "web" { … }` has two), and a key
 * may stand in an object several times. JSON and YAML entries have one key each.
 */

/** Offsets in UTF-16 code units from the start of the text; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type ConfigNode = ObjectNode | ListNode | ScalarNode | UnknownNode;

export type ScalarNode =
  | { readonly kind: "string"; readonly span: Span; readonly value: string }
  | { readonly kind: "number"; readonly span: Span; readonly value: number }
  | { readonly kind: "boolean"; readonly span: Span; readonly value: boolean }
  | { readonly kind: "null"; readonly span: Span };

/** What can't be known from the text: a template's `{{ … }}`, `${ … }`, a placeholder. Never guessed. */
export interface UnknownNode {
  readonly kind: "unknown";
  readonly span: Span;
  readonly text: string;
}

export interface ListNode {
  readonly kind: "list";
  readonly span: Span;
  readonly items: readonly ConfigNode[];
}

export interface ObjectNode {
  readonly kind: "object";
  readonly span: Span;
  readonly entries: readonly Entry[];
}

export interface Entry {
  /** At least one. */
  readonly keys: readonly Key[];
  readonly value: ConfigNode;
  /** From the first key to the end of the value. */
  readonly span: Span;
}

export interface Key {
  readonly text: string;
  readonly span: Span;
}

export interface Comment {
  /** Without its marks. */
  readonly text: string;
  readonly span: Span;
}

/** Something that the language's own reader would refuse. */
export interface SyntaxProblem {
  readonly message: string;
  readonly span: Span;
}

/** A broken text still yields what can be read. */
export interface Parsed {
  readonly root: ObjectNode;
  readonly comments: readonly Comment[];
  readonly problems: readonly SyntaxProblem[];
}
