/**
 * Whom a query is for: names, or tags by regular expression. All filters must fit; one that cannot be read fits nobody.
 *
 *     00 | array of names            01 | {Expr, Tag}
 *
 * Source: serf query.go, encodeFilters and shouldProcessQuery; messages.go, filterType.
 */
import { MsgpackReader } from "../wire/msgpack.ts";
import { MsgpackWriter } from "../wire/msgpackWriter.ts";
import { encodeTyped } from "./messages.ts";
import { list, StructCodec, text } from "./structCodec.ts";
import { matchesPattern } from "./tagPattern.ts";
import { tagValue, type Tags } from "./tags.ts";

const NODE_FILTER = 0;
const TAG_FILTER = 1;
/** Most filters of one query that are looked at; upstream's own queries of 1,024 bytes have room for few more. */
const FILTERS_MAX = 64;

export interface QueryFilters {
  /** Only these members; none for all. */
  readonly nodes?: readonly string[];
  /** Tag name and a regular expression in Go's syntax, unanchored. */
  readonly tags?: readonly (readonly [tag: string, expression: string])[];
}

const TAG = new StructCodec<{ readonly tag: string; readonly expression: string }>("serf filter", {
  tag: ["Tag", text],
  expression: ["Expr", text],
});
const NAMES = list(text);

export function encodeFilters({ nodes = [], tags = [] }: QueryFilters): Uint8Array[] {
  const filters = tags.map(([tag, expression]) => encodeTyped(TAG_FILTER, TAG, { tag, expression }));
  return nodes.length === 0 ? filters : [nodeFilter(nodes), ...filters];
}

/** Whether the member of that name and those tags is meant; `report` hears of a filter that cannot be read. */
export function isMeant(
  filters: readonly Uint8Array[],
  name: string,
  tags: Tags,
  report: (problem: string) => void,
): boolean {
  if (filters.length > FILTERS_MAX) {
    report(`a query has ${filters.length} filters, at most ${FILTERS_MAX} are looked at`);
    return false;
  }
  return filters.every((filter) => {
    const reader = new MsgpackReader(filter, 1, "serf filter");
    if (filter[0] === NODE_FILTER) {
      const names = NAMES.read(reader);
      return reader.error === undefined && names.includes(name);
    }
    if (filter[0] !== TAG_FILTER) {
      report(`a query has a filter of unknown type ${filter[0] ?? "none"}`);
      return false;
    }
    const { tag, expression } = TAG.read(reader);
    if (reader.error !== undefined) return false;
    const matched = matchesPattern(expression, tagValue(tags, tag) ?? "");
    if (!matched.ok) report(`the expression of a query's filter cannot be used: ${matched.error}`);
    return matched.ok && matched.value;
  });
}

function nodeFilter(nodes: readonly string[]): Uint8Array {
  const writer = new MsgpackWriter(256);
  writer.byte(NODE_FILTER);
  NAMES.write(writer, nodes);
  return writer.finish();
}
