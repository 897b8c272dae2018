import { describe, expect, it } from "vitest";
import { History } from "../../../engine/recording/history.ts";
import { applyDelta } from "../../../engine/view/applyDelta.ts";
import { ViewFold } from "../../../engine/view/fold.ts";
import { stateOf, type PoolView } from "../../../engine/view/view.ts";
import { SampleTape, sampleTape, START_MS } from "./sampleTape.ts";

function filled(bytesMax: number): History {
  const history = new History(bytesMax);
  for (const entry of sampleTape().entries) history.hear(entry);
  return history;
}

const states = (view: PoolView | undefined): string[] =>
  view === undefined ? [] : Array.from(view.columns.state.subarray(0, view.count), stateOf);

describe("a history", () => {
  it("shows each moment as it was", () => {
    const history = filled(1e6);
    expect(states(history.viewAt(START_MS))).toEqual(["alive", "alive", "alive"]);
    expect(states(history.viewAt(START_MS + 4_999))).toEqual(["alive", "alive", "alive"]);
    expect(states(history.viewAt(START_MS + 5_000))).toEqual(["alive", "failed", "alive"]);
    expect(states(history.viewAt(START_MS + 9_500))).toEqual(["alive", "alive", "alive", "alive"]);
    expect(states(history.viewAt(START_MS + 99_000))).toEqual(["alive", "left", "alive", "alive"]);
  });

  it("shows the first moment for all that was earlier, and knows its span", () => {
    const history = filled(1e6);
    expect(states(history.viewAt(0))).toEqual(["alive", "alive", "alive"]);
    expect(history.span).toEqual({ fromMs: START_MS, toMs: START_MS + 20_000 });
    expect(history.isCut).toBe(false);
  });

  it("does not take for news what was there when it began", () => {
    const history = filled(1e6);
    expect(history.events.every(({ atMs }) => atMs > START_MS)).toBe(true);
    expect(history.events.map(({ kind, member }) => `${kind} ${member}`)).toContain(
      "memberFailed ledger-db-2",
    );
  });

  it("lets the oldest go when its room is used up, and still shows the rest as it was", () => {
    const tape = new SampleTape();
    const history = new History(600_000);
    for (const entry of tape.entries) history.hear(entry);
    for (let second = 1; second <= 3_000; second += 1) {
      const flap = second % 2 === 0 ? "alive" : "failed";
      tape.list(second * 1_000, { "ledger-db-1": "alive", "ledger-db-2": flap, "ledger-web-7": "alive" });
      tape.entries.length = 0;
      tape.take(second * 1_000);
      for (const entry of tape.entries) history.hear(entry);
    }
    expect(history.isCut).toBe(true);
    const fromMs = history.span?.fromMs ?? 0;
    expect(fromMs).toBeGreaterThan(START_MS);
    expect(states(history.viewAt(START_MS + 2_999_000))[1]).toBe("failed");
    expect(states(history.viewAt(START_MS + 2_998_500))[1]).toBe("alive");
  });
});

it("folding in place gives the view that applying gives", () => {
  const { entries } = sampleTape();
  const [first, ...rest] = entries;
  if (first?.kind !== "view") throw new Error("a tape begins with a view");
  const fold = new ViewFold(first.view);
  let applied = first.view;
  for (const entry of rest) {
    if (entry.kind !== "delta") continue;
    fold.apply(entry.delta);
    applied = applyDelta(applied, entry.delta);
  }
  expect(fold.view()).toEqual(applied);
});
