/** Rows of the *Pools* tree for findings and for edges between datacenters. No VS Code here. */
import { memberRow, type EdgeRow, type FindingRow, type PoolView } from "../../engine/index.ts";
import type { TreeRow } from "./treeRow.ts";

/** Findings above the members; the dashboard has all of them. */
export const FINDINGS_MAX = 5;

export function findingItem(poolId: string, finding: FindingRow): TreeRow {
  const { sentence, certainty, kind, evidence, toBeCertain, firstStep } = finding;
  return {
    id: `${poolId}/finding/${encodeURIComponent(finding.id)}`,
    label: sentence,
    description: certainty,
    icon: certainty === "certain" ? "mix" : "finding",
    contextValue: `finding.${kind}`,
    expansion: "none",
    poolId,
    page: "overview",
    tooltip: [
      `${sentence} (${certainty})`,
      ...evidence.map((line) => `· ${line}`),
      toBeCertain === "" ? "" : `To be certain: ${toBeCertain}.`,
      firstStep === "" ? "" : `First step: ${firstStep}`,
    ]
      .filter((line) => line !== "")
      .join("\n"),
    spoken: `Finding, ${certainty}: ${sentence} First step: ${firstStep}`,
  };
}

/** The row above the edges; undefined when there is none. */
export function edgesGroup(poolId: string, { edges }: PoolView): TreeRow | undefined {
  if (edges.length === 0) return undefined;
  const unexpected = edges.filter(({ expected }) => !expected).length;
  const all = unexpected === edges.length ? "" : `${edges.length}, `;
  const description = unexpected === 0 ? `${edges.length}` : `${all}${unexpected} unexpected`;
  return {
    id: `${poolId}/edges`,
    label: "Cross-DC edges",
    description,
    icon: unexpected === 0 ? "edge" : "mix",
    contextValue: "edges",
    expansion: unexpected === 0 ? "collapsed" : "expanded",
    poolId,
    spoken: `Cross-datacenter edges, ${description}`,
  };
}

/** Those that should not be there first. */
export function edgeItems(poolId: string, view: PoolView): TreeRow[] {
  const sorted = [...view.edges].sort((a, b) => Number(a.expected) - Number(b.expected));
  return sorted.map((edge) => edgeItem(poolId, view, edge));
}

function edgeItem(poolId: string, view: PoolView, edge: EdgeRow): TreeRow {
  const { from, to, plane, members, address, firstSeenMs, expected } = edge;
  const label = `${named(from)} ↔ ${named(to)}`;
  const count = `${members.length} ${members.length === 1 ? "member" : "members"}`;
  const since = expected ? "" : `since ${clockText(firstSeenMs)} · `;
  const description = `${since}${count} · ${plane.toUpperCase()}`;
  const [first] = members;
  const via = first === undefined ? "" : `first seen ${memberRow(view, first).name} at ${address}`;
  return {
    id: `${poolId}/edge/${encodeURIComponent(edge.id)}`,
    label,
    description,
    icon: expected ? "edge" : "mix",
    contextValue: expected ? "edge.expected" : "edge",
    expansion: "collapsed",
    poolId,
    page: "topology",
    tooltip: [
      `${count} of ${named(to)} in the ${plane.toUpperCase()} pool of ${named(from)}`,
      via,
      expected ? "Expected: servers meet over the WAN." : "A finding: these should not gossip here.",
    ].join("\n"),
    spoken: `Edge between ${named(from)} and ${named(to)}, ${expected ? "expected" : "unexpected"}, ${description}`,
  };
}

function named(datacenter: string): string {
  return datacenter === "" ? "no datacenter" : datacenter;
}

/** `13:58` in the reader's own time. */
function clockText(ms: number): string {
  const date = new Date(ms);
  return [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, "0")).join(":");
}
