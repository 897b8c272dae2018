/**
 * The runbook of a case, followed to its end on a copy of the pool in virtual time; or what comes of an order or a cut
 * of one's own. Same case, same seed, same rehearsal. It is what would happen as far as the assumptions go.
 */
import { ok, type Result } from "../../base/result.ts";
import type { Instant } from "../../base/time.ts";
import type { RunbookCase } from "../../unmix/case.ts";
import { foreign, isHeard, sightingText } from "../../unmix/checks.ts";
import { openJournal, type Journal, type StepId } from "../../unmix/journal.ts";
import type { Observation } from "../../unmix/observation.ts";
import { boardOf, isolated, observe, offer, say, type Board } from "../../unmix/runbook.ts";
import { actionKey } from "../../unmix/step.ts";
import { durationText, failureLimitMs, HOLD_MS, settleMs, WATCH_MS } from "../../unmix/windows.ts";
import { companyOf, type Company } from "./company.ts";
import { Hands } from "./hands.ts";
import { AS_ASKED, type Act, type RetryLoop, type WhatIf } from "./whatIf.ts";

export interface RehearsedLine {
  /** ms of virtual time since the first step. */
  readonly atMs: number;
  readonly text: string;
}

export interface UnmixRehearsal {
  readonly kind: RunbookCase["kind"];
  readonly members: number;
  readonly seed: number;
  readonly holds: boolean;
  /** One sentence: why it holds, or what went wrong. */
  readonly verdict: string;
  /** ms of virtual time from the first step to the end. */
  readonly tookMs: number;
  readonly lines: readonly RehearsedLine[];
  readonly assumptions: readonly string[];
}

export interface RehearsalOptions {
  readonly seed: number;
  readonly whatIf: WhatIf;
}

/** How often all agents are read, ms. */
const READ_EVERY_MS = 5_000;
/** A step that has not gone on by so long after its longest time does not. */
const PATIENCE_MS = 120_000;
/** An own member may be away for so long, as while it is restarted. */
const ALARM_MS = 60_000;

/** The error says why this case can't be rehearsed. */
export function rehearseUnmix(
  runbookCase: RunbookCase,
  { seed, whatIf }: RehearsalOptions = { seed: 1, whatIf: AS_ASKED },
): Result<UnmixRehearsal, string> {
  const company = companyOf(runbookCase, whatIf);
  if (!company.ok) return company;
  return ok(new Performance(company.value, seed).run());
}

class Performance {
  private readonly hands: Hands;
  private journal: Journal;
  private readonly lines: RehearsedLine[] = [];
  private startedAt: Instant = 0;
  private told = 1;
  private readonly reached = new Set<RetryLoop>();

  constructor(
    private readonly company: Company,
    private readonly seed: number,
  ) {
    this.hands = new Hands(company, seed);
    this.journal = openJournal(company.case, company.case.openedAtMs);
  }

  run(): UnmixRehearsal {
    const { troupe } = this.hands;
    const mixedMs = troupe.mix();
    this.startedAt = troupe.now;
    if (mixedMs === undefined)
      return this.result(false, "The copy of the pool did not come together; try another --seed.");
    this.tell(
      `${this.company.case.members.length} members list each other, ${durationText(mixedMs)} after one join`,
    );
    this.setOut();
    this.journal = openJournal(this.company.case, this.nowMs);
    for (const id of [...this.company.absent, ...this.company.whatIf.returners])
      this.journal = say(this.journal, { step: "evidence", what: "down", member: id }, this.nowMs);
    return this.company.whatIf.order === undefined
      ? this.follow()
      : this.improvise(this.company.whatIf.order);
  }

  /** Who is away goes, and who retries begins. */
  private setOut(): void {
    const { absent, whatIf } = this.company;
    for (const id of [...absent, ...whatIf.returners]) this.hands.troupe.stop(id);
    for (const loop of whatIf.retryLoops) this.hands.loop(loop.from, loop.to, () => this.hasReached(loop));
    this.hands.pass(1_000);
  }

  /** A loop ends with its first success after the rules were lifted; before, it changes nothing. */
  private hasReached({ from, to }: RetryLoop): boolean {
    return this.journal.liftedAtMs !== undefined && this.hands.troupe.stateOn(from, to) === "alive";
  }

  private noteRetries(): void {
    const { members } = this.company.case;
    for (const loop of this.company.whatIf.retryLoops) {
      if (this.reached.has(loop) || !this.hasReached(loop)) continue;
      this.reached.add(loop);
      const where = loop.place === "" ? "" : ` (${loop.place})`;
      this.tell(
        `The retry loop of ${members[loop.from]?.name ?? "?"}${where} reached ${members[loop.to]?.name ?? "?"}.`,
      );
    }
  }

  private get nowMs(): number {
    return this.company.case.openedAtMs + Math.floor(this.hands.troupe.now - this.startedAt);
  }

  private follow(): UnmixRehearsal {
    let stepAt = this.nowMs;
    let alarmAt: number | undefined;
    let before = "";
    for (;;) {
      const seen = this.hands.read(this.nowMs);
      this.noteRetries();
      const reopened = this.take(observe(this.journal, seen, this.nowMs));
      if (reopened !== undefined)
        return this.result(false, reopened.replace(/^Open again from \S+ on\. /, ""));
      const board = boardOf(this.journal, seen, this.nowMs);
      const { current, alarm } = board;
      if (current === undefined) return this.end(seen);
      if (current.id !== before) [before, stepAt] = [current.id, this.nowMs];
      alarmAt = alarm === "" ? undefined : (alarmAt ?? this.nowMs);
      if (alarmAt !== undefined && this.nowMs - alarmAt > ALARM_MS) return this.result(false, alarm);
      const longestMs = (current.window?.(this.journal).toMs ?? 0) + PATIENCE_MS;
      if (this.nowMs - stepAt > longestMs)
        return this.result(
          false,
          `It does not get past ${current.title}: ${[`${board.check.progress}.`, ...board.check.missing].join(" ")}`,
        );
      if (alarm === "") this.act(board, seen);
      this.hands.pass(READ_EVERY_MS);
    }
  }

