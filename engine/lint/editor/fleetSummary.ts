/** The fleet as an editor shows it: lanes, what could make two of them one, and where a lane's name is worth a line. */
import type { Finding } from "../finding.ts";
import type { Agent } from "../model/agent.ts";
import type { Fleet } from "../model/fleet.ts";
import type { Lane } from "../model/lane.ts";
import type { Where } from "../model/located.ts";
import { editorFinding, editorPlace, type SourceOf } from "./editorFinding.ts";
import type { EditorPlace, FleetSummary, LaneConflict, LaneLens, LaneSummary } from "./lintProtocol.ts";

/** Plain data about the fleet and its findings. */
export function fleetSummary(
  fleet: Fleet,
  findings: readonly Finding[],
  sourceOf: SourceOf,
  live: FleetSummary["live"] = [],
): FleetSummary {
  const lanesOf = lanesByFile(fleet.lanes);
  const conflicts = conflictsByLane(findings, lanesOf, sourceOf);
  const files = new Set(fleet.agents.flatMap((agent) => agent.files));
  return {
    lanes: fleet.lanes.map((lane) => laneSummary(lane, conflicts.get(lane) ?? [], sourceOf)),
    lenses: fleet.lanes.flatMap((lane) => lenses(lane, sourceOf)),
    fileCount: files.size,
    findingCount: findings.filter(isLoud).length,
    unnamedFiles: [...files].filter((file) => !lanesOf.has(file)).sort(),
    live,
  };
}

function laneSummary(lane: Lane, conflicts: readonly LaneConflict[], sourceOf: SourceOf): LaneSummary {
  const keys = lane.agents.flatMap(({ key }) => (key?.kind === "literal" ? [key.fingerprint] : []));
  const seeds = new Map<string, EditorPlace>();
  for (const { text, at } of lane.seeds) {
    const place = editorPlace(at.path, at.span, sourceOf);
    if (place !== undefined && !seeds.has(text)) seeds.set(text, place);
  }
  return {
    id: lane.id,
    name: lane.name,
    product: lane.product,
    site: lane.site,
    keyFingerprints: [...new Set(keys)],
    serverCount: lane.servers.length,
    agentCount: lane.agents.length,
    files: filesOf(lane),
    seeds: [...seeds].map(([text, place]) => ({ text, ...place })),
    conflicts: [...conflicts].sort((a, b) => Number(b.severity === "error") - Number(a.severity === "error")),
  };
}

function filesOf(lane: Lane): string[] {
  return [...new Set(lane.agents.flatMap(({ files }) => files))].sort();
}

/** A file of a chart may start agents of several lanes. */
function lanesByFile(lanes: readonly Lane[]): ReadonlyMap<string, ReadonlySet<Lane>> {
  const found = new Map<string, Set<Lane>>();
  for (const lane of lanes) {
    for (const file of filesOf(lane)) found.set(file, (found.get(file) ?? new Set()).add(lane));
  }
  return found;
}

/** A finding that names a place of another lane is about the two of them. */
function conflictsByLane(
  findings: readonly Finding[],
  lanesOf: ReadonlyMap<string, ReadonlySet<Lane>>,
  sourceOf: SourceOf,
): ReadonlyMap<Lane, readonly LaneConflict[]> {
  const found = new Map<Lane, LaneConflict[]>();
  for (const finding of findings) {
    if (!isLoud(finding)) continue;
    const { rule, message, severity, related, ...here } = editorFinding(finding, sourceOf);
    for (const lane of lanesOf.get(finding.path) ?? []) {
      const there = related.find(({ path }) => foreignLane(lane, lanesOf.get(path)) !== undefined);
      const other = there === undefined ? undefined : foreignLane(lane, lanesOf.get(there.path));
      if (there === undefined || other === undefined) continue;
      const conflict = {
        otherName: other.name,
        rule,
        message,
        severity,
        here: { path: here.path, range: here.range },
        there: { path: there.path, range: there.range },
      };
      found.set(lane, [...(found.get(lane) ?? []), conflict]);
    }
  }
  return found;
}

function isLoud({ severity }: Finding): boolean {
  return severity === "error" || severity === "warning";
}

/** One of the lanes that isn't this one, unless the place is this one's as well. */
function foreignLane(lane: Lane, lanes: ReadonlySet<Lane> | undefined): Lane | undefined {
  if (lanes === undefined || lanes.has(lane)) return undefined;
  return [...lanes][0];
}

/** One line a file, over the cluster's name, or else over its first seed. */
function lenses(lane: Lane, sourceOf: SourceOf): LaneLens[] {
  const places = new Map<string, Where>();
  for (const agent of lane.agents) {
    for (const place of lensPlaces(agent)) if (!places.has(place.path)) places.set(place.path, place);
  }
  return [...places.values()].flatMap(({ path, span }) => {
    const place = editorPlace(path, span, sourceOf);
    return place === undefined ? [] : [{ ...place, laneId: lane.id }];
  });
}

function lensPlaces({ cluster, joins }: Agent): Where[] {
  const name = cluster.kind === "named" ? [cluster.setting.entry] : [];
  return [...name, ...joins.map(({ entry }) => entry)];
}
