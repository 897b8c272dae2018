/** From what was clicked to the two sides of a cut. Nobody is put anywhere by a guess; no VS Code here. */
import {
  datacenterSides,
  memberRow,
  membersAgainstRest,
  stateOf,
  type EdgeRow,
  type MemberId,
  type PoolView,
  type SideRule,
  type SidesRule,
} from "../engine/index.ts";
import type { RemedyRequest } from "./dashboard/handlers.ts";
import type { TreeRow } from "./trees/treeRow.ts";

/** What a row of the tree may name besides what the dashboard asks for. */
export interface RowRequest extends RemedyRequest {
  readonly datacenter?: string;
  readonly finding?: string;
}

/** What was clicked in the tree, as the dashboard would ask for it; rows of another pool are left out. */
export function requestOfRows(row: TreeRow, rows: readonly TreeRow[]): RowRequest {
  const { poolId } = row;
  const members = rows
    .filter((each) => each.poolId === poolId)
    .flatMap(({ member }) => (member === undefined ? [] : [member]));
  if (row.member !== undefined) return { poolId, members };
  const [, kind, id] = row.id.slice(poolId.length).split("/").map(decodeURIComponent);
  if (kind === "edge" && id !== undefined) return { poolId, edge: id };
  if (kind === "finding" && id !== undefined) return { poolId, finding: id };
  if (kind === "dc" && id !== undefined) return { poolId, datacenter: id };
  return { poolId };
}

/** The sides that a request means; undefined when it names none and somebody has to choose. */
export function sidesOfRequest(view: PoolView, request: RowRequest): SidesRule | undefined {
  const { edge: edgeId, sides, members, datacenter, finding } = request;
  const edge = view.edges.find(({ id }) => id === edgeId) ?? edgeOfFinding(view, finding);
  if (edge !== undefined) return sidesOfEdge(view, edge);
  if (sides !== undefined && sides.b.length > 0) {
    if (sides.a.length === 0) return membersAgainstRest(membersName(view, sides.b), sides.b);
    const nobody = { datacenters: [], ranges: [] };
    return {
      a: { name: membersName(view, sides.a), members: sides.a, ...nobody },
      b: { name: membersName(view, sides.b), members: sides.b, ...nobody },
      apart: [],
    };
  }
  if (members !== undefined && members.length > 0)
    return membersAgainstRest(membersName(view, members), members);
  if (datacenter !== undefined && datacenter !== "") return datacenterAgainstOthers(view, datacenter);
  return undefined;
}

/** The edge whose members a finding is about, all of them or more. */
function edgeOfFinding(view: PoolView, findingId: string | undefined): EdgeRow | undefined {
  const finding = view.findings.find(({ id }) => id === findingId);
  if (finding === undefined || finding.members.length === 0) return undefined;
  return view.edges.find(
    (edge) => !edge.expected && finding.members.every((id) => edge.members.includes(id)),
  );
}

/** Every pair of sides that the pool itself suggests, findings first; for a list of choices. */
export function suggestedSides(
  view: PoolView,
): readonly { label: string; detail: string; sides: SidesRule }[] {
  const edges = [...view.edges].sort((a, b) => Number(a.expected) - Number(b.expected));
  const suggestions = edges.map((edge) => ({
    label: `${edge.from} | ${edge.to}`,
    detail: edge.expected
      ? "these meet on purpose over the WAN; a cut un-federates them"
      : "a finding: these should not gossip here",
    sides: sidesOfEdge(view, edge),
  }));
  if (suggestions.length > 0) return suggestions;
  return datacentersOf(view).map((name) => ({
    label: `${name} | all others`,
    detail: "by the datacenter that members name",
    sides: datacenterAgainstOthers(view, name),
  }));
}

/** Datacenters that members of the pool name, by name. */
function datacentersOf(view: PoolView): string[] {
  const names = new Set<string>();
  for (let id = 0; id < view.count; id += 1) {
    if (stateOf(view.columns.state[id]) !== "reaped")
      names.add(view.strings[view.columns.datacenter[id] ?? 0] ?? "");
  }
  return [...names].filter((name) => name !== "").sort();
}

/** An edge between two server sets of one datacenter name is known by its members only. */
function sidesOfEdge(view: PoolView, { from, to, members }: EdgeRow): SidesRule {
  return from === to ? membersAgainstRest(membersName(view, members), members) : datacenterSides(from, to);
}

/** Everybody who names another datacenter; who names none is asked for. */
function datacenterAgainstOthers(view: PoolView, datacenter: string): SidesRule {
  const others = datacentersOf(view).filter((name) => name !== datacenter);
  const side = (datacenters: readonly string[]): SideRule => ({
    name: datacenters.join("+"),
    datacenters,
    ranges: [],
    members: [],
  });
  return { a: side(others), b: side([datacenter]), apart: [] };
}

function membersName(view: PoolView, members: readonly MemberId[]): string {
  const [first] = members;
  return members.length === 1 && first !== undefined
    ? memberRow(view, first).name
    : `${members.length} members`;
}
