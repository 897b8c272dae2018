/**
 * The lines of a recording as they stand in the file; what each field means stands in `FORMAT.md`. A recording is
 * foreign data: these schemas are the check, and the types are theirs.
 */
import * as v from "valibot";
import { MEMBER_STATES } from "../view/view.ts";

/** The version that is written; a reader refuses newer ones. */
export const RECORDING_VERSION = 1;
/** Limits of what is read, so that no file can take all memory. */
export const LINE_LENGTH_MAX = 64 * 1_048_576;
export const MEMBERS_MAX = 200_000;
const TEXT_LENGTH_MAX = 65_536;

const text = v.pipe(v.string(), v.maxLength(TEXT_LENGTH_MAX));
const time = v.pipe(v.number(), v.finite());
const number = time;
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(4_294_967_295));
const member = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MEMBERS_MAX - 1));
const members = v.array(member);
const counts = v.array(count);
/** One digit a member. */
const states = v.pipe(v.string(), v.regex(new RegExp(`^[0-${MEMBER_STATES.length - 1}]*$`)));

/** The first line. */
export const headerLine = v.object({
  lanekeeper: v.literal("recording"),
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** What wrote it, such as "lanekeeper 0.1.0". */
  tool: text,
  startedAtMs: time,
  /** Names, addresses and tags are pseudonyms. */
  redacted: v.boolean(),
});
export type HeaderLine = v.InferOutput<typeof headerLine>;

/** Columns of the rows in the line; times are ms before the line's `atMs`, a missing RTT is null. */
const columns = v.object({
  name: counts,
  ip: counts,
  port: counts,
  state: states,
  incarnation: counts,
  tags: counts,
  datacenter: counts,
  /** Six a member. */
  versions: counts,
  rttMs: v.array(v.nullable(number)),
  stateSince: v.array(number),
  firstSeen: v.array(number),
  lastSeen: v.array(number),
});
export type LineColumns = v.InferOutput<typeof columns>;

const PROBLEM_KINDS = [
  ...["unresolved", "noListener", "unreachable", "timeout", "notGossip", "wrongKey", "keyNeeded"],
  ...["keyNotNeeded", "labelMismatch", "garbage", "tooLarge", "stalled", "udpBlocked", "quarantined"],
  ...["refused", "overLimit", "forbidden", "tls", "notAgent", "partial", "internal"],
] as const;
const problem = v.object({ kind: v.picklist(PROBLEM_KINDS), message: text, advice: text });

const info = v.object({
  id: text,
  name: text,
  kind: v.picklist(["consul", "nomad", "serf", "memberlist"]),
  plane: v.picklist(["lan", "wan"]),
  attach: v.picklist(["shadow", "api", "member", "cluster", "simulation", "recording", "evidence"]),
  environment: v.picklist(["production", "staging", "development", "unknown"]),
  encrypted: v.optional(v.boolean()),
});

/** `states` and `incarnations` are left out while they are those of the same address in the line before. */
const vantage = v.object({
  member: v.optional(member),
  address: text,
  answeredAtMs: time,
  problem: v.optional(problem),
  partial: v.optional(text),
  states: v.optional(states),
  incarnations: v.optional(counts),
});
export type LineVantage = v.InferOutput<typeof vantage>;

const coordinate = v.object({
  vec: v.pipe(v.array(number), v.maxLength(64)),
  error: number,
  adjustment: number,
  height: number,
});

const lists = {
  accusations: v.optional(
    v.array(v.object({ accused: member, accuser: member, sinceMs: time, incarnation: count })),
  ),
  vantages: v.optional(v.array(vantage)),
  edges: v.optional(
    v.array(
      v.object({
        id: text,
        plane: v.picklist(["lan", "wan"]),
        from: text,
        to: text,
        members,
        firstSeenMs: time,
        address: text,
        expected: v.boolean(),
      }),
    ),
  ),
  findings: v.optional(
    v.array(
      v.object({
        id: text,
        kind: text,
        certainty: v.picklist(["certain", "likely", "possible"]),
        sentence: text,
        evidence: v.array(text),
        toBeCertain: text,
        firstStep: text,
        members,
        sinceMs: time,
      }),
    ),
  ),
  problems: v.optional(v.array(problem)),
  traffic: v.optional(
    v.object({
      packetsOut: number,
      bytesOut: number,
      packetsIn: number,
      bytesIn: number,
      streamsOut: number,
      packetsUnasked: number,
      budgetPacketsPerSecond: number,
      budgetBytesPerSecond: number,
    }),
  ),
  raft: v.optional(
    v.array(
      v.object({
        vantage: text,
        readAtMs: time,
        peers: v.array(
          v.object({ id: text, node: text, address: text, voter: v.boolean(), leader: v.boolean() }),
        ),
      }),
    ),
  ),
  coordinates: v.optional(v.array(v.tuple([member, coordinate]))),
};

/** The whole picture. */
const viewLine = v.object({
  kind: v.literal("view"),
  atMs: time,
  count: v.pipe(count, v.maxValue(MEMBERS_MAX)),
  info,
  strings: v.array(text),
  tagSets: v.array(counts),
  columns,
  ...lists,
});
export type ViewLine = v.InferOutput<typeof viewLine>;

/** What changed since the line before. */
const deltaLine = v.object({
  kind: v.literal("delta"),
  atMs: time,
  count: v.pipe(count, v.maxValue(MEMBERS_MAX)),
  info: v.optional(info),
  strings: v.optional(v.array(text)),
  tagSets: v.optional(v.array(counts)),
  ids: members,
  columns,
  ...lists,
});
export type DeltaLine = v.InferOutput<typeof deltaLine>;

const eventLine = v.object({
  kind: v.literal("event"),
  atMs: time,
  /** One of `PoolEvent`'s; a reader takes one that it does not know for a note. */
  event: text,
  member: text,
  by: text,
  incarnation: count,
  detail: text,
});
export type EventLine = v.InferOutput<typeof eventLine>;

/** The last line of a recording that was ended in good order; `reason` says why. */
const endLine = v.object({ kind: v.literal("end"), atMs: time, reason: text });

export const anyLine = v.variant("kind", [viewLine, deltaLine, eventLine, endLine]);
export type AnyLine = v.InferOutput<typeof anyLine>;
