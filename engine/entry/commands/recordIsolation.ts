/** Puts the result of a verification into the journal of a runbook, if it is of everybody. */
import { fail, ok, type Result } from "../../base/result.ts";
import type { FleetMember } from "../../firewall/fleet.ts";
import { namesText } from "../../firewall/refusal.ts";
import { agentsToRead } from "../../unmix/checks.ts";
import type { RoundResult } from "../../unmix/isolation.ts";
import type { Journal } from "../../unmix/journal.ts";
import type { IsolationRow } from "../../unmix/observation.ts";
import { boardOf, isolated, observe } from "../../unmix/runbook.ts";
import { runbookMarkdown } from "../../unmix/runbookText.ts";
import { readJournal, writeFolder } from "../runbookFolder.ts";
import { nothingRead } from "./runbookSource.ts";

export async function recordIsolation(
  folder: string,
  results: readonly RoundResult[],
  nowMs: number,
): Promise<Result<Journal, string>> {
  const known = await readJournal(folder);
  if (!known.ok) return known;
  const rows = rowsOf(known.value, results);
  if (!rows.ok) return rows;
  const seen = nothingRead(nowMs);
  // Only what the rows alone decide: a reading of nobody would take back what was seen of the agents.
  const noted = isolated(known.value, rows.value, nowMs);
  const board = boardOf(noted, seen, nowMs);
  const journal = board.check.isDone || board.alarm !== "" ? observe(noted, seen, nowMs) : noted;
  await writeFolder(folder, journal, runbookMarkdown(journal, boardOf(journal, seen, nowMs), [], nowMs), []);
  return ok(journal);
}

/** In the case's ids; one forgotten member keeps the pools connected, so each must have helped and been asked for. */
export function rowsOf(journal: Journal, results: readonly RoundResult[]): Result<IsolationRow[], string> {
  const ids = new Map(journal.case.members.map(({ name, ip, id }) => [`${name}\n${ip}`, id]));
  const idOf = ({ name, ip }: FleetMember): number | undefined => ids.get(`${name}\n${ip}`);
  const rows = results.flatMap(({ round, verdict }): IsolationRow[] => {
    const [helper, target] = [idOf(round.helper), idOf(round.target)];
    if (helper === undefined || target === undefined || !isAcross(journal, helper, target)) return [];
    return [
      { helper, target, verdict: verdict.kind, reason: verdict.kind === "unknown" ? verdict.reason : "" },
    ];
  });
  if (rows.length < results.length)
    return fail("a pair that was asked is none of this runbook's; verify with the same sides");
  const helped = new Set(rows.map(({ helper }) => helper));
  const asked = new Set(rows.map(({ target }) => target));
  const missing = agentsToRead(journal).filter(({ id }) => !helped.has(id) || !asked.has(id));
  return missing.length === 0 ? ok(rows) : fail(`not everybody was asked: ${namesText(missing)}`);
}

function isAcross({ case: { members } }: Journal, helper: number, target: number): boolean {
  const [a, b] = [members[helper]?.side, members[target]?.side];
  return a !== "apart" && b !== "apart" && a !== b;
}
