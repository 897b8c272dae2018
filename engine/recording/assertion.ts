/**
 * What `replay --assert` checks: `[finally|ever|always] WHAT OP NUMBER`, where WHAT is a filter of members,
 * `events [KIND]` or `findings [KIND or certainty]`.
 *
 *     finally state:failed dc:dc1 = 0      ever state:suspect >= 3      events memberRefuted > 0
 */
import { fail, ok, type Result } from "../base/result.ts";
import { CERTAINTIES, FINDING_KINDS } from "../lanes/finding.ts";
import { parseFilter } from "../view/filter.ts";
import { EVENT_KINDS, type PoolEvent } from "../view/event.ts";
import type { PoolView } from "../view/view.ts";

const OPERATORS = {
  "=": (a: number, b: number): boolean => a === b,
  "!=": (a: number, b: number): boolean => a !== b,
  ">=": (a: number, b: number): boolean => a >= b,
  "<=": (a: number, b: number): boolean => a <= b,
  ">": (a: number, b: number): boolean => a > b,
  "<": (a: number, b: number): boolean => a < b,
} as const;
type Operator = keyof typeof OPERATORS;
type When = "finally" | "ever" | "always";

/** One statement about a recording; it is shown each view and each event in turn. */
export class Assertion {
  private last = 0;
  private hasHeld = false;
  private hasAlwaysHeld = true;
  private events = 0;

  constructor(
    readonly text: string,
    private readonly when: When,
    private readonly count: (view: PoolView, events: number) => number,
    private readonly isCounted: (event: PoolEvent) => boolean,
    private readonly holds: (count: number) => boolean,
  ) {}

  hearEvents(events: readonly PoolEvent[]): void {
    this.events += events.filter(this.isCounted).length;
  }

  hearView(view: PoolView): void {
    this.last = this.count(view, this.events);
    if (this.holds(this.last)) this.hasHeld = true;
    else this.hasAlwaysHeld = false;
  }

  /** Whether it is true of all that was shown. */
  get isTrue(): boolean {
    if (this.when === "ever") return this.hasHeld;
    return this.when === "always" ? this.hasAlwaysHeld : this.holds(this.last);
  }

  /** One sentence, with the number that was found. */
  get verdict(): string {
    return `${this.isTrue ? "holds" : "does not hold"}: ${this.text} (at the end it was ${this.last})`;
  }
}

/** Reads a statement; the error says what to write instead. */
export function parseAssertion(text: string): Result<Assertion, string> {
  const match = /^\s*(?:(finally|ever|always)\s+)?(.*?)\s+(=|!=|>=|<=|>|<)\s*(\d+)\s*$/.exec(text);
  const [, when = "finally", what = "", operator = "", number = ""] = match ?? [];
  if (match === null || what === "")
    return fail(`"${text}" is no statement; write it like: finally state:failed dc:dc1 = 0`);
  const holds = (count: number): boolean => OPERATORS[operator as Operator](count, Number(number));
  const [word = "", kind = "", ...rest] = what.split(/\s+/);
  const made = (count: (view: PoolView, events: number) => number): Result<Assertion, string> =>
    ok(new Assertion(text.trim(), when as When, count, (event) => kind === "" || event.kind === kind, holds));
  if (word === "events" || word === "findings") {
    // A word that nothing is called would be counted as none, and "= 0" would hold for ever.
    const kinds: readonly string[] = word === "events" ? EVENT_KINDS : [...FINDING_KINDS, ...CERTAINTIES];
    if (rest.length > 0 || (kind !== "" && !kinds.includes(kind)))
      return fail(`"${[kind, ...rest].join(" ")}" is no kind of ${word}; there are ${kinds.join(", ")}`);
  }
  if (word === "events") return made((_, events) => events);
  if (word === "findings")
    return made(
      ({ findings }) =>
        findings.filter((each) => kind === "" || each.kind === kind || each.certainty === kind).length,
    );
  const filter = parseFilter(what);
  const [problem] = filter.problems;
  if (problem !== undefined) return fail(problem);
  return made((view) => {
    let members = 0;
    for (let id = 0; id < view.count; id += 1) if (filter.matches(view, id)) members += 1;
    return members;
  });
}
