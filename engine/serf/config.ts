/**
 * Serf's knobs under upstream's names (a duration ends in `Ms`), with the defaults of the library, of the `serf`
 * agent, and of Consul's two pools.
 * Source: serf config.go DefaultConfig; cmd/serf/command/agent/config.go; consul agent/consul/config.go, lib/serf.
 */
import { lan, type SwimConfig, wan } from "../swim/config.ts";
import type { CoalescePeriods } from "./coalesce.ts";
import type { Tags } from "./tags.ts";

export interface SerfConfig {
  /** Failure detection and gossip below Serf. Its `delegateVersions` are set from `protocolVersion`. */
  readonly swim: SwimConfig;
  /** Which Serf protocol is spoken, 2 to 5. Source: serf.go, ProtocolVersionMin and Max. */
  readonly protocolVersion: 2 | 3 | 4 | 5;
  /** How long a broadcast that somebody waits for may take. */
  readonly broadcastTimeoutMs: number;
  /** How long a member that has said goodbye stays, so that the word gets around. */
  readonly leavePropagateDelayMs: number;
  readonly reapIntervalMs: number;
  /** How long an intent about an unknown member is kept. */
  readonly recentIntentTimeoutMs: number;
  readonly reconnectIntervalMs: number;
  /** How long a failed member is remembered, and tried again. */
  readonly reconnectTimeoutMs: number;
  /** How long a member that left is remembered. */
  readonly tombstoneTimeoutMs: number;
  /** A member's own word, by its tags, on how long to remember it; Consul has one (`consul/reconnectTimeout.ts`). */
  readonly timeoutOverride: ((tags: Tags, timeoutMs: number) => number) | undefined;
  readonly queueCheckIntervalMs: number;
  /** Most messages that one queue may hold; with a least depth set, twice the members instead. */
  readonly maxQueueDepth: number;
  readonly minQueueDepth: number;
  /** Default time of a query in gossip intervals, per digit of the number of members. */
  readonly queryTimeoutMult: number;
  readonly queryResponseSizeLimit: number;
  readonly querySizeLimit: number;
  readonly userEventSizeLimit: number;
  /** Whether we ask the pool who may keep our name, and go when it is not us. */
  readonly enableNameConflictResolution: boolean;
  readonly disableCoordinates: boolean;
  /** Gathers member events for the application; undefined tells each at once. */
  readonly coalesceMembers: CoalescePeriods | undefined;
  /** Gathers user events that allow it. */
  readonly coalesceUserEvents: CoalescePeriods | undefined;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** What the `serf` agent runs with. */
export function serfAgent(overrides: Partial<SerfConfig> = {}): SerfConfig {
  return { ...DEFAULT, ...overrides };
}

/** Consul's LAN pool of one datacenter. */
export function consulLan(overrides: Partial<SerfConfig> = {}): SerfConfig {
  return { ...CONSUL, swim: lan(), ...overrides };
}

/** Consul's WAN pool. Its agents gossip to 3 members a round, not to memberlist's 4. */
export function consulWan(overrides: Partial<SerfConfig> = {}): SerfConfig {
  return { ...CONSUL, swim: wan({ gossipNodes: 3 }), enableNameConflictResolution: false, ...overrides };
}

const DEFAULT: SerfConfig = {
  swim: lan(),
  protocolVersion: 5,
  broadcastTimeoutMs: 5 * SECOND_MS,
  leavePropagateDelayMs: SECOND_MS,
  reapIntervalMs: 15 * SECOND_MS,
  recentIntentTimeoutMs: 5 * MINUTE_MS,
  reconnectIntervalMs: 30 * SECOND_MS,
  reconnectTimeoutMs: 24 * HOUR_MS,
  tombstoneTimeoutMs: 24 * HOUR_MS,
  timeoutOverride: undefined,
  queueCheckIntervalMs: 30 * SECOND_MS,
  maxQueueDepth: 4_096,
  minQueueDepth: 0,
  queryTimeoutMult: 16,
  queryResponseSizeLimit: 1_024,
  querySizeLimit: 1_024,
  userEventSizeLimit: 512,
  enableNameConflictResolution: true,
  disableCoordinates: false,
  coalesceMembers: undefined,
  coalesceUserEvents: undefined,
};

const CONSUL: SerfConfig = {
  ...DEFAULT,
  protocolVersion: 4,
  reconnectTimeoutMs: 72 * HOUR_MS,
  leavePropagateDelayMs: 3 * SECOND_MS,
  minQueueDepth: 4_096,
};

/** Serf protocol → the memberlist protocol under it, [pMin, pMax] being 1 and 5. Source: serf config.go, ProtocolVersionMap. */
export function swimConfigOf({ swim, protocolVersion }: SerfConfig): SwimConfig {
  return { ...swim, delegateVersions: [2, 5, protocolVersion] };
}
