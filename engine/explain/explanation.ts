/** What one kind of line means: data, one family of lines a file below `families/`. */

/** Who wrote the line; Raft as it runs inside Consul and Nomad. */
export type Speaker = "memberlist" | "Serf" | "Serf agent" | "Consul" | "Raft";

/**
 *     routine  part of normal work; nothing to do
 *     watch    alone harmless; worth a look when it repeats or comes with others
 *     act      somebody should find out why
 */
export type Weight = "routine" | "watch" | "act";

export interface Explanation {
  /** Stable, such as `probe-timeout`. */
  readonly id: string;
  /**
   * The whole message, anchored, without time, level and logger. Named groups are filled into `means` and `todo` where
   * these say `{name}`.
   */
  readonly line: RegExp;
  /** A message that it fits, also what an unknown line is compared with. */
  readonly example: string;
  readonly saidBy: Speaker;
  readonly weight: Weight;
  readonly means: string;
  readonly todo: string;
  /** Upstream file and symbol. */
  readonly source: string;
}

/** The reason inside a line: an error of the network or of the other side. Not anchored; what stands around it is the line's. */
export interface Cause {
  readonly id: string;
  readonly words: RegExp;
  readonly example: string;
  readonly means: string;
  readonly todo: string;
  readonly source: string;
}

/** For `todo` where nothing is to be done. */
export const NOTHING = "Nothing.";
