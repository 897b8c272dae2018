/** A rehearsal of files as they are, and once more with the quick fixes of the lines that lead astray. Writes nothing. */
import { applyFixes } from "../lint/applyFixes.ts";
import type { Finding } from "../lint/finding.ts";
import { FleetSession, type SessionOptions } from "../lint/session.ts";
import { rehearse, type Rehearsal } from "./rehearse.ts";

export interface RehearsedTwice {
  readonly asIs: Rehearsal;
  /** Undefined where no line that leads astray has a fix. */
  readonly fixed: { readonly rehearsal: Rehearsal; readonly fixes: readonly AppliedFix[] } | undefined;
}

export interface AppliedFix {
  readonly place: string;
  readonly title: string;
}

/** One fix may uncover the next; those that undo each other must not go on for ever. */
const ROUNDS_MAX = 5;

export function rehearseWithFixes(
  texts: ReadonlyMap<string, string>,
  options: SessionOptions,
): RehearsedTwice {
  const asIs = played(texts, options);
  let now = { texts, ...asIs };
  const fixes: AppliedFix[] = [];
  for (let round = 0; round < ROUNDS_MAX && now.rehearsal.crossings.length > 0; round += 1) {
    const lines = new Set(now.rehearsal.crossings.map(({ place }) => place));
    const here = now.findings.filter((finding) => lines.has(placeOf(finding)));
    const chosen = here.flatMap(({ fix }) => fix ?? []);
    const result = applyFixes(chosen, (path) => now.texts.get(path));
    if (result.applied === 0) break;
    fixes.push(
      ...here.flatMap((finding) => (finding.fix === undefined ? [] : [applied(finding, finding.fix.title)])),
    );
    const fresh = new Map([...now.texts, ...result.texts]);
    now = { texts: fresh, ...played(fresh, options) };
  }
  return {
    asIs: asIs.rehearsal,
    fixed: fixes.length === 0 ? undefined : { rehearsal: now.rehearsal, fixes },
  };
}

function played(
  texts: ReadonlyMap<string, string>,
  options: SessionOptions,
): { readonly rehearsal: Rehearsal; readonly findings: readonly Finding[] } {
  const session = new FleetSession(options);
  for (const [path, text] of texts) session.open(path, text);
  session.update();
  return { rehearsal: rehearse(session.fleet), findings: session.findings() };
}

function applied(finding: Finding, title: string): AppliedFix {
  return { place: placeOf(finding), title };
}

function placeOf({ path, line }: Finding): string {
  return `${path}:${line}`;
}
