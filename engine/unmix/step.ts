/** A step of a runbook: what it asks people to run, and how it is seen to be done. */
import type { RuleFile } from "../firewall/dialect.ts";
import type { SideKey } from "../firewall/sides.ts";
import type { MixKind } from "../lanes/finding.ts";
import type { Journal, StepId } from "./journal.ts";
import type { Observation } from "./observation.ts";
import type { Window } from "./windows.ts";

/** What people are asked to run. The commands themselves are made in `commands.ts`. */
export type Action =
  /** Without the server RPC port a cut can't cost anybody a quorum. */
  | { readonly kind: "cut"; readonly ports: "gossip" | "gossipAndRpc" }
  | {
      readonly kind: "forceLeave";
      readonly on: SideKey;
      readonly members: readonly number[];
      readonly prune: boolean;
    }
  | { readonly kind: "rejoin"; readonly members: readonly number[] }
  | { readonly kind: "saveSnapshots" }
  | { readonly kind: "recoverPeers"; readonly on: SideKey }
  | { readonly kind: "restoreSnapshot"; readonly on: SideKey }
  /** Servers restart one by one without what they remember of the WAN pool. */
  | { readonly kind: "forgetWan" }
  | { readonly kind: "stopAll" | "clean" | "startServers" | "startClients" }
  | { readonly kind: "lift" }
  /** Undo of the rules since they do harm; always allowed where rules may be in place. */
  | { readonly kind: "rollBack" };

export interface ActionCommands {
  readonly title: string;
  /** Who runs it, and where; one sentence. */
  readonly where: string;
  /** To be saved and taken to where they are run. */
  readonly files: readonly RuleFile[];
  /** What to type there, a line of shell each; a line that begins with `#` says on whose machine. */
  readonly lines: readonly string[];
  /** What to know before, and what is not known from here; one sentence each. */
  readonly notes: readonly string[];
}

/** All that a step may look at. */
export interface Context {
  readonly journal: Journal;
  readonly seen: Observation;
  readonly nowMs: number;
}

export interface Check {
  readonly isDone: boolean;
  /** One line: `118 of 120 agents show every foreign member failed`. */
  readonly progress: string;
  /** What is missing, one sentence each. */
  readonly missing: readonly string[];
  /** It takes until then at least, ms since 1970. */
  readonly untilMs?: number;
  /** Where agents are counted: how many of each side show what is wanted. */
  readonly bySide?: readonly SideCount[];
}

export interface SideCount {
  readonly side: SideKey;
  readonly good: number;
  readonly of: number;
}

/** What an observation proves that must not be. */
export interface Relapse {
  /** Step that is open again; undefined: the step stays, and only what mends it is offered. */
  readonly backTo: StepId | undefined;
  readonly reason: string;
  /** What mends it, besides taking the rules back. */
  readonly mend?: readonly Action[];
}

export interface Step {
  readonly id: StepId;
  readonly title: string;
  readonly why: string;
  /** Who runs it, and where. */
  readonly who: string;
  readonly doneWhen: string;
  readonly otherwise: string;
  readonly goBack: string;
  /** How long it takes, where that can be computed. */
  readonly window?: (journal: Journal) => Window;
  /** What may be run now. Empty while something is missing that it needs. */
  readonly actions?: (context: Context) => readonly Action[];
  readonly check: (context: Context) => Check;
  /** What to write into the journal when it is seen to be done. */
  readonly record?: (context: Context) => Partial<Journal>;
}

export interface Runbook {
  readonly kind: MixKind;
  readonly steps: readonly Step[];
  /** Looked at with each observation, before the current step is. */
  readonly relapse: (context: Context) => Relapse | undefined;
}

/** The same for the same commands on the same place. */
export function actionKey(action: Action): string {
  switch (action.kind) {
    case "cut":
      return `cut ${action.ports}`;
    case "forceLeave":
      return `forceLeave ${action.on}${action.prune ? " prune" : ""}`;
    case "recoverPeers":
    case "restoreSnapshot":
      return `${action.kind} ${action.on}`;
    default:
      return action.kind;
  }
}

/** A check that only a person can answer. */
export function saidCheck(isDone: boolean, what: string): Check {
  return isDone
    ? { isDone, progress: "a person said so", missing: [] }
    : { isDone, progress: "waits for a person's word", missing: [what] };
}
