/** Values that know where they were written, or say why they can't be known. Nothing is ever guessed. */
import type { Span } from "../parse/tree.ts";

export type Scalar = string | number | boolean;

/** A place in a file of the workspace. */
export interface Where {
  /** Relative to the workspace, with `/`. */
  readonly path: string;
  readonly span: Span;
}

/** Where a setting stands: its value, and the whole entry that would have to go to remove it. */
export interface Origin {
  /** The value itself, without quotes where there are some. */
  readonly at: Where;
  /** From the first letter of the key or flag to the end of the value. */
  readonly entry: Where;
  /** As written: `retry_join`, `-retry-join`, `server.extraConfig › retry_join`. */
  readonly written: string;
}

export interface Known<T> extends Origin {
  readonly known: true;
  readonly value: T;
}

/** Somebody set it, but to what only a template engine, a shell or an operator knows. */
export interface Unknown extends Origin {
  readonly known: false;
  /** What stands there, such as `${datacenter}`. */
  readonly text: string;
}

export type Located<T> = Known<T> | Unknown;

/** The value if it is there and known. */
export function known<T>(located: Located<T> | undefined): T | undefined {
  return located?.known === true ? located.value : undefined;
}

/** The same place with another value. */
export function located<T>(value: T, { at, entry, written }: Origin): Known<T> {
  return { known: true, value, at, entry, written };
}
