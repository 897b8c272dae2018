/**
 * A runbook as the dashboard shows it: made in `unmix/runbookView.ts`, drawn by the Remediate page. Plain data, so that
 * the page needs to know no machine. All texts are printable; foreign names in them are shown as they can be.
 */

/** All that is known of taking one pool apart. */
export interface Remediation {
  /** Of this pool, newest first. */
  readonly runbooks: readonly RunbookView[];
}

export const NO_REMEDIATION: Remediation = { runbooks: [] };

export interface RunbookView {
  readonly id: string;
  /** `dc1 | dc2`. */
  readonly title: string;
  /** Letter of the kind of mix, and what it is called. */
  readonly kind: string;
  readonly kindTitle: string;
  readonly certainty: string;
  /** Only an attached pool shows anything. */
  readonly isAttached: boolean;
  /** Why nothing but going back is offered; "" when all is well. */
  readonly alarm: string;
  readonly steps: readonly StepView[];
  /** undefined once all are done. */
  readonly now: NowView | undefined;
  /** undefined where the runbook cuts nothing. */
  readonly isolation: IsolationView | undefined;
  /** The newest lines of its record, newest first. */
  readonly record: readonly { readonly atMs: number; readonly text: string }[];
}

export interface StepView {
  readonly id: string;
  readonly title: string;
  readonly state: "done" | "current" | "ahead";
  /** ms since 1970; 0 unless done. */
  readonly verifiedAtMs: number;
  readonly why: string;
  readonly who: string;
  readonly doneWhen: string;
  readonly otherwise: string;
  readonly goBack: string;
  /** `12 s to 1 min 3 s`, "" where it can't be computed. */
  readonly takes: string;
}

/** The step that is open. */
export interface NowView {
  readonly step: string;
  readonly sinceMs: number;
  /** What was observed, one line. */
  readonly progress: string;
  /** The same by side, where agents are counted. */
  readonly sides: readonly SideProgress[];
  readonly missing: readonly string[];
  /** Not before then, ms since 1970; 0 where nothing is waited for. */
  readonly untilMs: number;
  /** Computed length, ms; 0 where it can't be. */
  readonly shortestMs: number;
  readonly longestMs: number;
  /** What may be run now; its commands are shown once somebody asks, and the record says so. */
  readonly actions: readonly ActionView[];
  /** Shown in this window. */
  readonly commands: readonly CommandsView[];
  /** A person's words that would count now. */
  readonly words: readonly ("done" | "kept")[];
  readonly canVerify: boolean;
}

export interface SideProgress {
  readonly name: string;
  readonly good: number;
  readonly of: number;
}

export interface ActionView {
  readonly key: string;
  readonly title: string;
  readonly where: string;
  /** Why there are no commands; "" when there are. */
  readonly error: string;
}

export interface CommandsView {
  readonly title: string;
  readonly where: string;
  readonly files: readonly string[];
  readonly lines: readonly string[];
  readonly notes: readonly string[];
}

export const PAIR_VERDICTS = ["blocked", "open", "unknown", "notAsked"] as const;

/** One pair that a verification asks about, or will. Ids are those of `IsolationView.members`. */
export interface PairView {
  readonly helper: number;
  readonly target: number;
  readonly verdict: (typeof PAIR_VERDICTS)[number];
  /** "" unless unknown. */
  readonly reason: string;
}

export interface IsolationView {
  readonly sides: { readonly a: string; readonly b: string };
  readonly members: readonly {
    readonly id: number;
    readonly name: string;
    readonly side: "a" | "b";
  }[];
  /** At most `PAIRS_MAX`; those that are not blocked go first then. */
  readonly pairs: readonly PairView[];
  readonly pairCount: number;
  /** What asking once more would send. */
  readonly probeCount: number;
  readonly roundCount: number;
  /** When it was asked, ms since 1970; 0: never. */
  readonly atMs: number;
  /** Rounds that are answered while it runs; -1 when it does not. */
  readonly answered: number;
  /** Why blocked pairs count for nothing; "" when they count. */
  readonly voidReason: string;
  readonly summary: string;
  /** What is wrong with the cut, by name. */
  readonly holes: readonly string[];
  readonly unproven: readonly string[];
  /** The nine cuts that look right and do not hold; empty before anything was asked. */
  readonly cuts: readonly CutView[];
}

export interface CutView {
  readonly name: string;
  readonly standing: "shown" | "possible" | "excluded" | "unknown";
  readonly why: string;
}

/** More pairs than this are not sent to a page. */
export const PAIRS_MAX = 2_000;
