/** What happened in a pool, as plain data that worker, extension and webview share. */

/** `userEvent`: a user event of Serf; seen by members only, and never who sent it. */
export const EVENT_KINDS = [
  "memberJoined",
  "memberSuspected",
  "memberRefuted",
  "memberFailed",
  "memberLeaving",
  "memberLeft",
  "memberReaped",
  "memberUpdated",
  "userEvent",
  "mixFound",
  "attached",
  "detached",
  "problem",
  "fault",
  "note",
] as const;

/** Something that happened in a pool, for timelines, logs and `observe` without `--once`. */
export interface PoolEvent {
  /** ms since 1970. */
  readonly atMs: number;
  readonly kind: (typeof EVENT_KINDS)[number];
  /** Name of the member it is about, "" for the pool. */
  readonly member: string;
  /** Who said so: a member's name, or an address that was asked. */
  readonly by: string;
  readonly incarnation: number;
  /** Plain words for the rest. */
  readonly detail: string;
}
