/**
 * What the extension and the worker thread of one pool say to each other. One worker, one pool: there is
 * no message that names a second one. Structured-clone safe; keys travel as bytes and only downwards.
 */
import type { AgentMetricsAnswer } from "./agentMetrics.ts";
import type { PoolEvent } from "./event.ts";
import type { MemberProbe, ProbeAnswer } from "./probe.ts";
import type { PoolInfo, PoolKind, PoolProblem, PoolView, Plane } from "./view.ts";
import type { ViewDelta } from "./delta.ts";

/** TLS of an HTTPS address; all PEM text. The client's private key is a secret like a token. */
export interface TlsIdentity {
  readonly ca?: string;
  readonly clientCertificate?: string;
  readonly clientKey?: string;
  /** Name that the server's certificate has to carry, instead of the host's. */
  readonly serverName?: string;
}

/** An agent's own interface, asked instead of its gossip port. Secrets are UTF-8 bytes. */
export type ApiAccess =
  | {
      readonly kind: "consulHttp";
      /** `http://host:port` or `https://host:port`, perhaps with a path in front of `/v1`. */
      readonly url: string;
      readonly token?: Uint8Array;
      readonly tls: TlsIdentity;
    }
  | { readonly kind: "serfRpc"; readonly authKey?: Uint8Array };

/** Where to look at a pool and under which promises. */
export interface AttachRequest {
  /** Stable id of the attachment, becomes `PoolInfo.id`. */
  readonly poolId: string;
  /** Shown name, such as "dc1 LAN". */
  readonly poolName: string;
  readonly kind: PoolKind;
  readonly plane: Plane;
  readonly environment: PoolInfo["environment"];
  /** The one address that the user named; the host may be a name. */
  readonly seed: { readonly host: string; readonly port: number };
  /** Asks that agent's API, at `seed`, and nobody else; absent: the gossip port is asked as a guest. */
  readonly api?: ApiAccess;
  /** memberlist label, "" for none. */
  readonly label: string;
  /** Gossip keys of 16, 24 or 32 bytes, the primary first; empty means: not encrypted. */
  readonly keys: readonly Uint8Array[];
  /** Ranges such as `10.1.0.0/16` that the user confirmed; nothing outside is probed but the seed itself. */
  readonly confirmedCidrs: readonly string[];
  /** Deltas a second at most, 1 to 10. */
  readonly updatesPerSecondMax: number;
  /** Between two push/pulls, ms, at least 5,000 for one and the same member. */
  readonly intervalMs: number;
  /** Members that are taken in; 20,000 when absent. More are counted and said to be left out. */
  readonly membersMax?: number;
  /** An address of this machine that gossip ports are asked from; the system's choice when absent. */
  readonly bindIp?: string;
  /** Tells a line for all that goes over the sockets of a guest. */
  readonly isTraced?: boolean;
}

/** What joining a pool would mean, for the person who has to agree to it. */
export interface JoinPlan {
  /** Under which we would appear. */
  readonly name: string;
  /** `ip:port` where we would listen. */
  readonly address: string;
  /** Sentences, one a line: what the pool would see, and what a crash leaves behind. */
  readonly consequences: string;
}

/** What one first question taught, before anything is watched. */
export interface PreflightReport {
  /** `ip:port` that answered. */
  readonly answeredBy: string;
  readonly members: number;
  /** Datacenters named in the answer, with their number of members. */
  readonly datacenters: readonly { readonly name: string; readonly members: number }[];
  /** As the answer looks; the user's choice wins. */
  readonly kind: PoolKind;
  readonly plane: Plane;
  readonly encrypted: boolean;
  /** Ranges that cover the members of the answer, to be confirmed. */
  readonly cidrs: readonly string[];
  /** Most that watching would send, a second. */
  readonly budgetPacketsPerSecond: number;
  readonly budgetBytesPerSecond: number;
  /** What deserves a word before attaching, such as UDP that does not pass. */
  readonly warnings: readonly PoolProblem[];
}

/** From the extension to the worker. */
export type WorkerCommand =
  | { readonly kind: "preflight"; readonly request: AttachRequest }
  | { readonly kind: "attach"; readonly request: AttachRequest }
  /** Looks as a guest; answered by `joinPlan` or `problem`. Nothing is joined. */
  | { readonly kind: "planJoin"; readonly request: AttachRequest; readonly name: string }
  /** The user's word: joins as the last plan says, and watches from inside. */
  | { readonly kind: "join" }
  /** A question of the user's; answered by `probed` with the same id. */
  | { readonly kind: "probe"; readonly probeId: number; readonly probe: MemberProbe }
  /** Reads what the asked agent counts of its own gossip; answered by `agentMetrics` with the same id. */
  | { readonly kind: "agentMetrics"; readonly id: number }
  /** Asks for a snapshot again, after a gap. */
  | { readonly kind: "snapshot" }
  /** Answered by `detached`; the thread ends by itself. */
  | { readonly kind: "detach" };

/** From the worker to the extension. */
export type WorkerReply =
  /** The thread listens. */
  | { readonly kind: "ready" }
  | { readonly kind: "preflight"; readonly report: PreflightReport }
  | { readonly kind: "joinPlan"; readonly plan: JoinPlan }
  | { readonly kind: "snapshot"; readonly view: PoolView }
  | { readonly kind: "delta"; readonly delta: ViewDelta }
  /** What went over the sockets, where the request asked for it. */
  | { readonly kind: "traced"; readonly line: string }
  | { readonly kind: "events"; readonly events: readonly PoolEvent[] }
  | { readonly kind: "probed"; readonly probeId: number; readonly answer: ProbeAnswer }
  | { readonly kind: "agentMetrics"; readonly id: number; readonly answer: AgentMetricsAnswer }
  /** Preflight or attach could not go on; while attached, problems travel in the view. */
  | { readonly kind: "problem"; readonly problem: PoolProblem }
  | { readonly kind: "detached" };
