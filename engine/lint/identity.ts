/** What makes a finding the same finding after lines have moved: its rule, its file, and the line it stands on. */
import type { Finding } from "./finding.ts";

/**
 * 16 hex digits for each finding, the same as long as its rule, its path and the text of its line are; equal ones are
 * told apart by their order. The wording of the message plays no part, so a new version finds its old baseline.
 *
 * 64 bits are enough to tell the findings of a workspace apart, and far too few to get a gossip key back from them.
 */
export function fingerprints(
  findings: readonly Finding[],
  textOf: (path: string) => string | undefined,
): ReadonlyMap<Finding, string> {
  const seen = new Map<string, number>();
  const result = new Map<Finding, string>();
  for (const finding of findings) {
    const identity = [
      finding.rule,
      finding.path,
      lineAt(textOf(finding.path) ?? "", finding.span.start),
    ].join("\n");
    const before = seen.get(identity) ?? 0;
    seen.set(identity, before + 1);
    result.set(finding, hash64(`${identity}\n${before}`));
  }
  return result;
}

/** The line an offset stands in, without indentation. */
function lineAt(text: string, offset: number): string {
  const end = text.indexOf("\n", offset);
  return text.slice(text.lastIndexOf("\n", offset - 1) + 1, end === -1 ? undefined : end).trim();
}

/** FNV-1a over UTF-16 code units, twice 32 bits from different bases. Source: draft-eastlake-fnv. */
function hash64(text: string): string {
  return [0x811c9dc5, 0x3d4f2a91].map((basis) => hash32(text, basis)).join("");
}

function hash32(text: string, basis: number): string {
  let hash = basis;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}
