/** Evidence in, findings out: every detection in turn, the same finding only once and at its surest. */
import type { Evidence } from "../evidence/evidence.ts";
import { arrivals } from "./detect/arrivals.ts";
import { clientInWan } from "./detect/clientInWan.ts";
import { deadNameReturns } from "./detect/deadNameReturns.ts";
import { declaredLanes } from "./detect/declaredLanes.ts";
import { federation } from "./detect/federation.ts";
import { foreignDatacenter } from "./detect/foreignDatacenter.ts";
import { halfMixed } from "./detect/halfMixed.ts";
import { halfMixedInLogs } from "./detect/halfMixedInLogs.ts";
import { mingle } from "./detect/mingle.ts";
import { mingleInLogs } from "./detect/mingleInLogs.ts";
import { nameConflict } from "./detect/nameConflict.ts";
import { plainMember } from "./detect/plainMember.ts";
import { raftInLogs } from "./detect/raftInLogs.ts";
import { serversInLogs } from "./detect/serversInLogs.ts";
import { serverSets } from "./detect/serverSets.ts";
import { bySureness, type Finding } from "./finding.ts";
import type { Lane } from "./lane.ts";
import { poolsOf, type Pools } from "./pools.ts";

/** The order in which equally sure findings are told: what forbids a cut comes first. */
const DETECTIONS: readonly ((pools: Pools) => Iterable<Finding>)[] = [
  mingle,
  mingleInLogs,
  clientInWan,
  declaredLanes,
  serverSets,
  raftInLogs,
  plainMember,
  serversInLogs,
  halfMixed,
  halfMixedInLogs,
  foreignDatacenter,
  arrivals,
  nameConflict,
  deadNameReturns,
  federation,
];

/** Findings that are told of one piece of evidence, at most. */
export const FINDINGS_MAX = 200;

/** All that the evidence shows, the surest first. */
export function findMixes(evidence: Evidence, lanes: readonly Lane[] = []): Finding[] {
  return findMixesIn(poolsOf(evidence, lanes));
}

/** For who needs the pools themselves too. */
export function findMixesIn(pools: Pools): Finding[] {
  const found = new Map<string, Finding>();
  for (const detect of DETECTIONS) {
    for (const finding of detect(pools)) {
      const known = found.get(finding.id);
      if (known === undefined && found.size >= FINDINGS_MAX) break;
      found.set(finding.id, known === undefined ? finding : surer(known, finding));
    }
  }
  return withoutShadows([...found.values()]).sort(bySureness);
}

/** Two lists that show the same: the surer one, with the evidence of both. */
function surer(one: Finding, other: Finding): Finding {
  const [first, second] = bySureness(one, other) <= 0 ? [one, other] : [other, one];
  const evidence = [...new Set([...first.evidence, ...second.evidence])];
  return { ...first, evidence, members: first.members.length > 0 ? first.members : second.members };
}

/**
 * What follows from a surer finding is not told beside it: stray names while the mingle itself is seen, and what
 * looks like kind P or R while that is certain. Kind R is never hidden by kind P.
 */
function withoutShadows(findings: readonly Finding[]): Finding[] {
  const isMingled = findings.some(({ kind, certainty }) => kind === "M" && certainty !== "possible");
  const certain = new Set(findings.flatMap(({ kind, certainty }) => (certainty === "certain" ? [kind] : [])));
  return findings.filter(({ kind, certainty, id }) => {
    if (certainty === "certain") return true;
    if (isMingled && (id.startsWith("mix/M?/") || (kind === "H" && certainty === "possible"))) return false;
    if (kind === "P") return !certain.has("P") && !certain.has("R");
    return kind !== "R" || !certain.has("R");
  });
}
