/** What the extension and the worker thread of one test cluster say to each other; each of its pools is watched like any other. */
import type { ClusterAnswer, ClusterCommand, ClusterSpec, ClusterStatus } from "./cluster.ts";
import type { WorkerReply } from "./workerProtocol.ts";

export type ClusterWorkerCommand =
  /** Starts the cluster, or the one of a guided scenario, which then begins. */
  | {
      readonly kind: "start";
      readonly spec: ClusterSpec;
      readonly scenario: string | undefined;
      readonly updatesPerSecondMax: number;
    }
  /** Answered by `answer` with the same id. */
  | { readonly kind: "tell"; readonly id: number; readonly command: ClusterCommand }
  /** A pool's reader asks for the whole picture. */
  | { readonly kind: "snapshot"; readonly pool: string };

export type ClusterWorkerReply =
  /** It did not start, and why. */
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "status"; readonly status: ClusterStatus }
  | { readonly kind: "answer"; readonly id: number; readonly answer: ClusterAnswer }
  | { readonly kind: "pool"; readonly pool: string; readonly reply: WorkerReply };

/** A guided scenario, for a list to choose from. */
export interface ScenarioChoice {
  readonly id: string;
  readonly title: string;
  readonly teaches: string;
  readonly rules: readonly string[];
}
