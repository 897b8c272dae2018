/**
 * A member's tags, which memberlist carries as opaque meta: `ff` and a msgpack map of texts. Anything else is
 * the bare role of protocol 2. Source: serf serf.go, encodeTags and decodeTags.
 */
import { textFromBytes } from "../base/bytes.ts";
import { fail, ok, type Result } from "../base/result.ts";
import type { WireError } from "../wire/error.ts";
import { MsgpackReader } from "../wire/msgpack.ts";

const TAG_MAGIC = 0xff;

/** Key and value pairs in the sender's order. */
export type Tags = readonly (readonly [string, string])[];

export function decodeTags(meta: Uint8Array): Result<Tags, WireError> {
  if (meta.length === 0) return ok([]);
  if (meta[0] !== TAG_MAGIC) return ok([["role", textFromBytes(meta)]]);
  const reader = new MsgpackReader(meta, 1, "tags");
  const tags: [string, string][] = [];
  const count = reader.mapHeader();
  for (let i = 0; i < count && reader.error === undefined; i += 1) tags.push([reader.text(), reader.text()]);
  return reader.error === undefined ? ok(tags) : fail(reader.error);
}
