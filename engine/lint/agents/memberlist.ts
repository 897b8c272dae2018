/** The `memberlist` block of Loki, Tempo, Mimir and Cortex, in their own config or in a chart's values. */
import { assignmentsOf } from "../model/assignments.ts";
import type { Document } from "../model/document.ts";
import type { Fragment } from "../model/facts.ts";
import type { Source } from "../model/source.ts";
import type { ObjectNode } from "../parse/tree.ts";

export const SYSTEMS = ["loki", "tempo", "mimir", "cortex", "pyroscope"] as const;

const KEYS =
  /^(?:join_members|cluster_label|cluster_label_verification_disabled|bind_port|bind_addr|advertise_addr|advertise_port|abort_if_cluster_join_fails|node_name|gossip_interval|rejoin_interval|max_join_retries|randomize_node_name|memberlist)$/;

/** How deep a chart may nest the block: `loki.structuredConfig.memberlist`. */
const DEPTH_MAX = 4;

/**
 * One fragment for each block of the document. `within` is what holds the document, where it is no file of its own; its name tells the
 * system too.
 */
export function readMemberlist(
  source: Source,
  document: Document,
  isTemplate: boolean,
  within = source.path,
): Fragment[] {
  return blocksOf(document.root, [], 0).map(({ block, path }) => ({
    path: source.path,
    id: `${within}#${path.join(".")}`,
    products: ["memberlist"],
    system: systemOf(within, document.root, path),
    assignments: assignmentsOf({ ...document, root: block }),
    home: document.place({ start: block.span.start, end: block.span.end }),
    alone: isTemplate ? "agent" : "closedAgent",
    nameScope: "",
    isTemplate,
  }));
}

function blocksOf(
  object: ObjectNode,
  path: readonly string[],
  depth: number,
): { block: ObjectNode; path: string[] }[] {
  if (depth > DEPTH_MAX) return [];
  return object.entries.flatMap(({ keys, value }) => {
    if (value.kind !== "object") return [];
    const below = [...path, keys[0]?.text ?? ""];
    if (
      keys[0]?.text === "memberlist" &&
      value.entries.some((entry) => KEYS.test(entry.keys[0]?.text ?? ""))
    ) {
      return [{ block: value, path: below }];
    }
    return blocksOf(value, below, depth + 1);
  });
}

/** By the keys around the block, then by the file's name. */
function systemOf(file: string, root: ObjectNode, path: readonly string[]): string {
  const keys = new Set([...path, ...root.entries.map(({ keys }) => keys[0]?.text ?? "")]);
  const named = SYSTEMS.find((system) => keys.has(system) || file.toLowerCase().includes(system));
  if (named !== undefined) return named;
  if (keys.has("schema_config")) return "loki";
  if (keys.has("metrics_generator")) return "tempo";
  return keys.has("blocks_storage") ? "mimir" : "memberlist";
}
