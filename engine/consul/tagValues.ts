/** Values of tags as numbers and releases; anything odd is "not said". */
import type { TagRecord } from "./agentFacts.ts";

/** A whole number from 0 on, or 0. */
export function numberTag(tags: TagRecord, key: string): number {
  const text = tags[key] ?? "";
  return /^\d{1,9}$/.test(text) ? Number(text) : 0;
}

/** `1.8.7` of `1.8.7:` or `1.20.1+ent:abc`, or "". Source: consul agent/metadata/build.go, Build. */
export function releaseTag(tags: TagRecord, key: string): string {
  return /\d+\.\d+\.\d+/.exec((tags[key] ?? "").slice(0, 100))?.[0] ?? "";
}
