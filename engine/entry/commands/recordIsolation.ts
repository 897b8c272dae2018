/** Puts the result of a verification into the journal of a runbook, if it is of everybody. */
import { ok, type Result } from "../../base/result.ts";
import type { RoundResult } from "../../unmix/isolation.ts";
import { hasRollbackTimer, rowsOf } from "../../unmix/isolationRows.ts";
import type { Journal } from "../../unmix/journal.ts";
import { boardOf, isolated, observe } from "../../unmix/runbook.ts";
import { runbookMarkdown } from "../../unmix/runbookText.ts";
import { readJournal, writeFolder } from "../runbookFolder.ts";
import { nothingRead } from "./runbookSource.ts";

/** Without `isConfirmed`, a rollback timer may run, and blocked pairs prove nothing. */
export async function recordIsolation(
  folder: string,
  results: readonly RoundResult[],
  isConfirmed: boolean,
  nowMs: number,
): Promise<Result<Journal, string>> {
  const known = await readJournal(folder);
  if (!known.ok) return known;
  const rows = rowsOf(known.value, results);
  if (!rows.ok) return rows;
  const seen = nothingRead(nowMs);
  // Only what the rows alone decide: a reading of nobody would take back what was seen of the agents.
  const noted = isolated(known.value, rows.value, isConfirmed || !hasRollbackTimer(known.value.case), nowMs);
  const board = boardOf(noted, seen, nowMs);
  const journal = board.check.isDone || board.alarm !== "" ? observe(noted, seen, nowMs) : noted;
  await writeFolder(folder, journal, runbookMarkdown(journal, boardOf(journal, seen, nowMs), [], nowMs), []);
  return ok(journal);
}
