/** What a runbook remembers: plain JSON, kept by whoever drives it, so that it goes on after a restart. */
import type { SideKey } from "../firewall/sides.ts";
import type { RunbookCase } from "./case.ts";
import type { IsolationRow } from "./observation.ts";

export const JOURNAL_VERSION = 1;

/** Every step of every kind. */
export const STEP_IDS = [
  "freeze",
  "evidence",
  "lanes",
  "survivor",
  "isolate",
  "waitFailed",
  "forceLeave",
  "leaveServers",
  "leaveClients",
  "cutRpc",
  "recover",
  "restore",
  "leaveOther",
  "raftPeers",
  "stopAll",
  "clean",
  "startServers",
  "startClients",
  "rollingRestart",
  "stopBridge",
  "fixListing",
  "cause",
  "lift",
  "watch",
] as const;
export type StepId = (typeof STEP_IDS)[number];

/** What a person told, since nobody can observe it from here. */
export interface Said {
  readonly step: StepId;
  /** `done`, `kept` (the rules stay for good), or `down`: that member is stopped and stays so. */
  readonly what: "done" | "kept" | "down";
  readonly member?: number;
  readonly atMs: number;
}

/** Commands that were shown, and may have been run: by `actionKey`. */
export interface Offered {
  readonly action: string;
  readonly atMs: number;
}

export interface LogEntry {
  readonly atMs: number;
  readonly text: string;
}

export interface KeptIsolation {
  readonly atMs: number;
  readonly rows: readonly IsolationRow[];
  /** Somebody confirmed the rules on every host before: no rollback timer ran. */
  readonly isConfirmed: boolean;
}

export interface Journal {
  readonly version: typeof JOURNAL_VERSION;
  readonly case: RunbookCase;
  /** When each step was verified last, ms since 1970; a step that is reopened is not in it. */
  readonly verified: Readonly<Partial<Record<StepId, number>>>;
  /** When the current step began. */
  readonly stepSinceMs: number;
  readonly said: readonly Said[];
  readonly offered: readonly Offered[];
  /** Since when every agent showed every foreign member failed or gone, without a break. */
  readonly failedSinceMs?: number | undefined;
  /** When every agent was last seen to show every foreign member left or gone. */
  readonly leftAtMs?: number | undefined;
  /** Since when no agent was missing or shown as failed by its own side. */
  readonly presentSinceMs?: number | undefined;
  /** Rules are gone, or on their way, since. */
  readonly liftedAtMs?: number | undefined;
  /** Kind R: whose site goes on with Raft. */
  readonly survivor?: SideKey | undefined;
  /** Kind R: Raft's id of each server by member, as read before anything was changed. */
  readonly raftIds: Readonly<Record<string, string>>;
  readonly isolation?: KeptIsolation | undefined;
  /** Why nothing but going back is offered; "" when all is well. */
  readonly alarm: string;
  /** Read after a restart: what was offered before must be looked at anew. */
  readonly resumedAtMs: number;
  /** The record, oldest first. */
  readonly log: readonly LogEntry[];
}

const LOG_MAX = 1_000;
const OFFERED_MAX = 1_000;

export function openJournal(runbookCase: RunbookCase, nowMs: number): Journal {
  return {
    version: JOURNAL_VERSION,
    case: runbookCase,
    verified: {},
    stepSinceMs: nowMs,
    said: [],
    offered: [],
    raftIds: {},
    alarm: "",
    resumedAtMs: nowMs,
    log: [{ atMs: nowMs, text: `Runbook of kind ${runbookCase.kind} opened for ${runbookCase.pool}.` }],
  };
}

export function logged(journal: Journal, atMs: number, text: string): Journal {
  return { ...journal, log: [...journal.log, { atMs, text }].slice(-LOG_MAX) };
}

export function withOffer(journal: Journal, action: string, atMs: number): Journal {
  return { ...journal, offered: [...journal.offered, { action, atMs }].slice(-OFFERED_MAX) };
}

/** When the commands of an action were last shown; undefined for never. */
export function offeredAt({ offered }: Journal, action: string): number | undefined {
  for (let at = offered.length - 1; at >= 0; at -= 1)
    if (offered[at]?.action === action) return offered[at]?.atMs;
  return undefined;
}

/** Whether a person said it, of the step as it is open now. */
export function isSaid({ said, stepSinceMs }: Journal, step: StepId, what: Said["what"] = "done"): boolean {
  return said.some((each) => each.step === step && each.what === what && each.atMs >= stepSinceMs);
}

/** Members that are stopped and stay so, by a person's word. */
export function downMembers({ said }: Journal): ReadonlySet<number> {
  return new Set(
    said.flatMap(({ what, member }) => (what === "down" && member !== undefined ? [member] : [])),
  );
}
