/**
 * A pool as somebody sees it, in columns: one row a member, ids that never change meaning while the
 * source is attached, strings interned once. Structured-clone safe, so worker, extension and webview
 * hold the same thing. Rows are never removed: who is gone for good has state `reaped`.
 */
import type { Vitals } from "./vitals.ts";

/** Serf's states, as on screen; the position is the code in the `state` column. */
export const MEMBER_STATES = ["unknown", "alive", "suspect", "failed", "leaving", "left", "reaped"] as const;
export type MemberState = (typeof MEMBER_STATES)[number];

/** The code of a state in the `state` columns. */
export function stateCode(state: MemberState): number {
  return MEMBER_STATES.indexOf(state);
}

/** The state behind a code; an unheard-of code is `unknown`. */
export function stateOf(code: number | undefined): MemberState {
  return MEMBER_STATES[code ?? 0] ?? "unknown";
}

/** Row number of a member. */
export type MemberId = number;
/** Index into `PoolView.strings`. */
export type StringId = number;

export type PoolKind = "consul" | "nomad" | "serf" | "memberlist";
export type Plane = "lan" | "wan";
export type Attach = "shadow" | "api" | "member" | "cluster" | "simulation" | "recording" | "evidence";

/** What the pool is and how it is watched. */
export interface PoolInfo {
  /** Stable id of the attachment, also the key of its worker and panel. */
  readonly id: string;
  /** Shown name, such as "dc1 LAN". */
  readonly name: string;
  readonly kind: PoolKind;
  readonly plane: Plane;
  readonly attach: Attach;
  readonly environment: "production" | "staging" | "development" | "unknown";
  readonly encrypted: boolean | undefined;
}

/** One member that was asked: a view is always somebody's. */
export interface Vantage {
  /** Member asked, when its name is known. */
  readonly member: MemberId | undefined;
  /** `ip:port` that was asked. */
  readonly address: string;
  /** ms since 1970 of the last answer; 0 before the first. */
  readonly answeredAtMs: number;
  /** Why the last question had no answer; undefined while answers come. */
  readonly problem: PoolProblem | undefined;
  /** What it said of each member (state codes, 0 = not mentioned). May be shorter than the table. */
  readonly states: Uint8Array;
  /** Incarnations it named. */
  readonly incarnations: Uint32Array;
  /** Why its list may lack members, such as an ACL filter: what it does not mention may still be there. */
  readonly partial?: string;
}

/** Raft's configuration as one server gave it. An empty list of them means: not known, never: no peers. */
export interface RaftConfiguration {
  /** Address that was asked, as in `Vantage.address`. */
  readonly vantage: string;
  /** ms since 1970. */
  readonly readAtMs: number;
  readonly peers: readonly RaftPeer[];
}

/** Source: consul /v1/operator/raft/configuration. */
export interface RaftPeer {
  /** Node id (a UUID), or the address with Raft protocol 2. */
  readonly id: string;
  /** Node name; "(unknown)" when no member has that id. */
  readonly node: string;
  /** `ip:port` of the server's RPC port. */
  readonly address: string;
  readonly voter: boolean;
  readonly leader: boolean;
}

/** Network coordinate of a member, seconds. Source: serf coordinate/coordinate.go. */
export interface Coordinate {
  readonly vec: readonly number[];
  readonly error: number;
  readonly adjustment: number;
  readonly height: number;
}

/** One open accusation: `accuser` says that `accused` does not answer. */
export interface Accusation {
  readonly accused: MemberId;
  readonly accuser: MemberId;
  /** ms since 1970 when we first heard it. */
  readonly sinceMs: number;
  readonly incarnation: number;
}

/** Two datacenters touching: one member of another datacenter inside the pool, or a WAN link of servers. */
export interface EdgeRow {
  readonly id: string;
  readonly plane: Plane;
  /** Datacenter names of both ends. */
  readonly from: string;
  readonly to: string;
  /** Members of `to` that are in the pool of `from`. */
  readonly members: readonly MemberId[];
  readonly firstSeenMs: number;
  /** `ip:port` of the first of them. */
  readonly address: string;
  /** Whether it may be there: server to server over the WAN. */
  readonly expected: boolean;
}

/** What keeps a pool from being seen, in words for a person. */
export interface PoolProblem {
  readonly kind:
    | "unresolved"
    | "noListener"
    | "unreachable"
    | "timeout"
    | "notGossip"
    | "wrongKey"
    | "keyNeeded"
    | "keyNotNeeded"
    | "labelMismatch"
    | "garbage"
    | "tooLarge"
    | "stalled"
    | "udpBlocked"
    | "quarantined"
    | "refused"
    | "overLimit"
    | "forbidden"
    | "tls"
    | "notAgent"
    | "partial"
    | "internal";
  /** One or two sentences: what happened and where. */
  readonly message: string;
  /** What to do about it. */
  readonly advice: string;
}

/** A sentence about the pool, with how sure it is. Made by `lanes/` and `observer/`. */
export interface FindingRow {
  readonly id: string;
  /** Kind of mix (P R W M H B) or another finding's id. */
  readonly kind: string;
  readonly certainty: "certain" | "likely" | "possible";
  readonly sentence: string;
  readonly evidence: readonly string[];
  /** What would make it certain, "" when it is. */
  readonly toBeCertain: string;
  /** The first safe step. */
  readonly firstStep: string;
  readonly members: readonly MemberId[];
  readonly sinceMs: number;
}

