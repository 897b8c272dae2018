/** The *Pools* tree as plain rows, made from a view: what stands where, in which words. No VS Code here. */
import {
  memberRow,
  roleOf,
  stateOf,
  type MemberId,
  type MemberState,
  type PoolView,
} from "../../engine/index.ts";
import { agoText } from "../duration.ts";
import { seedText, type KnownPool } from "../pool.ts";
import { edgeItems, edgesGroup, findingItem, FINDINGS_MAX } from "./edgeRows.ts";
import { runningRow, type RunningFacts } from "./recordingRows.ts";
import type { RowIcon, TreeRow } from "./treeRow.ts";

/** Most children below one row; above, they are put into buckets. */
export const CHILDREN_MAX = 200;
/** Members in one bucket. */
const BUCKET_SIZE = 100;

/** A pool as the tree sees it. */
export interface PoolFacts {
  readonly pool: KnownPool;
  readonly view: PoolView | undefined;
  readonly problem: { readonly message: string; readonly advice: string } | undefined;
  readonly isAttached: boolean;
  /** The recording that runs, if one does. */
  readonly recording?: RunningFacts;
}

export function poolRow(facts: PoolFacts): TreeRow {
  const { pool, view, problem, isAttached } = facts;
  const description = !isAttached
    ? `not attached · ${seedText(pool)}`
    : view === undefined
      ? problem === undefined
        ? `asking ${seedText(pool)} …`
        : "no answer"
      : `${countsText(view)} · ${view.info.attach}${pool.environment === "production" ? " · production" : ""}`;
  return {
    id: pool.id,
    label: pool.name,
    description,
    icon: isAttached ? "pool" : "detached",
    contextValue: poolContext(facts),
    expansion: isAttached ? "expanded" : "none",
    poolId: pool.id,
    spoken: `${pool.name}, ${description}`,
  };
}

/** `pool.attached.shadow.production`, as `when` clauses read it. */
function poolContext({ pool, view, isAttached, recording }: PoolFacts): string {
  const way = view?.info.attach ?? (pool.api === undefined ? "shadow" : "api");
  const facts = isAttached ? ["pool", "attached", way] : ["pool", "detached"];
  if (recording !== undefined) facts.push("recording");
  return [...facts, ...(pool.environment === "production" ? ["production"] : [])].join(".");
}

/** What stands below a row; pure and cheap enough to be asked again after every delta. */
export function childRows(facts: PoolFacts, parent: TreeRow): TreeRow[] {
  const { view } = facts;
  const path = parent.id.slice(facts.pool.id.length);
  if (path === "") return poolChildren(facts);
  if (view === undefined) return [];
  if (path === "/edges") return edgeItems(facts.pool.id, view);
  if (path === "/attention") return attentionIds(view).map((id) => memberItem(facts, view, id, "attention"));
  const [, kind, datacenter = "", bucket] = path.split("/").map(decodeURIComponent);
  if (kind === "edge") return edgeMembers(facts, view, datacenter);
  if (kind !== "dc") return [];
  const members = membersOf(view, datacenter);
  if (bucket !== undefined)
    return bucketMembers(members, Number(bucket)).map((id) => memberItem(facts, view, id, "dc"));
  if (members.length > CHILDREN_MAX) return bucketRows(facts, view, datacenter, members);
  return members.map((id) => memberItem(facts, view, id, "dc"));
}

/** Members that need a person, the worst first, at most `CHILDREN_MAX`. */
export function attentionIds(view: PoolView): MemberId[] {
  const foreign = foreignIds(view);
  const ids: MemberId[] = [];
  for (let id = 0; id < view.count; id += 1) {
    if (isInTrouble(view, id) || foreign.has(id)) ids.push(id);
  }
  const rank = (id: MemberId): number =>
    foreign.has(id) ? 0 : stateOf(view.columns.state[id]) === "suspect" ? 1 : 2;
  return ids.sort((a, b) => rank(a) - rank(b) || byName(view, a, b)).slice(0, CHILDREN_MAX);
}

