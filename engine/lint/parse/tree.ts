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
  | StringNode
  | { readonly kind: "number"; readonly span: Span; readonly value: number }
  | { readonly kind: "boolean"; readonly span: Span; readonly value: boolean }
  | { readonly kind: "null"; readonly span: Span };

/**
 * A text as the product reads it. One that holds `${…}` or `{{…}}` in a file that is no template itself stays a
 * string: the agent reads just these letters, and what they stand for is for `model/placeholder.ts` to say.
 */
export interface StringNode {
  readonly kind: "string";
  /** With its quotes, where it has some; a heredoc or block from `<<`, `|` or `>` on. */
  readonly span: Span;
  readonly value: string;
}

/** What can't be known from the text: a template's `{{ … }}`, a bare word, a value under a condition. Never guessed. */
export interface UnknownNode {
  readonly kind: "unknown";
  readonly span: Span;
  /** As written, without quotes. */
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
  /** The first of `roots`. */
  readonly root: ObjectNode;
  /** One a document: YAML may have several, the other languages have one. At least one, perhaps without entries. */
  readonly roots: readonly ObjectNode[];
  /** In the order of the text. */
  readonly comments: readonly Comment[];
  readonly problems: readonly SyntaxProblem[];
  /**
   * Whether a template engine runs over the text first: then entries may be missing that it adds, lists may have
   * more items than shown, and there are no problems, since what the product will read isn't here.
   */
  readonly isTemplate: boolean;
}
