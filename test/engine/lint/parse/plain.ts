/** Trees as short literals, for comparing whole. */
import type { ConfigNode, ObjectNode, Parsed } from "../../../../engine/lint/parse/tree.ts";

/** Entries as pairs, since a key may stand there twice; several keys of one entry are joined by a blank. */
export function plain(node: ConfigNode): unknown {
  switch (node.kind) {
    case "object":
      return node.entries.map(({ keys, value }) => [keys.map(({ text }) => text).join(" "), plain(value)]);
    case "list":
      return node.items.map(plain);
    case "unknown":
      return `?${node.text}`;
    case "null":
      return null;
    case "string":
    case "number":
    case "boolean":
      return node.value;
  }
}

/** What is wrong, each with the text it is about. */
export function complaints(text: string, { problems }: Parsed): string[] {
  return problems.map(({ message, span }) => `${text.slice(span.start, span.end)} | ${message}`);
}

/** Every node and key with the text it stands for. */
export function slices(text: string, root: ObjectNode): string[] {
  const found: string[] = [];
  const visit = (node: ConfigNode): void => {
    found.push(text.slice(node.span.start, node.span.end));
    if (node.kind === "list") node.items.forEach(visit);
    if (node.kind !== "object") return;
    for (const { keys, value } of node.entries) {
      for (const { span } of keys) found.push(text.slice(span.start, span.end));
      visit(value);
    }
  };
  visit(root);
  return found;
}
