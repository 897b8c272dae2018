/**
 * A test cluster in plain data: what it shall be, what is done to it, and how it is. Shared by command line, worker and
 * extension; structured-clone safe.
 */

export interface DatacenterSpec {
  readonly name: string;
  readonly servers: number;
  readonly clients: number;
}

/** What a cluster shall be. */
export interface ClusterSpec {
  readonly name: string;
  /** Consul: a LAN pool a datacenter and one WAN pool of all servers. Serf: a pool a datacenter. */
  readonly product: "consul" | "serf";
  readonly datacenters: readonly DatacenterSpec[];
  /** Real UDP and TCP on loopback, or the same machines in virtual time. */
  readonly runs: "sockets" | "simulated";
  /** Of all chance in virtual time. */
  readonly seed: number;
  readonly isEncrypted: boolean;
  /** memberlist label, "" for none. */
  readonly label: string;
  /** Where members listen; inside 127.0.0.0/8. */
  readonly addressRange: string;
}

/** Members and datacenters by name; `all` is everybody. */
export type FaultTargets = readonly string[];

/** Whose packets a fault of the network concerns: from these to those, and back unless it is one-way. */
interface Between {
  readonly from: FaultTargets;
  readonly to: FaultTargets;
  readonly isOneWay: boolean;
}

interface OnMembers {
  readonly targets: FaultTargets;
}

/** What can be done to a cluster. Probabilities from 0 to 1. */
export type Fault =
  /** Gone at once, without a goodbye; undone by a restart. */
  | ({ readonly kind: "kill" } & OnMembers)
  /** Stopped as by SIGSTOP: what arrives waits. */
  | ({ readonly kind: "pause" } & OnMembers)
  /** Short of processor time: stopped and running in turn. */
  | ({ readonly kind: "slow"; readonly stoppedMs: number; readonly runningMs: number } & OnMembers)
  /** Leaves gracefully; undone by a return. */
  | ({ readonly kind: "leave" } & OnMembers)
  /** Restarted with a gossip key that nobody else has. */
  | ({ readonly kind: "wrongKey" } & OnMembers)
  /** A stranger joins the LAN pool of each target. */
  | ({ readonly kind: "rogueJoin" } & OnMembers)
  | ({ readonly kind: "partition" } & Between)
  | ({ readonly kind: "loss"; readonly probability: number } & Between)
  | ({ readonly kind: "delay"; readonly delayMs: number; readonly jitterMs: number } & Between)
  | ({ readonly kind: "duplicate"; readonly probability: number } & Between)
  /** Held back by `byMs`, so that later packets overtake. */
  | ({ readonly kind: "reorder"; readonly probability: number; readonly byMs: number } & Between);

export type FaultKind = Fault["kind"];

/** A fault and how long it lasts; without `forMs` until it is undone. */
export interface FaultRequest {
  readonly fault: Fault;
  readonly forMs?: number;
}

/** A fault that is in force. */
export interface ActiveFault {
  readonly id: number;
  readonly text: string;
  /** ms since 1970, of the cluster's clock. */
  readonly sinceMs: number;
  readonly untilMs: number | undefined;
}

export interface AgentStatus {
  readonly name: string;
  readonly datacenter: string;
  readonly role: "server" | "client" | "rogue";
  readonly state: "running" | "paused" | "killed" | "left";
  /** `ip:port` in its LAN pool. */
  readonly address: string;
}

/** One gossip pool of a cluster. */
export interface ClusterPoolStatus {
  /** Such as `lan/dc1` or `wan`. */
  readonly key: string;
  readonly name: string;
}

export interface ScenarioStatus {
  readonly id: string;
  readonly title: string;
  readonly step: number;
  readonly steps: number;
  readonly words: string;
  /** Undefined while it goes on. */
  readonly verdict: { readonly isPassed: boolean; readonly words: string } | undefined;
}

/** How a cluster is. */
export interface ClusterStatus {
  readonly name: string;
  readonly runs: ClusterSpec["runs"];
  readonly state: "starting" | "running" | "paused" | "stopped";
  /** Virtual seconds a second; 1 on sockets. */
  readonly speed: number;
  readonly agents: readonly AgentStatus[];
  readonly pools: readonly ClusterPoolStatus[];
  readonly faults: readonly ActiveFault[];
  readonly scenario: ScenarioStatus | undefined;
  /** What deserves a word, such as that this machine has one loopback address only. */
  readonly notes: readonly string[];
}

/** What a running cluster can be told; each is answered by a `ClusterAnswer`. */
export type ClusterCommand =
  | { readonly kind: "status" }
  | { readonly kind: "fault"; readonly request: FaultRequest }
  | { readonly kind: "undo"; readonly id: number }
  | { readonly kind: "clearFaults" }
  /** In virtual time only, like the four below. */
  | { readonly kind: "pause"; readonly isPaused: boolean }
  /** One protocol period. */
  | { readonly kind: "step" }
  | { readonly kind: "speed"; readonly speed: number }
  /** As fast as can be, until somebody is suspect, all that are gone are failed everywhere, or all agree. */
  | { readonly kind: "runUntil"; readonly what: "suspect" | "failed" | "converged" }
  | { readonly kind: "cancel" }
  /** What one member believes of all others of its LAN pool. */
  | { readonly kind: "table"; readonly agent: string }
  /** One member's LAN join through another, of whatever pool: the accident itself. It has no undo. */
  | { readonly kind: "join"; readonly agent: string; readonly through: string }
  /** The command lines with which a real agent joins. */
  | { readonly kind: "attachAgent"; readonly datacenter: string }
  | { readonly kind: "stop" };

export type ClusterAnswer =
  | { readonly isDone: true; readonly text: string; readonly status: ClusterStatus }
  | { readonly isDone: false; readonly text: string };
