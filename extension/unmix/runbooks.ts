/**
 * The runbooks of this workspace: each journal is kept in the workspace's state, resumed after a restart, and goes on by
 * what its pool shows for as long as that is attached. A detached pool proves nothing, so nothing moves then.
 */
import * as vscode from "vscode";
import {
  boardOf,
  JOURNAL_VERSION,
  observe,
  observeView,
  openJournal,
  resume,
  type ActionCommands,
  type Board,
  type IsolationRow,
  type Journal,
  type Observation,
  type RunbookCase,
} from "../../engine/index.ts";
import type { Sessions } from "../sessions.ts";
import { NOTHING_SEEN } from "./words.ts";

const STATE_KEY = "lanekeeper.runbooks";
const RUNBOOKS_MAX = 20;
/** Between two looks at the attached pools, ms; waits end by time alone. */
const LOOK_MS = 3_000;

interface Kept {
  readonly poolId: string;
  readonly journal: Journal;
}

/** One runbook as it stands. */
export interface OpenRunbook extends Kept {
  readonly isAttached: boolean;
  readonly seen: Observation;
  readonly board: Board;
  /** Shown for the open step in this window. */
  readonly commands: readonly ActionCommands[];
  /** What a verification that runs has told so far. */
  readonly running: readonly IsolationRow[] | undefined;
}

export class Runbooks implements vscode.Disposable {
  private kept: readonly Kept[];
  private readonly shown = new Map<string, { readonly step: string; readonly commands: ActionCommands[] }>();
  private readonly running = new Map<string, readonly IsolationRow[]>();
  private readonly changes = new vscode.EventEmitter<void>();
  readonly onChange = this.changes.event;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly memento: vscode.Memento,
    private readonly sessions: Sessions,
  ) {
    const now = Date.now();
    this.kept = memento
      .get<readonly Kept[]>(STATE_KEY, [])
      .filter(({ journal }) => journal.version === JOURNAL_VERSION)
      .map(({ poolId, journal }) => ({ poolId, journal: resume(journal, now) }));
    this.keepLooking();
  }

  list(): OpenRunbook[] {
    return this.kept.map((each) => this.stateOf(each));
  }

  get(id: string): OpenRunbook | undefined {
    const found = this.kept.find(({ journal }) => journal.case.id === id);
    return found === undefined ? undefined : this.stateOf(found);
  }

  /** Newest first; the oldest one gives way. */
  async open(poolId: string, runbookCase: RunbookCase): Promise<void> {
    const journal = openJournal(runbookCase, Date.now());
    await this.store([{ poolId, journal }, ...this.kept].slice(0, RUNBOOKS_MAX));
    await this.look();
  }

  /** Takes in what `change` makes of the journal, and goes on from there. */
  async change(id: string, change: (journal: Journal, seen: Observation) => Journal): Promise<void> {
    await this.store(
      this.kept.map((each) =>
        each.journal.case.id === id
          ? { ...each, journal: change(each.journal, this.seenBy(each) ?? NOTHING_SEEN) }
          : each,
      ),
    );
    await this.look();
  }

  show(id: string, commands: ActionCommands): void {
    const step = this.get(id)?.board.current?.id ?? "";
    const before = this.shown.get(id);
    const others =
      before?.step === step ? before.commands.filter(({ title }) => title !== commands.title) : [];
    this.shown.set(id, { step, commands: [...others, commands] });
    this.changes.fire();
  }

  /** Rows of a verification so far; undefined when it has ended. */
  setRunning(id: string, rows: readonly IsolationRow[] | undefined): void {
    if (rows === undefined) this.running.delete(id);
    else this.running.set(id, rows);
    this.changes.fire();
  }

  async remove(id: string): Promise<void> {
    this.shown.delete(id);
    await this.store(this.kept.filter(({ journal }) => journal.case.id !== id));
  }

  dispose(): void {
    clearInterval(this.timer);
    this.changes.dispose();
  }

  private stateOf(each: Kept): OpenRunbook {
    const { poolId, journal } = each;
    const seen = this.seenBy(each);
    const board = boardOf(journal, seen ?? NOTHING_SEEN, Date.now());
    const shown = this.shown.get(journal.case.id);
    const commands = shown !== undefined && shown.step === board.current?.id ? shown.commands : [];
    return {
      poolId,
      journal,
      isAttached: seen !== undefined,
      seen: seen ?? NOTHING_SEEN,
      board,
      commands,
      running: this.running.get(journal.case.id),
    };
  }

  private seenBy({ poolId, journal }: Kept): Observation | undefined {
    const view = this.sessions.get(poolId)?.view;
    return view === undefined ? undefined : observeView(view, journal.case);
  }

  private async look(): Promise<void> {
    const now = Date.now();
    const looked = this.kept.map((each) => {
      const seen = this.seenBy(each);
      return seen === undefined ? each : { ...each, journal: observe(each.journal, seen, now) };
    });
    const isTold = looked.some(({ journal }, index) => journal.log !== this.kept[index]?.journal.log);
    this.kept = looked;
    if (isTold) await this.store(looked);
    else this.changes.fire();
  }

  private async store(kept: readonly Kept[]): Promise<void> {
    this.kept = kept;
    this.keepLooking();
    this.changes.fire();
    await this.memento.update(STATE_KEY, kept);
  }

  /** Only while there is something to look for. */
  private keepLooking(): void {
    if (this.kept.length === 0) {
      clearInterval(this.timer);
      this.timer = undefined;
    } else this.timer ??= setInterval(() => void this.look(), LOOK_MS);
  }
}
