/** The case of an accident, opened from what `--from` names and the sides. */
import { fail, ok, type Result } from "../../base/result.ts";
import type { DialectId } from "../../firewall/dialect.ts";
import { parseLane } from "../../lanes/lane.ts";
import { isMix, type MixKind } from "../../lanes/finding.ts";
import { findMixes } from "../../lanes/mix.ts";
import { openCase, type CaseFinding, type RunbookCase } from "../../unmix/case.ts";
import {
  readFleet,
  readSides,
  type FleetOptions,
  type FleetSource,
  type SideOptions,
} from "./fleetSource.ts";

export interface CaseSourceOptions extends FleetOptions, SideOptions {
  readonly dialect: DialectId;
  /** Chosen by a person; otherwise what was read tells. */
  readonly kind?: MixKind;
}

/** What to say, and the exit code: 1 refused, 2 wrong use. */
export interface CaseProblem {
  readonly code: 1 | 2;
  readonly text: string;
}

export async function readCase(
  options: CaseSourceOptions,
  nowMs: number,
): Promise<Result<RunbookCase, CaseProblem>> {
  const source = await readFleet(options);
  if (!source.ok) return fail({ code: 2, text: source.error });
  const sides = readSides(source.value.fleet, options);
  if (!sides.ok) return fail({ code: 2, text: sides.error });
  const { dialect, kind } = options;
  const opened = openCase(source.value.fleet, sides.value, {
    dialect,
    findings: findingsOf(source.value, options),
    nowMs,
    ...(kind === undefined ? {} : { kind }),
  });
  if (opened.ok) return ok(opened.value);
  return fail({ code: 1, text: `${opened.error} Name a side with --assign NAME=a, NAME=b or NAME=apart.` });
}

function findingsOf({ view, evidence }: FleetSource, { a, b }: SideOptions): readonly CaseFinding[] {
  if (view !== undefined) return view.findings.filter(isMix);
  const lanes = [a, b].flatMap((text) => {
    const lane = parseLane(text);
    return lane.ok ? [lane.value] : [];
  });
  return findMixes(evidence, lanes).filter(isMix);
}
