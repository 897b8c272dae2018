/** A rule is named by its id or its code; everything below works with ids. */
import { nearest } from "./nearest.ts";

export interface NamedRule {
  readonly id: string;
  readonly code: string;
}

export class RuleNames {
  private readonly idOf = new Map<string, string>();

  constructor(rules: readonly NamedRule[]) {
    for (const { id, code } of rules) this.idOf.set(id, id).set(code.toLowerCase(), id);
  }

  /** The id of a rule named by id or code (codes in any case); undefined when there is no such rule. */
  find(name: string): string | undefined {
    return this.idOf.get(name) ?? this.idOf.get(name.toLowerCase());
  }

  /** `there is no rule "x"`, with the one that was probably meant. */
  unknown(name: string): string {
    const guess = nearest(name, [...new Set(this.idOf.values())]);
    const hint = guess === undefined ? "`lanekeeper rules` lists them" : `did you mean "${guess}"?`;
    return `there is no rule "${name}"; ${hint}`;
  }
}
