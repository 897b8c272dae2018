/**
 * A member's tags, which memberlist carries as opaque meta: `ff` and a msgpack map of texts. Anything else is
 * the bare role of protocol 2. Source: serf serf.go, encodeTags and decodeTags.
 */
import { textFromBytes } from "../base/bytes.ts";
import { fail, ok, type Result } from "../base/result.ts";
import type { WireError } from "../wire/error.ts";
import { MsgpackReader } from "../wire/msgpack.ts";
import { MsgpackWriter } from "../wire/msgpackWriter.ts";

const TAG_MAGIC = 0xff;
/** memberlist's limit for a member's meta, the magic byte included. Source: memberlist net.go, MetaMaxSize. */
export const META_BYTES_MAX = 512;

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

/** The meta of these tags; fails with upstream's words when they are too long. */
export function encodeTags(tags: Tags): Result<Uint8Array, string> {
  const writer = new MsgpackWriter(META_BYTES_MAX);
  writer.byte(TAG_MAGIC);
  writer.mapHeader(tags.length);
  for (const [key, value] of tags) {
    writer.text(key);
    writer.text(value);
  }
  const meta = writer.finish();
  if (meta.length <= META_BYTES_MAX) return ok(meta);
  return fail(`Encoded length of tags exceeds limit of ${META_BYTES_MAX} bytes (it is ${meta.length})`);
}

/** The value of one tag. */
export function tagValue(tags: Tags, name: string): string | undefined {
  return tags.find(([key]) => key === name)?.[1];
}
