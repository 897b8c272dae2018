/** Looking into a tree of which nothing is certain. */
import type { ConfigNode, Entry, ObjectNode } from "../parse/tree.ts";

/** The last entry of that name; the last one counts in every language here. */
export function entryOf(node: ConfigNode | undefined, name: string): Entry | undefined {
  if (node?.kind !== "object") return undefined;
  let found: Entry | undefined;
  for (const entry of node.entries) if (entry.keys[0]?.text === name) found = entry;
  return found;
}

/** The value below a chain of names. */
export function nodeAt(node: ConfigNode | undefined, ...names: readonly string[]): ConfigNode | undefined {
  return names.reduce((inner, name) => entryOf(inner, name)?.value, node);
}

export function objectOf(node: ConfigNode | undefined): ObjectNode | undefined {
  return node?.kind === "object" ? node : undefined;
}

export function itemsOf(node: ConfigNode | undefined): readonly ConfigNode[] {
  return node?.kind === "list" ? node.items : [];
}

/** The text of a string or of a placeholder. */
export function textOf(node: ConfigNode | undefined): string | undefined {
  if (node?.kind === "string") return node.value;
  return node?.kind === "unknown" ? node.text : undefined;
}
