/**
 * `lanekeeper unmix plan`: opens a runbook in a folder: the document, the journal and the rule set. Runs nothing.
 * Exit codes: 0 written, 1 refused, 2 wrong use.
 */
import { existsSync } from "node:fs";
import path from "node:path";
import type { DialectId } from "../../firewall/dialect.ts";
import { parseLane } from "../../lanes/lane.ts";
import { isMix, type MixKind } from "../../lanes/finding.ts";
import { findMixes } from "../../lanes/mix.ts";
import { openCase, type CaseFinding } from "../../unmix/case.ts";
import { logged, openJournal, withOffer, type Journal } from "../../unmix/journal.ts";
import { ruleSetOf, type CaseRuleSet } from "../../unmix/ruleSet.ts";
import { boardOf } from "../../unmix/runbook.ts";
import { runbookMarkdown, stepText } from "../../unmix/runbookText.ts";
import { actionKey } from "../../unmix/step.ts";
import { JOURNAL_FILE, writeFolder } from "../runbookFolder.ts";
import {
  readFleet,
  readSides,
  type FleetOptions,
  type FleetSource,
  type SideOptions,
} from "./fleetSource.ts";
import { nothingRead } from "./runbookSource.ts";
import { talk } from "./talk.ts";

export interface PlanOptions extends FleetOptions, SideOptions {
  readonly dialect: DialectId;
  /** Chosen by a person; otherwise what was read tells. */
  readonly kind?: MixKind;
  readonly output: string;
}

export async function unmixPlan(options: PlanOptions, nowMs = Date.now()): Promise<number> {
  const { output, dialect, kind } = options;
  if (existsSync(path.join(output, JOURNAL_FILE)))
    return talk(
      2,
      `${output} holds a runbook already, and a record is never overwritten; name another folder`,
    );
  const source = await readFleet(options);
  if (!source.ok) return talk(2, source.error);
  const sides = readSides(source.value.fleet, options);
  if (!sides.ok) return talk(2, sides.error);
  const findings = findingsOf(source.value, options);
  const opened = openCase(source.value.fleet, sides.value, {
    dialect,
    findings,
    nowMs,
    ...(kind === undefined ? {} : { kind }),
  });
  if (!opened.ok) return talk(1, `${opened.error} Name a side with --assign NAME=a, NAME=b or NAME=apart.`);
  let journal = openJournal(opened.value, nowMs);
  const set = isCut(journal, nowMs) ? ruleSetOf(opened.value, "gossip") : undefined;
  if (set?.ok === false) return talk(1, set.error);
  if (set !== undefined) journal = withRules(journal, set.value, nowMs);
  const board = boardOf(journal, nothingRead(nowMs), nowMs);
  await writeFolder(output, journal, runbookMarkdown(journal, board, [], nowMs), set?.value.files ?? []);
  if (opened.value.certainty !== "certain")
    talk(
      0,
      `note: kind ${opened.value.kind} is ${opened.value.certainty}, not certain; see \`lanekeeper diagnose\`, and --kind`,
    );
  for (const warning of set?.value.policy.warnings ?? []) talk(0, `note: ${warning}`);
  process.stdout.write(stepText(journal, board, [], nowMs));
  return talk(0, `wrote ${output}; go on with \`lanekeeper unmix next\` and the lists of all agents`);
}

/** Written now to be read in time; so they may be in place from now on, and the record says so. */
function withRules(journal: Journal, { policy }: CaseRuleSet, nowMs: number): Journal {
  const text = `Rules were written, set ${policy.id}, revision ${policy.revision}: not to be applied before the step Isolate.`;
  return logged(withOffer(journal, actionKey({ kind: "cut", ports: "gossip" }), nowMs), nowMs, text);
}

function isCut(journal: Journal, nowMs: number): boolean {
  return boardOf(journal, nothingRead(nowMs), nowMs).steps.some(
    ({ step: { id, actions } }) => id === "isolate" && actions !== undefined,
  );
}

function findingsOf({ view, evidence }: FleetSource, { a, b }: SideOptions): readonly CaseFinding[] {
  if (view !== undefined) return view.findings.filter(isMix);
  const lanes = [a, b].flatMap((text) => {
    const lane = parseLane(text);
    return lane.ok ? [lane.value] : [];
  });
  return findMixes(evidence, lanes).filter(isMix);
}
