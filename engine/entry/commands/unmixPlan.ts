/**
 * `lanekeeper unmix plan`: opens a runbook in a folder: the document, the journal and the rule set. Runs nothing.
 * Exit codes: 0 written, 1 refused, 2 wrong use.
 */
import { existsSync } from "node:fs";
import path from "node:path";
import { logged, openJournal, withOffer, type Journal } from "../../unmix/journal.ts";
import { ruleSetOf, type CaseRuleSet } from "../../unmix/ruleSet.ts";
import { boardOf } from "../../unmix/runbook.ts";
import { runbookMarkdown, stepText } from "../../unmix/runbookText.ts";
import { actionKey } from "../../unmix/step.ts";
import { JOURNAL_FILE, writeFolder } from "../runbookFolder.ts";
import { readCase, type CaseSourceOptions } from "./caseSource.ts";
import { nothingRead } from "./runbookSource.ts";
import { talk } from "./talk.ts";

export interface PlanOptions extends CaseSourceOptions {
  readonly output: string;
}

export async function unmixPlan(options: PlanOptions, nowMs = Date.now()): Promise<number> {
  const { output } = options;
  if (existsSync(path.join(output, JOURNAL_FILE)))
    return talk(
      2,
      `${output} holds a runbook already, and a record is never overwritten; name another folder`,
    );
  const opened = await readCase(options, nowMs);
  if (!opened.ok) return talk(opened.error.code, opened.error.text);
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
