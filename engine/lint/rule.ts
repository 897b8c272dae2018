/** What a rule is: data, and one function. Its page, its SARIF help and its first tests are made from these fields. */
import type { Fix, FindingTag, Severity } from "./finding.ts";
import type { Agent } from "./model/agent.ts";
import type { Fleet } from "./model/fleet.ts";
import type { Lane } from "./model/lane.ts";
import type { Where } from "./model/located.ts";

/** `recommended` is on by default; `strict` adds rules that ask for more than most fleets have. */
export type Preset = "recommended" | "strict";

/** What a rule yields: a place and a sentence. The session adds the rule's name, line and column. */
export interface Report {
  readonly at: Where;
  readonly message: string;
  /** Where a condition raises or lowers the rule's own. */
  readonly severity?: Severity;
  readonly related?: readonly RelatedReport[];
  readonly fix?: Fix;
  readonly tags?: readonly FindingTag[];
}

export interface RelatedReport {
  readonly at: Where;
  readonly message: string;
}

/** Path to text: a workspace small enough to stand in a rule. */
export type ExampleFiles = Readonly<Record<string, string>>;

/** The texts of the files, for fixes that must see what stands around a value. */
export interface Texts {
  /** All of the file. */
  text(path: string): string;
}

interface RuleFacts {
  /** `GM101`. */
  readonly code: string;
  /** `lan-join-other-datacenter`; the file's name too. */
  readonly id: string;
  /** One line without a full stop. */
  readonly summary: string;
  readonly severity: Severity;
  readonly whyItIsARisk: string;
  /** `flagged` holds a finding of this rule and of no other of warning or more; `clean` none at all. */
  readonly examples: { readonly flagged: ExampleFiles; readonly clean: ExampleFiles };
  readonly presets: readonly Preset[];
  /** The version of Lanekeeper that had it first. */
  readonly since: string;
}

/**
 * How much a rule looks at, which decides when it runs again:
 *
 *     file    one agent and nothing else      when one of its files changes
 *     lane    the agents meant to be one pool when one of them, or who belongs to it, changes
 *     fleet   everything                      after every change
 *
 * A rule that only counts the fleet's lanes, or looks up whose an address is, is a fleet rule.
 */
export type Rule = RuleFacts &
  (
    | { readonly scope: "file"; check(agent: Agent, texts: Texts): Iterable<Report> }
    | { readonly scope: "lane"; check(lane: Lane, fleet: Fleet): Iterable<Report> }
    | { readonly scope: "fleet"; check(fleet: Fleet): Iterable<Report> }
  );
