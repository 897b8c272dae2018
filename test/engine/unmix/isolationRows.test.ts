/** A verification counts for a runbook only when it is of everybody. */
import { expect, it } from "vitest";
import { rowsOf } from "../../../engine/unmix/isolationRows.ts";
import { datacenterSides, splitMembers } from "../../../engine/firewall/sides.ts";
import { openCase } from "../../../engine/unmix/case.ts";
import { planIsolation, type RoundResult } from "../../../engine/unmix/isolation.ts";
import { openJournal, type Journal } from "../../../engine/unmix/journal.ts";
import { mixedFleet } from "../firewall/fleets.ts";

const SIDES = datacenterSides("dc1", "dc2");

function opened(): Journal {
  const found = openCase(mixedFleet(), SIDES, { dialect: "nftables", findings: [], kind: "P", nowMs: 1 });
  if (!found.ok) throw new Error(found.error);
  return openJournal(found.value, 1);
}

const results: RoundResult[] = planIsolation(splitMembers(mixedFleet().members, SIDES)).rounds.map(
  (round) => ({
    round,
    verdict: { kind: "blocked" },
  }),
);

it("takes the pairs in the runbook's own numbers", () => {
  const rows = rowsOf(opened(), results);
  expect(rows.ok && rows.value).toHaveLength(results.length);
});

it("is refused when a member was forgotten", () => {
  const rows = rowsOf(
    opened(),
    results.filter(({ round }) => round.helper.name !== "web-2"),
  );
  expect(rows.ok ? "" : rows.error).toContain("not everybody was asked: web-2");
});

it("is refused when it was made with other sides", () => {
  const [first] = results;
  const crossed =
    first === undefined ? [] : [{ ...first, round: { ...first.round, target: first.round.helper } }];
  const rows = rowsOf(opened(), [...results, ...crossed]);
  expect(rows.ok ? "" : rows.error).toContain("none of this runbook's");
});