/** What the badge counts: members that need a person, and findings that name none of them. */
export function attentionCount(view: PoolView, mixNotices: "notify" | "badge" | "off"): number {
  const foreign = foreignIds(view);
  const ids = attentionIds(view);
  if (mixNotices === "off") return ids.filter((id) => !foreign.has(id) || isInTrouble(view, id)).length;
  const shown = new Set(ids);
  const others = view.findings.filter(({ members }) => !members.some((id) => shown.has(id)));
  return ids.length + others.length;
}

function isInTrouble(view: PoolView, id: MemberId): boolean {
  const state = stateOf(view.columns.state[id]);
  return state === "suspect" || state === "failed";
}

/** `412 alive · 3 suspect · 1 failed`; states without members are left out. */
export function countsText(view: PoolView): string {
  const counts = stateCounts(view);
  const shown = (["alive", "suspect", "failed", "leaving", "left"] as const).filter(
    (state) => state === "alive" || (counts.get(state) ?? 0) > 0,
  );
  return shown.map((state) => `${counts.get(state) ?? 0} ${state}`).join(" · ");
}

export function stateCounts(view: PoolView): ReadonlyMap<MemberState, number> {
  const counts = new Map<MemberState, number>();
  for (let id = 0; id < view.count; id += 1) {
    const state = stateOf(view.columns.state[id]);
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  return counts;
}

/** Markdown for a member's tooltip, plain text only: names and tags are foreign. */
export function memberFacts(
  view: PoolView,
  id: MemberId,
  nowMs: number,
): readonly (readonly [string, string])[] {
  const member = memberRow(view, id);
  const accusers = view.accusations
    .filter((accusation) => accusation.accused === id)
    .map((accusation) => memberRow(view, accusation.accuser).name);
  return [
    ["State", `${member.state}, ${agoText(nowMs - member.stateSinceMs)}`],
    ["Address", member.address],
    ["Datacenter", member.datacenter === "" ? "unknown" : member.datacenter],
    ["Incarnation", String(member.incarnation)],
    ["Round trip", member.rttMs === undefined ? "not measured" : `${member.rttMs.toFixed(1)} ms`],
    ["Suspected by", accusers.join(", ")],
    [
      "Tags",
      Object.entries(member.tags)
        .map(([key, value]) => `${key}=${value}`)
        .join(" "),
    ],
    ["Last seen", `${agoText(nowMs - member.lastSeenMs)} ago`],
    ["As seen by", view.vantages.map((vantage) => vantage.address).join(", ")],
  ].filter((fact): fact is [string, string] => fact[1] !== "");
}

function poolChildren(facts: PoolFacts): TreeRow[] {
  const { pool, view, problem, recording } = facts;
  const rows: TreeRow[] = recording === undefined ? [] : [runningRow(pool, recording)];
  const problems = [...(problem === undefined ? [] : [problem]), ...(view?.problems ?? [])];
  problems.forEach((each, index) => {
    rows.push(group(pool.id, `problem/${index}`, each.message, each.advice, "problem", "problem", "none"));
  });
  if (view === undefined) return rows;
  rows.push(...view.findings.slice(0, FINDINGS_MAX).map((finding) => findingItem(pool.id, finding)));
  const attention = attentionIds(view).length;
  if (attention > 0)
    rows.push(
      group(pool.id, "attention", "Needs attention", `${attention}`, "attention", "attention", "expanded"),
    );
  const own = ownDatacenter(view);
  for (const [datacenter, count] of datacenters(view)) {
    const isForeign = view.info.plane === "lan" && datacenter !== own && datacenter !== "";
    const label = datacenter === "" ? "no datacenter" : datacenter;
    const words = `${count} ${count === 1 ? "member" : "members"}${isForeign ? " · foreign" : ""}`;
    const key = `dc/${encodeURIComponent(datacenter)}`;
    rows.push(
      group(
        pool.id,
        key,
        label,
        words,
        isForeign ? "mix" : "group",
        isForeign ? "dc.foreign" : "dc",
        "collapsed",
      ),
    );
  }
  const edges = edgesGroup(pool.id, view);
  return edges === undefined ? rows : [...rows, edges];
}

function edgeMembers(facts: PoolFacts, view: PoolView, edgeId: string): TreeRow[] {
  const members = view.edges.find(({ id }) => id === edgeId)?.members ?? [];
  return members
    .slice(0, CHILDREN_MAX)
    .map((id) => memberItem(facts, view, id, `edge/${encodeURIComponent(edgeId)}`));
}

function group(
  poolId: string,
  key: string,
  label: string,
  description: string,
  icon: RowIcon,
  contextValue: string,
  expansion: TreeRow["expansion"],
): TreeRow {
  const spoken = `${label}, ${description}`;
  return { id: `${poolId}/${key}`, label, description, icon, contextValue, expansion, poolId, spoken };
}

function memberItem({ pool }: PoolFacts, view: PoolView, id: MemberId, place: string): TreeRow {
  const member = memberRow(view, id);
  const isForeign = foreignIds(view).has(id);
  const since = member.stateSinceMs === 0 ? "" : ` ${agoText(view.atMs - member.stateSinceMs)}`;
  const state = member.state === "alive" ? "" : `${member.state}${since}`;
  const where = isForeign && place === "attention" ? `dc=${member.datacenter}, but in this pool` : "";
  const description = [where, state, member.state === "alive" ? member.address : ""]
    .filter((part) => part !== "")
    .join(" · ");
  const role = roleOf(view, id);
  return {
    id: `${pool.id}/${place}/m${id}`,
    label: member.name,
    description,
    icon: isForeign && member.state === "alive" ? "mix" : member.state,
    contextValue: ["member", member.state, role, ...(isForeign ? ["foreign"] : [])]
      .filter((f) => f !== "")
      .join("."),
    expansion: "none",
    poolId: pool.id,
    member: id,
    spoken: `${member.name}, ${isForeign ? "foreign, " : ""}${member.state}${since}, ${member.address}, ${member.datacenter}`,
  };
}

/** Members named by an edge that should not be there. */
function foreignIds(view: PoolView): ReadonlySet<MemberId> {
  return new Set(view.edges.filter((edge) => !edge.expected).flatMap((edge) => edge.members));
}

/** The datacenter that most members name; a LAN pool's own. */
function ownDatacenter(view: PoolView): string {
  return [...datacenters(view)].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "";
}

/** Datacenters with their number of members, by name; reaped members count nowhere. */
function datacenters(view: PoolView): [string, number][] {
  const counts = new Map<string, number>();
  for (let id = 0; id < view.count; id += 1) {
    if (stateOf(view.columns.state[id]) === "reaped") continue;
    const name = view.strings[view.columns.datacenter[id] ?? 0] ?? "";
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => (a[0] < b[0] ? -1 : 1)).slice(0, CHILDREN_MAX - 20);
}

function membersOf(view: PoolView, datacenter: string): MemberId[] {
  const ids: MemberId[] = [];
  for (let id = 0; id < view.count; id += 1) {
    if (stateOf(view.columns.state[id]) === "reaped") continue;
    if ((view.strings[view.columns.datacenter[id] ?? 0] ?? "") === datacenter) ids.push(id);
  }
  return ids.sort((a, b) => byName(view, a, b));
}

function bucketRows(
  { pool }: PoolFacts,
  view: PoolView,
  datacenter: string,
  members: readonly MemberId[],
): TreeRow[] {
  const buckets = Math.min(CHILDREN_MAX, Math.ceil(members.length / BUCKET_SIZE));
  return Array.from({ length: buckets }, (_, index) => {
    const inside = bucketMembers(members, index);
    const first = nameOf(view, inside[0] ?? 0);
    const last = nameOf(view, inside.at(-1) ?? 0);
    const key = `dc/${encodeURIComponent(datacenter)}/${index}`;
    return group(
      pool.id,
      key,
      `${first} … ${last}`,
      `${inside.length} members`,
      "group",
      "bucket",
      "collapsed",
    );
  });
}

/** At most `CHILDREN_MAX` buckets: beyond 20,000 members the last one is cut, the dashboard shows all. */
function bucketMembers(members: readonly MemberId[], bucket: number): readonly MemberId[] {
  return members.slice(bucket * BUCKET_SIZE, (bucket + 1) * BUCKET_SIZE);
}

function nameOf(view: PoolView, id: MemberId): string {
  return view.strings[view.columns.name[id] ?? 0] ?? "";
}

function byName(view: PoolView, a: MemberId, b: MemberId): number {
  const left = nameOf(view, a);
  const right = nameOf(view, b);
  return left < right ? -1 : left > right ? 1 : a - b;
}
