/** A runbook's rehearsal as an editor gets it: with the join lists of the workspace, and a reason where there is none. */
import { expect, it } from "vitest";
import { rehearsedRunbook } from "../../../engine/entry/rehearsedRunbook.ts";
import { FleetSession } from "../../../engine/lint/session.ts";
import { RULES } from "../../../engine/lint/rules/index.ts";
import { openJournal } from "../../../engine/unmix/journal.ts";
import { serfCase } from "../rehearse/unmix/cases.ts";

function fleetOf(texts: Readonly<Record<string, string>>): FleetSession["fleet"] {
  const session = new FleetSession({ rules: RULES });
  for (const [path, text] of Object.entries(texts)) session.open(path, text);
  session.update();
  return session.fleet;
}

const journal = JSON.stringify(openJournal(serfCase(), serfCase().openedAtMs));

it("holds, and says so on a page", () => {
  const { markdown, verdict } = rehearsedRunbook(journal, fleetOf({}));
  expect(verdict).toMatch(/^It holds/);
  expect(markdown).toContain("**It holds.**");
  expect(markdown).toContain("Nothing was sent.");
});

it("does not hold when a join list of the workspace leads back", () => {
  const agent = { node_name: "b3", bind: "10.77.2.13", retry_join: ["10.77.1.11"] };
  const { markdown } = rehearsedRunbook(journal, fleetOf({ "serf.json": JSON.stringify(agent) }));
  expect(markdown).toContain("**It would not hold.**");
  expect(markdown).toContain("The retry loop of b3 (serf.json:1) reached a1.");
});

it("gives the reason where nothing can be played", () => {
  expect(rehearsedRunbook("{", fleetOf({})).verdict).toContain("can't be read");
  const half = JSON.stringify(openJournal({ ...serfCase(), kind: "H" }, serfCase().openedAtMs));
  expect(rehearsedRunbook(half, fleetOf({})).markdown).toContain("Kind H is not rehearsed");
});
