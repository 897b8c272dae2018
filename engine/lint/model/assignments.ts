/** All settings of one agent after merging: the last scalar wins, lists grow. Source: consul agent/config/merge.go. */
import type { ConfigNode, Entry, Key } from "../parse/tree.ts";
import { scalarOf, type Document } from "./document.ts";
import type { Located, Origin, Scalar, Where } from "./located.ts";

/** One setting as one file, flag or variable gives it. */
export interface Assignment extends Origin {
  /** Canonical and dotted: `ports.serf_lan`, `server.server_join.retry_join`. */
  readonly key: string;
  readonly node: ConfigNode;
  readonly document: Document;
  readonly from: "file" | "flag" | "command";
}

export interface ListItem {
  readonly value: Located<Scalar>;
  /** The list's brackets and all between; `undefined` where the item is no part of one. */
  readonly inList: Where | undefined;
  readonly from: Assignment["from"];
}

export class Assignments {
  readonly #byKey = new Map<string, Assignment[]>();

  constructor(inOrder: Iterable<Assignment>) {
    for (const assignment of inOrder) {
      const before = this.#byKey.get(assignment.key);
      if (before === undefined) this.#byKey.set(assignment.key, [assignment]);
      else before.push(assignment);
    }
  }

  /** What counts in the end. */
  scalar(key: string): Located<Scalar> | undefined {
    let last: Located<Scalar> | undefined;
    for (const { node, document, entry, written } of this.history(key)) {
      last = scalarOf(node, document, entry, written) ?? last;
    }
    return last;
  }

  /** Every item of every assignment, in order; a scalar is a list of one. */
  list(key: string): readonly ListItem[] {
    return this.history(key).flatMap(itemsOf);
  }

  /** Everything that was assigned, in the order of merging: the last one is the one that counts. */
  history(key: string): readonly Assignment[] {
    return this.#byKey.get(key) ?? [];
  }

  has(key: string): boolean {
    return this.#byKey.has(key);
  }

  keys(): IterableIterator<string> {
    return this.#byKey.keys();
  }
}

function itemsOf({ node, document, entry, written, from }: Assignment): ListItem[] {
  const nodes = node.kind === "list" ? node.items : [node];
  const inList = node.kind === "list" ? document.place(node.span) : undefined;
  return nodes.flatMap((item) => {
    const value = scalarOf(item, document, entry, written);
    return value === undefined ? [] : [{ value, inList, from }];
  });
}

/** Lists of objects that mean several things; any other list of objects is JSON's way to repeat a block. */
const LISTS_OF_OBJECTS = new Set([
  "segments",
  "services",
  "checks",
  "listeners",
  "service",
  "check",
  "template",
]);

/** What an agent is told of its services says nothing of itself, and a file may hold thousands of them. */
const NOT_OF_AGENT = new Set(["service", "services", "check", "checks"]);

/** Nobody nests blocks deeper than this; what is below is left out. */
const DEPTH_MAX = 12;

/** Every setting of a tree by its dotted key, in the order of the file; blocks themselves included. */
export function assignmentsOf(document: Document, prefix = ""): Assignment[] {
  const found: Assignment[] = [];
  collect(document, document.root.entries, prefix, found, 0);
  return found;
}

function collect(
  document: Document,
  entries: readonly Entry[],
  prefix: string,
  found: Assignment[],
  depth: number,
): void {
  if (depth > DEPTH_MAX) return;
  for (const { keys, value, span } of entries) {
    const written = keys.length === 1 ? (keys[0]?.text ?? "") : keys.map((key) => key.text).join(" ");
    const key = joined(prefix, keys);
    found.push({
      key,
      node: value,
      document,
      at: document.place(value.span),
      entry: document.place(span),
      written,
      from: "file",
    });
    if (depth === 0 && NOT_OF_AGENT.has(keys[0]?.text ?? "")) continue;
    if (value.kind === "object") collect(document, value.entries, key, found, depth + 1);
    if (value.kind !== "list" || LISTS_OF_OBJECTS.has(key)) continue;
    for (const item of value.items) {
      if (item.kind === "object") collect(document, item.entries, key, found, depth + 1);
    }
  }
}

function joined(prefix: string, keys: readonly Key[]): string {
  let key = prefix;
  for (const { text } of keys) if (text !== "") key = key === "" ? text : `${key}.${text}`;
  return key;
}