  /** One turn of whoever follows the runbook: what may be run is run, and what is so is said. */
  private act(board: Board, seen: Observation): void {
    const step = board.current?.id;
    if (step === undefined) return;
    const done = new Set<string>();
    for (const action of board.actions) {
      const key = actionKey(action);
      const isPrune = action.kind === "forceLeave" && action.prune;
      const isAgain =
        action.kind !== "forceLeave" &&
        this.journal.offered.some((each) => each.action === key && each.atMs >= this.journal.stepSinceMs);
      if (isPrune || isAgain || done.has(key)) continue;
      if (!boardOf(this.journal, seen, this.nowMs).actions.some((each) => actionKey(each) === key)) continue;
      done.add(key);
      this.take(offer(this.journal, seen, action, this.nowMs));
      this.hands.do(action);
      if (action.kind === "cut") {
        this.tell(this.hands.cutText);
        this.hands.pass(1_000);
        this.take(isolated(this.journal, this.hands.verify(), true, this.nowMs));
      }
    }
    this.speak(step);
  }

  /** Says that a step is done where that counts. */
  private speak(step: StepId): void {
    const seen = this.hands.read(this.nowMs);
    const { check } = boardOf(this.journal, seen, this.nowMs);
    const said = say(this.journal, { step, what: "done" }, this.nowMs);
    const after = boardOf(said, seen, this.nowMs).check;
    const counts = (after.isDone && !check.isDone) || after.missing.length < check.missing.length;
    if (counts && this.isNews(step)) this.take(said);
  }

  private isNews(step: string): boolean {
    const { said, stepSinceMs } = this.journal;
    return !said.some((each) => each.step === step && each.what === "done" && each.atMs >= stepSinceMs);
  }

  /** Takes the journal and tells what is new in it; gives the sentence of a step that is open again. */
  private take(journal: Journal): string | undefined {
    // The log has a limit that no rehearsal reaches before it ends.
    const news = journal.log.slice(this.told);
    this.told = journal.log.length;
    this.journal = journal;
    for (const { atMs, text } of news) this.lines.push({ atMs: atMs - this.company.case.openedAtMs, text });
    return news.find(({ text }) => text.startsWith("Open again from"))?.text;
  }

  private end(seen: Observation): UnmixRehearsal {
    const heard = this.heardIn(seen);
    if (heard !== "") return this.result(false, `The pools are still one: ${heard}`);
    const { kind } = this.company.case;
    const when =
      kind === "M"
        ? "two minutes after the start no list shows a name twice."
        : this.journal.liftedAtMs === undefined
          ? "nobody hears the other side while the rules stay."
          : "two minutes after the rules were gone nobody hears the other side.";
    return this.result(true, `It holds: ${when}`);
  }

  private improvise(order: readonly Act[]): UnmixRehearsal {
    for (const act of order) {
      this.tell(ACT_TEXTS[act]);
      this.perform(act);
    }
    this.tell("two minutes of watching");
    let isApart = false;
    for (let passed = 0; passed < WATCH_MS; passed += READ_EVERY_MS) {
      this.hands.pass(READ_EVERY_MS);
      this.noteRetries();
      const heard = this.heardIn(this.hands.read(this.nowMs));
      if (heard !== "" && isApart) return this.result(false, `Somebody is back: ${heard}`);
      isApart ||= heard === "";
    }
    return this.end(this.hands.read(this.nowMs));
  }

  private perform(act: Act): void {
    switch (act) {
      case "cut":
        this.hands.cut("gossip");
        return this.tell(this.hands.cutText);
      case "wait":
        return this.waitFailed();
      case "leave":
        for (const on of ["a", "b"] as const)
          this.hands.forceLeave(
            on,
            this.company.case.members.filter(({ side }) => side !== on).map(({ id }) => id),
          );
        return;
      case "hold":
        return this.hands.pass(HOLD_MS);
      case "lift":
        this.journal = { ...this.journal, liftedAtMs: this.nowMs };
        return this.hands.lift();
    }
  }

  private waitFailed(): void {
    const { members, plane } = this.company.case;
    const untilMs = this.nowMs + failureLimitMs(members.length, plane);
    while (this.nowMs < untilMs && this.heardIn(this.hands.read(this.nowMs)) !== "")
      this.hands.pass(READ_EVERY_MS);
    this.hands.pass(settleMs(plane));
  }

  private heardIn(seen: Observation): string {
    const context = { journal: this.journal, seen, nowMs: this.nowMs };
    return sightingText(foreign(context, this.nowMs - 1, isHeard))
      .slice(0, 3)
      .join(" ");
  }

  private tell(text: string): void {
    this.lines.push({ atMs: this.nowMs - this.company.case.openedAtMs, text });
  }

  private result(holds: boolean, verdict: string): UnmixRehearsal {
    const { case: own, assumptions } = this.company;
    return {
      ...{ kind: own.kind, members: own.members.length, seed: this.seed, holds, verdict },
      ...{ tookMs: this.nowMs - own.openedAtMs, lines: this.lines, assumptions },
    };
  }
}

const ACT_TEXTS: Readonly<Record<Act, string>> = {
  cut: "the rules are applied",
  wait: "everybody waits until the other side is failed, and half a minute more",
  leave: "each side forces the other out",
  hold: "20 s for reconnects under way",
  lift: "the rules are lifted",
};
