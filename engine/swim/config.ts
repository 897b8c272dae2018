/**
 * The knobs of a pool, under upstream's names (a duration ends in `Ms`). `lan()`, `wan()` and `local()` are
 * memberlist's three profiles; Consul and Serf start from these.
 * Source: memberlist config.go, DefaultLANConfig, DefaultWANConfig, DefaultLocalConfig.
 */
import type { Cidr } from "../base/address.ts";

export interface SwimConfig {
  /** Which protocol we speak, 1 to 5. All understand 1 to 5; 1 ignores ports and encrypts the old way. */
  readonly protocolVersion: number;
  /** What the delegate speaks: [min, max, current]. Serf: [2, 5, 4] or [2, 5, 5]; zeros when there is none. */
  readonly delegateVersions: readonly [min: number, max: number, current: number];
  /** For opening a stream, and then for each reading and writing of it. */
  readonly tcpTimeoutMs: number;
  /** Members asked to probe for us when the direct ping stays unanswered: SWIM's k. */
  readonly indirectChecks: number;
  /** A broadcast is sent retransmitMult · ⌈log10(n + 1)⌉ times. SWIM's λ. */
  readonly retransmitMult: number;
  /** Shortest suspicion: suspicionMult · max(1, log10 n) · probeInterval. Lifeguard's α. */
  readonly suspicionMult: number;
  /** Longest suspicion in multiples of the shortest. Lifeguard's β; 1 turns LHA-Suspicion off. */
  readonly suspicionMaxTimeoutMult: number;
  /** Between full exchanges with one random member, stretched in pools of more than 32; 0 for none. */
  readonly pushPullIntervalMs: number;
  /** SWIM's protocol period T'. */
  readonly probeIntervalMs: number;
  /** How long a direct ping may take before others are asked. Not scaled by awareness. */
  readonly probeTimeoutMs: number;
  /** No TCP ping beside the indirect ones. */
  readonly disableTcpPings: boolean;
  /** Awareness runs from 0 to this less one. Lifeguard's S; 1 turns LHA-Probe off. */
  readonly awarenessMaxMultiplier: number;
  /** Whether a ping to a suspect carries the accusation, so that it can refute at once. Lifeguard's buddy system; upstream always. */
  readonly buddySystem: boolean;
  /** Between rounds of gossip, each to `gossipNodes` random members; 0 for none. */
  readonly gossipIntervalMs: number;
  readonly gossipNodes: number;
  /** For so long the dead are gossiped to and kept in the table, so that they can refute. */
  readonly gossipToTheDeadTimeMs: number;
  /** Refuses what is not encrypted, given a keyring. Off while a pool moves to encryption. */
  readonly gossipVerifyIncoming: boolean;
  /** Encrypts what is sent, given a keyring. Off while a pool moves to encryption. */
  readonly gossipVerifyOutgoing: boolean;
  readonly enableCompression: boolean;
  /** Largest datagram that we fill with gossip. Upstream's UDPBufferSize. */
  readonly udpBufferSizeBytes: number;
  /** Gossip of one packet that waits to be handled; beyond it is dropped, alive messages have a queue of their own. */
  readonly handoffQueueDepth: number;
  /** After so long a dead member's name may be taken by another address; 0 for never. */
  readonly deadNodeReclaimTimeMs: number;
  /**
   * Whether whoever exchanges states with us is looked at before it is told ours, so that a foreign pool learns nobody
   * of this one. Differs from memberlist, which always answers first.
   */
  readonly verifiesBeforeReply: boolean;
  /** The only addresses members may have; undefined for any. */
  readonly cidrsAllowed: readonly Cidr[] | undefined;
}

const SECOND_MS = 1_000;

/** For one datacenter. */
export function lan(overrides: Partial<SwimConfig> = {}): SwimConfig {
  return { ...LAN, ...overrides };
}

/** Between datacenters. */
export function wan(overrides: Partial<SwimConfig> = {}): SwimConfig {
  return {
    ...LAN,
    tcpTimeoutMs: 30 * SECOND_MS,
    suspicionMult: 6,
    pushPullIntervalMs: 60 * SECOND_MS,
    probeTimeoutMs: 3 * SECOND_MS,
    probeIntervalMs: 5 * SECOND_MS,
    gossipNodes: 4,
    gossipIntervalMs: 500,
    gossipToTheDeadTimeMs: 60 * SECOND_MS,
    ...overrides,
  };
}

/** For one machine. */
export function local(overrides: Partial<SwimConfig> = {}): SwimConfig {
  return {
    ...LAN,
    tcpTimeoutMs: SECOND_MS,
    indirectChecks: 1,
    retransmitMult: 2,
    suspicionMult: 3,
    pushPullIntervalMs: 15 * SECOND_MS,
    probeTimeoutMs: 200,
    gossipIntervalMs: 100,
    gossipToTheDeadTimeMs: 15 * SECOND_MS,
    ...overrides,
  };
}

const LAN: SwimConfig = {
  protocolVersion: 2,
  delegateVersions: [0, 0, 0],
  tcpTimeoutMs: 10 * SECOND_MS,
  indirectChecks: 3,
  retransmitMult: 4,
  suspicionMult: 4,
  suspicionMaxTimeoutMult: 6,
  pushPullIntervalMs: 30 * SECOND_MS,
  probeIntervalMs: SECOND_MS,
  probeTimeoutMs: 500,
  disableTcpPings: false,
  awarenessMaxMultiplier: 8,
  buddySystem: true,
  gossipIntervalMs: 200,
  gossipNodes: 3,
  gossipToTheDeadTimeMs: 30 * SECOND_MS,
  gossipVerifyIncoming: true,
  gossipVerifyOutgoing: true,
  enableCompression: true,
  udpBufferSizeBytes: 1_400,
  handoffQueueDepth: 1_024,
  deadNodeReclaimTimeMs: 0,
  verifiesBeforeReply: false,
  cidrsAllowed: undefined,
};
