/** Who bridges what: edges with the members that cross, and the finding that tells how sure that is. Pure. */
import { isCutNext } from "../../engine/view/cut.ts";
import { roleOf } from "../../engine/view/role.ts";
import {
  MEMBER_STATES,
  memberRow,
  stateOf,
  type EdgeRow,
  type FindingRow,
  type MemberId,
  type MemberState,
  type PoolView,
} from "../../engine/view/view.ts";
import { clockText, countText } from "../format.ts";
import type { GridBlock } from "../overview/counts.ts";

/** Members named one by one; the rest is counted. */
const NAMED_MAX = 3;
/** Members drawn one by one in a hull; above, only counts are shown. */
export const DRAWN_MAX = 240;

export interface Bridge {
  readonly edge: EdgeRow;
  /** Crossing members to name, and how many more there are. */
  readonly named: readonly { readonly id: MemberId; readonly name: string }[];
  readonly more: number;
  /** The name of the first one, "" when it is not known. */
  readonly first: string;
  readonly finding: FindingRow | undefined;
  /** Rules that cut the sides apart are the next step; where they are not, they are only offered in the table. */
  readonly isCutNext: boolean;
}

/** Edges that should not be there first, then by name. */
export function bridgesOf(view: PoolView): Bridge[] {
  const edges = [...view.edges].sort(
    (a, b) => Number(a.expected) - Number(b.expected) || (a.id < b.id ? -1 : 1),
  );
  return edges.map((edge) => {
    const finding = findingOf(view, edge);
    const named = byName(view, edge.members).slice(0, NAMED_MAX);
    const first = edge.members.find((id) => memberRow(view, id).address === edge.address);
    return {
      edge,
      named,
      more: edge.members.length - named.length,
      first: first === undefined ? "" : memberRow(view, first).name,
      finding,
      isCutNext: finding === undefined ? !edge.expected : isCutNext(view, finding),
    };
  });
}

/** One sentence: `2 members of dc2 are in the LAN pool of dc1 since 13:58:40, first web-4 at 10.2.0.4:8301.` */
export function bridgeSentence({ edge, first }: Bridge): string {
  const { members, from, to, plane, firstSeenMs, address, expected } = edge;
  const who = `${countText(members.length, "member")} of ${named(to)}`;
  const verb = members.length === 1 ? "is" : "are";
  if (expected) return `${who} and ${named(from)} meet over the ${plane.toUpperCase()}, as servers do.`;
  const via = address === "" ? "" : `, first ${first === "" ? "" : `${first} at `}${address}`;
  return `${who} ${verb} in the ${plane.toUpperCase()} pool of ${named(from)} since ${clockText(firstSeenMs)}${via}.`;
}

/** Members of a hull in groups: servers apart, because what they do to Raft matters. */
export function hullGroups(
  view: PoolView,
  { ids }: GridBlock,
): readonly { readonly label: string; readonly ids: readonly MemberId[] }[] {
  const servers = ids.filter((id) => roleOf(view, id) === "server");
  const others = ids.filter((id) => roleOf(view, id) !== "server");
  const groups = [
    { label: "servers", ids: servers },
    { label: servers.length === 0 ? "members" : "clients", ids: others },
  ];
  return groups.filter((group) => group.ids.length > 0);
}

/** States of a group, those that are there, in the order of the states. */
export function statesOf(
  view: PoolView,
  ids: readonly MemberId[],
): readonly { readonly state: MemberState; readonly count: number }[] {
  const counts = new Map<MemberState, number>();
  for (const id of ids) {
    const state = stateOf(view.columns.state[id]);
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  return MEMBER_STATES.flatMap((state) => {
    const count = counts.get(state) ?? 0;
    return count === 0 ? [] : [{ state, count }];
  });
}

/** `dc2`, or words for a tag that is not there. */
export function named(datacenter: string): string {
  return datacenter === "" ? "no datacenter" : datacenter;
}

function byName(view: PoolView, ids: readonly MemberId[]): { id: MemberId; name: string }[] {
  const named = ids.map((id) => ({ id, name: memberRow(view, id).name }));
  return named.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The surest finding about one of the crossing members. */
function findingOf({ findings }: PoolView, { members }: EdgeRow): FindingRow | undefined {
  const crossing = new Set(members);
  return findings.find((finding) => finding.members.some((id) => crossing.has(id)));
}
