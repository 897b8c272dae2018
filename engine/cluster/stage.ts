/**
 * Where the members of a cluster run: on sockets (`socketStage.ts`) or in virtual time (`virtualStage.ts`). What is done
 * to them is the same on both; so is the network of faults between them.
 */
import type { Random } from "../base/random.ts";
import type { Instant } from "../base/time.ts";
import type { SerfCommand, SerfEvent } from "../serf/events.ts";
import type { SerfNode } from "../serf/node.ts";
import type { Network, NetworkEnd } from "../simulator/network.ts";

export interface Stage {
  readonly now: Instant;
  /** The stage's clock in ms since 1970. */
  readonly wallMs: number;
  /** Cuts and disturbances between agents, by name; on sockets all of its links are perfect. */
  readonly network: Network;
  readonly random: Random;
  /** Acts once `ms` have passed; the returned function prevents it. */
  after(ms: number, action: () => void): () => void;
  /** Lets a node begin. `onEvent` hears it; its own commands come after the step, never inside. */
  run(end: NetworkEnd, node: SerfNode, onEvent: (event: SerfEvent) => void): RunningNode;
}

/** A node on a stage. */
export interface RunningNode {
  readonly node: SerfNode;
  /** Rejects with the system's error when it cannot listen. */
  readonly ready: Promise<void>;
  /** Acts once it listens; at once in virtual time. */
  whenReady(action: () => void): void;
  command(command: SerfCommand): void;
  /** Stops it as SIGSTOP would, and lets it go on: what came meanwhile waits. */
  setPaused(isPaused: boolean): void;
  /** Frees everything at once, without a goodbye. */
  stop(): void;
  readonly traffic: NodeTraffic;
}

/** Counts so far. */
export interface NodeTraffic {
  readonly packetsOut: number;
  readonly bytesOut: number;
  readonly packetsIn: number;
  readonly bytesIn: number;
  readonly streamsOut: number;
}
