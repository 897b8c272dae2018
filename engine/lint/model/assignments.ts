/** All settings of one agent after merging: the last scalar wins, lists grow. Source: consul agent/config/merge.go. */
import type { ConfigNode } from "../parse/tree.ts";
import type { Located, Origin } from "./located.ts";

export type Scalar = string | number | boolean;

/** One setting as one file, flag or variable gives it. */
export interface Assignment extends Origin {
  /** Canonical and dotted: `ports.serf_lan`, `server.server_join.retry_join`. */
  readonly key: string;
  readonly node: ConfigNode;
}

export interface Assignments {
  /** What counts in the end. */
  scalar(key: string): Located<Scalar> | undefined;
  /** Every item of every assignment, in order; a scalar is a list of one. */
  list(key: string): readonly ListItem[];
  /** Everything that was assigned, in the order of merging: the last one is the one that counts. */
  history(key: string): readonly Assignment[];
  keys(): Iterable<string>;
}

export interface ListItem {
  readonly value: Located<Scalar>;
  /** The list's brackets and all between; `undefined` for a flag. */
  readonly inList: Origin["at"] | undefined;
}
