/** Whose config a tree is, by its keys: file names say little, and much looks like an agent's config that is none. */
import type { Product } from "../model/agent.ts";
import type { ConfigNode, ObjectNode } from "../parse/tree.ts";

import {
  CONSUL,
  CONSUL_ALONE,
  CONSUL_TELLING,
  FOREIGN,
  NOMAD,
  NOMAD_BLOCK,
  NOMAD_TOO,
  SERF,
  SERF_ALONE,
} from "./productKeys.ts";

/** The products that the tree may configure, the likeliest first; empty when it is something else. */
export function productsOf(root: ObjectNode, isJson: boolean): readonly Product[] {
  const keys = new Set(root.entries.map((entry) => entry.keys[0]?.text ?? ""));
  if (isNomad(root, keys)) return ["nomad"];
  if ([...keys].some((key) => FOREIGN.has(key))) return [];
  const isServer = Number(hasServerSwitch(root));
  const onlyConsul = count(keys, CONSUL, SERF) + isServer;
  const onlySerf = count(keys, SERF, CONSUL);
  const isConsul =
    hasList(root, CONSUL_ALONE) || (count(keys, CONSUL) + isServer >= 2 && count(keys, CONSUL_TELLING) > 0);
  const isSerf = isJson && hasList(root, SERF_ALONE) && onlyConsul <= onlySerf;
  if (isConsul && isSerf) {
    if (onlyConsul === 0 && onlySerf > 0) return ["serf"];
    const isLikelySerf = onlySerf > onlyConsul || (keys.has("start_join") && !keys.has("retry_join"));
    return isLikelySerf ? ["serf", "consul"] : ["consul", "serf"];
  }
  if (isSerf) return ["serf"];
  if (!isConsul) return [];
  return count(keys, CONSUL, NOMAD_TOO) + isServer === 0 ? ["consul", "nomad"] : ["consul"];
}

function isNomad(root: ObjectNode, keys: ReadonlySet<string>): boolean {
  if (keys.has("job")) return false;
  const isRegional = keys.has("region") && count(keys, NOMAD_TOO) > 0 && count(keys, CONSUL_ALONE) === 0;
  const blocks = nomadBlocks(root);
  const hasRole = blocks.some((block) => hasKey(block, "enabled")) && count(keys, NOMAD) > 0;
  return (
    isRegional ||
    hasRole ||
    blocks.some((block) => block.entries.some(({ keys: [key] }) => NOMAD_BLOCK.has(key?.text ?? "")))
  );
}

/** `server { … }` and `client { … }`; in JSON perhaps a list of them. */
function nomadBlocks(root: ObjectNode): ObjectNode[] {
  return root.entries.flatMap(({ keys, value }) => {
    const name = keys[0]?.text;
    return (name === "server" || name === "client") && keys.length === 1 ? objectsIn(value) : [];
  });
}

function hasKey(block: ObjectNode, name: string): boolean {
  return block.entries.some(({ keys }) => keys[0]?.text === name);
}

/** One of the keys, with a value that the product would take: no switch, no number. */
function hasList(root: ObjectNode, names: ReadonlySet<string>): boolean {
  return root.entries.some(
    ({ keys, value }) =>
      names.has(keys[0]?.text ?? "") &&
      value.kind !== "number" &&
      (value.kind !== "boolean" || /^encrypt_/.test(keys[0]?.text ?? "")),
  );
}

/** Whether the tree is a part of an agent's config that says nothing alone, such as `encrypt = "…"`. */
export function mayBePart(root: ObjectNode): boolean {
  const keys = root.entries.map((entry) => entry.keys[0]?.text ?? "");
  if (keys.some((key) => FOREIGN.has(key))) return false;
  return keys.some((key) => CONSUL.has(key) || key === "server" || key === "node_meta" || key === "region");
}

function count(keys: ReadonlySet<string>, wanted: ReadonlySet<string>, butNot?: ReadonlySet<string>): number {
  return [...keys].filter((key) => wanted.has(key) && butNot?.has(key) !== true).length;
}

function hasServerSwitch(root: ObjectNode): boolean {
  return root.entries.some(
    ({ keys, value }) =>
      keys[0]?.text === "server" &&
      keys.length === 1 &&
      (value.kind === "boolean" || value.kind === "string"),
  );
}

function objectsIn(node: ConfigNode): readonly ObjectNode[] {
  if (node.kind === "object") return [node];
  return node.kind === "list" ? node.items.filter((item): item is ObjectNode => item.kind === "object") : [];
}
