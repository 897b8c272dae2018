/** What every format is made from: the findings of a run, and what is known about the rules behind them. */
import type { Finding, Severity } from "../finding.ts";

/** What a format may say about a rule beside its findings. */
export interface ReportedRule {
  readonly id: string;
  readonly code: string;
  readonly summary: string;
  readonly severity: Severity;
  /** Why two pools can merge, in a sentence or two. */
  readonly whyItIsARisk: string;
  /** The rule's page in Markdown, where there is one. */
  readonly page?: string | undefined;
}

export interface Report {
  /** By path, then place. Paths are relative to the first folder that was linted. */
  readonly findings: readonly Finding[];
  /** All that ran, whether they found something or not. */
  readonly rules: readonly ReportedRule[];
  /** Of each finding, where they are known: see `identity.ts`. */
  readonly fingerprints: ReadonlyMap<Finding, string>;
  /** How many files were read. */
  readonly files: number;
  /** Version of Lanekeeper. */
  readonly version: string;
}

/** `2 errors, 1 warning`; kinds that do not occur are left out. */
export function countsText(findings: readonly Finding[]): string {
  const counts = { error: 0, warning: 0, information: 0, hint: 0 };
  for (const { severity } of findings) counts[severity] += 1;
  const notes = counts.information + counts.hint;
  const parts = [counted(counts.error, "error"), counted(counts.warning, "warning"), counted(notes, "note")];
  return parts.filter((part) => part !== "").join(", ");
}

function counted(count: number, noun: string): string {
  if (count === 0) return "";
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** The findings of each file, in the order of their first. */
export function byPath(findings: readonly Finding[]): [path: string, here: Finding[]][] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const group = groups.get(finding.path);
    if (group === undefined) groups.set(finding.path, [finding]);
    else group.push(finding);
  }
  return [...groups];
}
