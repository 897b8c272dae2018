/** The Remediate page's arithmetic, and what of a runbook crosses to it. */
import { expect, it } from "vitest";
import type { IsolationView, NowView } from "../../engine/view/remediation.ts";
import { boardOf, isolated } from "../../engine/unmix/runbook.ts";
import { casePlan, runbookView } from "../../engine/unmix/runbookView.ts";
import type { IsolationRow } from "../../engine/unmix/observation.ts";
import { NOTHING_SEEN } from "../../extension/unmix/words.ts";
import { isFromExtension } from "../../webview/channel.ts";
import { CELLS_MAX, matricesOf, pairSentence, troubles } from "../../webview/remediation/matrix.ts";
import { waitOf } from "../../webview/remediation/wait.ts";
import { OPENED_AT_MS, sampleJournal } from "../extension/unmix/board.ts";

const later = OPENED_AT_MS + 5_000;

function viewOf(journal = sampleJournal(), running?: readonly IsolationRow[]) {
  const board = boardOf(journal, NOTHING_SEEN, later);
  const facts = { journal, board, seen: NOTHING_SEEN, isAttached: true, commands: [], running };
  return runbookView({ ...facts, words: ["done"], canVerify: false }, later);
}

function isolationOf(journal = sampleJournal(), running?: readonly IsolationRow[]): IsolationView {
  const { isolation } = viewOf(journal, running);
  if (isolation === undefined) throw new Error("kind P cuts");
  return isolation;
}

const rows = casePlan(sampleJournal()).rounds.map(({ helper, target }, index): IsolationRow => ({
  helper: helper.id,
  target: target.id,
  verdict: index === 0 ? "open" : index === 1 ? "unknown" : "blocked",
  reason: index === 1 ? "it gave no answer" : "",
}));

it("fits the schema that the page reads by, with and without a verification", () => {
  const journals = [sampleJournal(), sampleJournal("M"), isolated(sampleJournal(), rows, true, later)];
  for (const journal of journals) {
    const remediation = JSON.parse(JSON.stringify({ runbooks: [viewOf(journal)] })) as unknown;
    expect(isFromExtension({ kind: "push", push: { kind: "remediation", remediation } })).toBe(true);
  }
  const broken = { runbooks: [{ ...viewOf(), steps: [{ id: 5 }] }] };
  expect(isFromExtension({ kind: "push", push: { kind: "remediation", remediation: broken } })).toBe(false);
});

it("has no isolation where nothing is cut", () => {
  expect(viewOf(sampleJournal("M")).isolation).toBeUndefined();
});

it("shows before anything is asked who would be asked, and how much that sends", () => {
  const { pairs, probeCount, roundCount, atMs } = isolationOf();
  expect(pairs).toHaveLength(roundCount);
  expect(new Set(pairs.map(({ verdict }) => verdict))).toEqual(new Set(["notAsked"]));
  expect([probeCount, atMs]).toEqual([casePlan(sampleJournal()).probeCount, 0]);
});

it("has one row a helper and one column a target, in both directions", () => {
  const matrices = matricesOf(isolationOf(isolated(sampleJournal(), rows, true, later)));
  expect(matrices.map(({ from, to }) => `${from} ${to}`)).toEqual(["dc1 dc2", "dc2 dc1"]);
  const helpers = new Set(rows.map(({ helper }) => helper));
  expect(matrices.flatMap((matrix) => matrix.rows)).toHaveLength(helpers.size);
  const cells = matrices.flatMap((matrix) => matrix.rows.flatMap((row) => row.cells));
  expect(cells.filter((cell) => cell !== undefined)).toHaveLength(rows.length);
});

it("is no table for thousands of members", () => {
  const members = Array.from({ length: 200 }, (_, id) => ({
    id,
    name: `m${id}`,
    side: id % 2 === 0 ? ("a" as const) : ("b" as const),
  }));
  const pairs = members.map(({ id }) => ({
    helper: id,
    target: (id + 1) % 200,
    verdict: "blocked" as const,
    reason: "",
  }));
  expect(pairs.length ** 2 / 2).toBeGreaterThan(CELLS_MAX);
  expect(matricesOf({ ...isolationOf(), members, pairs })).toEqual([]);
});

it("tells open pairs before unknown ones, each with its reason", () => {
  const isolation = isolationOf(isolated(sampleJournal(), rows, true, later));
  const sentences = troubles(isolation).map((pair) => pairSentence(isolation, pair));
  expect(sentences).toHaveLength(2);
  expect(sentences[0]).toContain(": reachable");
  expect(sentences[1]).toContain(": unknown, it gave no answer");
});

it("is void while a rollback timer may run, and says how to mend that", () => {
  expect(isolationOf(isolated(sampleJournal(), rows, false, later)).voidReason).toContain("Confirm");
  expect(isolationOf(isolated(sampleJournal(), rows, true, later)).voidReason).toBe("");
});

it("fills while a verification runs", () => {
  const isolation = isolationOf(sampleJournal(), rows.slice(0, 3));
  expect(isolation.answered).toBe(3);
  expect(isolation.pairs).toHaveLength(rows.length);
  expect(isolation.pairs.filter(({ verdict }) => verdict === "notAsked")).toHaveLength(rows.length - 3);
});

it("says how far a wait is: by the computed window, or until it may end", () => {
  const now: NowView = {
    step: "waitFailed",
    sinceMs: 1_000,
    progress: "",
    sides: [],
    missing: [],
    untilMs: 0,
    shortestMs: 12_000,
    longestMs: 60_000,
    actions: [],
    commands: [],
    words: [],
    canVerify: false,
  };
  expect(waitOf(now, 31_000)).toEqual({ done: 0.5, text: "30 s of 12 s to 60 s" });
  expect(waitOf(now, 900_000)?.done).toBe(1);
  expect(waitOf({ ...now, untilMs: 41_000 }, 31_000)).toEqual({ done: 0.75, text: "10 s more" });
  expect(waitOf({ ...now, longestMs: 0 }, 31_000)).toBeUndefined();
});