/** The columns; all of the same length `count`, which may be less than their capacity. */
export interface MemberColumns {
  readonly name: Uint32Array;
  readonly ip: Uint32Array;
  readonly port: Uint16Array;
  readonly state: Uint8Array;
  readonly incarnation: Uint32Array;
  /** Index into `tagSets`. */
  readonly tags: Uint32Array;
  /** Index into `strings`: datacenter by tag or by WAN name, "" when unknown. */
  readonly datacenter: Uint32Array;
  /** Six bytes a member: pMin pMax pCur dMin dMax dCur, zeros when unknown. */
  readonly versions: Uint8Array;
  /** Last round trip in ms, NaN before the first. */
  readonly rttMs: Float32Array;
  /** ms since 1970. */
  readonly stateSinceMs: Float64Array;
  readonly firstSeenMs: Float64Array;
  readonly lastSeenMs: Float64Array;
}

/** One member's tags as alternating key and value string ids. */
export type TagSet = readonly StringId[];

/** The whole picture at one revision. */
export interface PoolView {
  readonly revision: number;
  readonly info: PoolInfo;
  /** ms since 1970 of this revision. */
  readonly atMs: number;
  readonly count: number;
  readonly strings: readonly string[];
  readonly tagSets: readonly TagSet[];
  readonly columns: MemberColumns;
  readonly coordinates: ReadonlyMap<MemberId, Coordinate>;
  readonly accusations: readonly Accusation[];
  readonly vantages: readonly Vantage[];
  readonly edges: readonly EdgeRow[];
  readonly findings: readonly FindingRow[];
  readonly problems: readonly PoolProblem[];
  readonly traffic: Traffic;
  /** Absent where nobody counts: an API, pasted output, a recording. */
  readonly vitals?: Vitals;
  /** Raft evidence, one entry a server that was asked; absent for pools that are watched by gossip alone. */
  readonly raft?: readonly RaftConfiguration[];
}

/** What the observer itself has sent and received, and what it may. */
export interface Traffic {
  readonly packetsOut: number;
  readonly bytesOut: number;
  readonly packetsIn: number;
  readonly bytesIn: number;
  readonly streamsOut: number;
  /** Datagrams that answered nothing: somebody takes the observer for a member. */
  readonly packetsUnasked: number;
  /** The guest budget, per second. */
  readonly budgetPacketsPerSecond: number;
  readonly budgetBytesPerSecond: number;
}

/** Of a source that sends nothing. */
export const NO_TRAFFIC: Traffic = {
  ...{ packetsOut: 0, bytesOut: 0, packetsIn: 0, bytesIn: 0, streamsOut: 0, packetsUnasked: 0 },
  ...{ budgetPacketsPerSecond: 0, budgetBytesPerSecond: 0 },
};

/** One member as a plain object, for a details pane, a tooltip or JSON; never for loops over all. */
export interface MemberRow {
  readonly id: MemberId;
  readonly name: string;
  /** `ip:port`, "" for a member that is known by name only: Serf remembers it, push/pull has forgotten it. */
  readonly address: string;
  readonly ip: string;
  readonly port: number;
  readonly state: MemberState;
  readonly incarnation: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly datacenter: string;
  readonly versions: readonly number[];
  readonly rttMs: number | undefined;
  readonly stateSinceMs: number;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
}

/** Reads one row out of the columns. */
export function memberRow(view: PoolView, id: MemberId): MemberRow {
  const { columns, strings } = view;
  const ip = strings[columns.ip[id] ?? 0] ?? "";
  const port = columns.port[id] ?? 0;
  const rttMs = columns.rttMs[id];
  return {
    id,
    name: strings[columns.name[id] ?? 0] ?? "",
    address: ip === "" ? "" : ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`,
    ip,
    port,
    state: stateOf(columns.state[id]),
    incarnation: columns.incarnation[id] ?? 0,
    tags: tagRecord(view, id),
    datacenter: strings[columns.datacenter[id] ?? 0] ?? "",
    versions: [...columns.versions.subarray(6 * id, 6 * id + 6)],
    rttMs: rttMs === undefined || Number.isNaN(rttMs) ? undefined : rttMs,
    stateSinceMs: columns.stateSinceMs[id] ?? 0,
    firstSeenMs: columns.firstSeenMs[id] ?? 0,
    lastSeenMs: columns.lastSeenMs[id] ?? 0,
  };
}

/** A member's tags; keys come from the network, so the record has no prototype. */
export function tagRecord(
  view: Pick<PoolView, "columns" | "tagSets" | "strings">,
  id: MemberId,
): Readonly<Record<string, string>> {
  const tags = Object.create(null) as Record<string, string>;
  const set = view.tagSets[view.columns.tags[id] ?? 0] ?? [];
  for (let i = 0; i + 1 < set.length; i += 2) {
    tags[view.strings[set[i] ?? 0] ?? ""] = view.strings[set[i + 1] ?? 0] ?? "";
  }
  return tags;
}
