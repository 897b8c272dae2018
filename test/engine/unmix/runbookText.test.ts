/** The record that people read: what is to be done now, what was seen, and no markup from foreign names. */
import { describe, expect, it } from "vitest";
import { datacenterSides } from "../../../engine/firewall/sides.ts";
import { openCase } from "../../../engine/unmix/case.ts";
import { commandsOf } from "../../../engine/unmix/commands.ts";
import { openJournal, type Journal } from "../../../engine/unmix/journal.ts";
import type { Observation } from "../../../engine/unmix/observation.ts";
import { boardOf, observe, say } from "../../../engine/unmix/runbook.ts";
import { runbookMarkdown, stepText } from "../../../engine/unmix/runbookText.ts";
import { fleet, member, mixedFleet } from "../firewall/fleets.ts";

const NOW = Date.UTC(2026, 10, 25, 7);

function opened(of = mixedFleet()): Journal {
  const found = openCase(of, datacenterSides("dc1", "dc2"), {
    dialect: "nftables",
    findings: [{ kind: "P", certainty: "certain", sentence: "dc2 is alive in the list of dc1" }],
    nowMs: NOW,
  });
  if (!found.ok) throw new Error(found.error);
  return openJournal(found.value, NOW);
}

function seenBy({ case: { members } }: Journal, atMs: number): Observation {
  const lists = members.map(({ id }) => ({ agent: id, atMs, stateOf: () => "alive" as const }));
  return { atMs, lists, raft: [], newcomers: [], returns: [] };
}

describe("the record", () => {
  it("says the kind, the findings, every step and what is to be run now", () => {
    const frozen = say(opened(), { step: "freeze", what: "done" }, NOW);
    const seen = seenBy(frozen, NOW + 1_000);
    const journal = observe(frozen, seen, NOW + 2_000);
    const board = boardOf(journal, seen, NOW + 2_000);
    const commands = board.actions.flatMap((action) => {
      const made = commandsOf({ journal, seen, nowMs: NOW + 2_000 }, action);
      return made.ok ? [made.value] : [];
    });
    const text = runbookMarkdown(journal, board, commands, NOW + 2_000);
    expect(text).toContain("Kind **P**, plain pools mixed (certain)");
    expect(text).toContain("- dc2 is alive in the list of dc1");
    expect(text).toContain("- [x] **1. Freeze**, done 2026-11-25 07:00:02Z");
    expect(text).toContain("- [ ] **4. Isolate**, now");
    expect(text).toContain("- [ ] **5. Wait until failed**\n");
    expect(text).toContain("  - Takes: 35 s to 1 min 1 s");
    expect(text).toContain("~~~sh\nsh rules.sh check\n");
    expect(stepText(journal, board, commands, NOW + 2_000)).toContain("Step 4 of 10: Isolate");
  });

  it("shows foreign names as they are, not as markup", () => {
    const odd = fleet([
      ...mixedFleet().members,
      member({ id: 7, name: "`x` | **b** <img>\n# h", ip: "10.2.0.99", datacenter: "dc2" }),
    ]);
    const journal = opened(odd);
    const text = runbookMarkdown(journal, boardOf(journal, seenBy(journal, NOW), NOW), [], NOW);
    expect(text).toContain("| \\`x\\` \\| \\*\\*b\\*\\* \\<img\\>\ufffd\\# h |");
  });
});
