/** One row of the *Pools* tree as plain data. */
import type { MemberId, MemberState } from "../../engine/index.ts";

/** One row. `id` is stable for as long as the pool is attached. */
export interface TreeRow {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly icon: RowIcon;
  /** Dot-separated facts for `when` clauses. */
  readonly contextValue: string;
  readonly expansion: "none" | "collapsed" | "expanded";
  readonly poolId: string;
  readonly member?: MemberId;
  /** The dashboard's page that a click opens. */
  readonly page?: "overview" | "topology";
  /** A click opens the recording with the id `poolId`. */
  readonly isRecording?: boolean;
  /** Plain text; without one, label and description. */
  readonly tooltip?: string;
  /** Shown to the screen reader when the label alone does not say it. */
  readonly spoken: string;
}

export type RowIcon =
  | MemberState
  | "pool"
  | "detached"
  | "attention"
  | "group"
  | "problem"
  | "mix"
  | "finding"
  | "edge"
  | "record"
  | "recordings"
  | "recording"
  | "waiting";
