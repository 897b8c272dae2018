/** A verification as a runbook keeps it: rows by the case's ids, and back to what a report reads. */
import { fail, ok, type Result } from "../base/result.ts";
import { dialectOf } from "../firewall/dialects/index.ts";
import type { FleetMember } from "../firewall/fleet.ts";
import { namesText } from "../firewall/refusal.ts";
import type { RunbookCase } from "./case.ts";
import { agentsToRead } from "./checks.ts";
import type { PairResult } from "./isolation.ts";
import type { Journal } from "./journal.ts";
import type { IsolationRow } from "./observation.ts";

/** In the case's ids; one forgotten member keeps the pools connected, so each must have helped and been asked for. */
export function rowsOf(journal: Journal, results: readonly PairResult[]): Result<IsolationRow[], string> {
  const rows = rowsSoFar(journal, results);
  if (rows.length < results.length)
    return fail("a pair that was asked is none of this runbook's; verify with the same sides");
  const helped = new Set(rows.map(({ helper }) => helper));
  const asked = new Set(rows.map(({ target }) => target));
  const missing = agentsToRead(journal).filter(({ id }) => !helped.has(id) || !asked.has(id));
  return missing.length === 0 ? ok(rows) : fail(`not everybody was asked: ${namesText(missing)}`);
}

/** The pairs that are this runbook's, of a verification that may still run. */
export function rowsSoFar(journal: Journal, results: readonly PairResult[]): IsolationRow[] {
  const ids = new Map(journal.case.members.map(({ name, ip, id }) => [`${name}\n${ip}`, id]));
  const idOf = ({ name, ip }: FleetMember): number | undefined => ids.get(`${name}\n${ip}`);
  return results.flatMap(({ round, verdict }): IsolationRow[] => {
    const [helper, target] = [idOf(round.helper), idOf(round.target)];
    if (helper === undefined || target === undefined || !isAcross(journal, helper, target)) return [];
    return [
      { helper, target, verdict: verdict.kind, reason: verdict.kind === "unknown" ? verdict.reason : "" },
    ];
  });
}

/** What a report reads; a row of somebody whom the case does not know is left out. */
export function pairsOf({ members }: RunbookCase, rows: readonly IsolationRow[]): PairResult[] {
  return rows.flatMap(({ helper: from, target: to, verdict, reason }): PairResult[] => {
    const [helper, target] = [members[from], members[to]];
    if (helper === undefined || target === undefined) return [];
    return [
      {
        round: { helper, target },
        verdict: verdict === "unknown" ? { kind: verdict, reason } : { kind: verdict },
      },
    ];
  });
}

/** Whether the rules of this case undo themselves unless they are confirmed. */
export function hasRollbackTimer({ dialect }: RunbookCase): boolean {
  return dialectOf(dialect)?.group === "Host";
}

function isAcross({ case: { members } }: Journal, helper: number, target: number): boolean {
  const [a, b] = [members[helper]?.side, members[target]?.side];
  return a !== "apart" && b !== "apart" && a !== b;
}
