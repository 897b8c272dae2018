/** What of a view's findings may interrupt, and in which words the status bar says it. No VS Code here. */
import { isMix, type EdgeRow, type FindingRow, type PoolView } from "../engine/index.ts";

/** Mixes that are certain: the only findings that interrupt. */
export function certainMixes({ findings }: PoolView): readonly FindingRow[] {
  return findings.filter((finding) => finding.certainty === "certain" && isMix(finding));
}

/** Datacenters that should not meet, such as `dc1+dc2`; the pool's name where datacenters don't tell. "" for none. */
export function mixText(views: readonly PoolView[]): string {
  const names = views
    .filter((view) => certainMixes(view).length > 0)
    .flatMap((view) => {
      const met = view.edges.filter(({ expected }) => !expected).flatMap(({ from, to }) => [from, to]);
      const named = met.filter((name) => name !== "");
      return named.length > 0 ? named : [view.info.name];
    });
  return [...new Set(names)].sort().join("+");
}

/** The edge that a finding is about: it shares a member, and should not be there. */
export function edgeOfFinding({ edges }: PoolView, { members }: FindingRow): EdgeRow | undefined {
  const concerned = new Set(members);
  return edges.find((edge) => !edge.expected && edge.members.some((id) => concerned.has(id)));
}
