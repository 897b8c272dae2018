/** A config file, or text that would be one, as a part of some agent. */
import { assignmentsOf } from "../model/assignments.ts";
import type { Document } from "../model/document.ts";
import type { Fragment } from "../model/facts.ts";
import type { Source } from "../model/source.ts";
import { mayBePart, productsOf } from "./detect.ts";

/** `undefined` when the tree is of no agent. A tree that says little, such as a key alone, waits for its neighbours. */
export function fragmentOf(
  source: Source,
  document: Document,
  isJson: boolean,
  isTemplate: boolean,
): Fragment | undefined {
  const products = productsOf(document.root, isJson);
  const isPart = products.length === 0;
  if (isPart && !mayBePart(document.root)) return undefined;
  return {
    path: source.path,
    id: source.path,
    products: isPart ? ["consul", "nomad", "serf"] : products,
    system: products[0] ?? "consul",
    assignments: assignmentsOf(document),
    home: source.firstLine(),
    alone: isPart ? "part" : "agent",
    nameScope: "",
    isTemplate,
  };
}
