/**
 * Where a view comes from: a live pool, a test cluster, a simulation, a recording or pasted output.
 * All look alike from here up. The interface is pure; who opens sockets stands in `host/` and `cluster/`.
 */
import type { AgentMetricsAnswer } from "../view/agentMetrics.ts";
import type { PoolEvent } from "../view/event.ts";
import type { MemberProbe, ProbeAnswer } from "../view/probe.ts";
import type { PoolView } from "../view/view.ts";
import type { ViewDelta } from "../view/delta.ts";

/** A watched pool: a snapshot, then deltas. */
export interface PoolSource {
  /** The picture now; the next delta continues it. */
  snapshot(): PoolView;
  /** What changed since the last call or snapshot; undefined when nothing did. */
  takeDelta(): ViewDelta | undefined;
  /** Events since the last call, oldest first, at most `EVENTS_KEPT_MAX` (older ones are dropped and counted). */
  takeEvents(): readonly PoolEvent[];
  /** Called at most once between two takes, as soon as there is something to take. */
  onChange(listener: () => void): void;
  /** Asks what the user asked for, where packets may be sent to members; detaching answers all that is open. */
  probe?(probe: MemberProbe): Promise<ProbeAnswer>;
  /** Reads what the asked agent counts of its own gossip; absent where no agent is asked. */
  agentMetrics?(): Promise<AgentMetricsAnswer>;
  /** Stops and frees everything; a member leaves gracefully first. */
  detach(): Promise<void>;
}

/** Events held for a reader that does not come. */
export const EVENTS_KEPT_MAX = 10_000;
