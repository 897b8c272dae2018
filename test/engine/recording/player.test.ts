import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyDelta } from "../../../engine/view/applyDelta.ts";
import { memberRow, type PoolView } from "../../../engine/view/view.ts";
import { EventMarks } from "../../../engine/recording/eventMarks.ts";
import { Player } from "../../../engine/recording/player.ts";
import { TapeIndex, type LineSource } from "../../../engine/recording/tapeIndex.ts";
import type { TapeEntry } from "../../../engine/recording/tape.ts";
import { RecordingWriter } from "../../../engine/recording/writer.ts";
import { ViewFold } from "../../../engine/view/fold.ts";
import { SampleTape, sampleTape, START_MS } from "./sampleTape.ts";

/** Lines in memory; an offset is a line's number. */
class Lines implements LineSource {
  offset = 0;
  read = 0;

  constructor(readonly lines: readonly string[]) {}

  next(): string | undefined {
    const line = this.lines[this.offset];
    if (line !== undefined) this.offset += 1;
    this.read += 1;
    return line;
  }

  moveTo(offset: number): void {
    this.offset = offset;
  }
}

function linesOf(entries: readonly TapeEntry[]): string[] {
  const lines: string[] = [];
  const options = { tool: "test", startedAtMs: START_MS, redactor: undefined, lengthMax: 1e9 };
  const writer = new RecordingWriter((line) => lines.push(line), options);
  for (const entry of entries) writer.hear(entry);
  writer.end("stopped");
  return lines;
}

function opened(
  texts: readonly string[],
  bytesMax = 1e7,
): { player: Player; index: TapeIndex; lines: Lines } {
  const lines = new Lines(texts);
  const index = new TapeIndex(lines, bytesMax);
  while (index.readSome(50));
  return { player: new Player(lines, index), index, lines };
}

/** A member that fails and comes back every second. */
function flapping(seconds: number): TapeEntry[] {
  const tape = new SampleTape();
  for (let second = 1; second <= seconds; second += 1) {
    const flap = second % 2 === 0 ? "alive" : "failed";
    tape.list(second * 1_000, { "ledger-db-1": "alive", "ledger-db-2": flap, "ledger-web-7": "alive" });
    tape.take(second * 1_000);
  }
  return tape.entries;
}

const states = (view: PoolView): string[] =>
  Array.from({ length: view.count }, (_, id) => memberRow(view, id).state);

describe("a recording that is shown", () => {
  it("stands at its begin, and steps from event to event and back", () => {
    const { player } = opened(linesOf(sampleTape().entries));
    expect(states(player.view)).toEqual(["alive", "alive", "alive"]);
    expect(player.playback(0)).toMatchObject({
      fromMs: START_MS,
      toMs: START_MS + 20_000,
      atMs: START_MS,
      hasEarlier: false,
      report: "",
    });
    player.step(1);
    expect([player.atMs, states(player.view)]).toEqual([START_MS + 5_000, ["alive", "failed", "alive"]]);
    expect(player.playback(0).events.map(({ kind, member }) => `${kind} ${member}`)).toContain(
      "memberFailed ledger-db-2",
    );
    player.step(1);
    expect([player.atMs, states(player.view)[3]]).toEqual([START_MS + 9_100, "alive"]);
    player.step(-1);
    expect([player.atMs, states(player.view)]).toEqual([START_MS + 5_000, ["alive", "failed", "alive"]]);
    player.step(-1);
    expect(player.atMs).toBe(START_MS + 5_000);
  });

  it("never leaves its span, and tells what happened last wherever it was moved to", () => {
    const { player } = opened(linesOf(sampleTape().entries));
    player.moveTo(Infinity);
    expect([player.atMs, states(player.view)[1]]).toEqual([START_MS + 20_000, "left"]);
    expect(player.playback(0)).toMatchObject({ hasLater: false, hasEarlier: true });
    player.moveTo(START_MS + 8_000);
    expect(player.playback(0).events.map(({ kind }) => kind)).toContain("memberFailed");
    player.moveTo(-Infinity);
    expect([player.atMs, player.playback(0).events]).toEqual([START_MS, []]);
  });

  it("shows each moment as it was, in whatever order they are looked at", () => {
    const entries = flapping(300);
    const { player, index } = opened(linesOf(entries));
    expect(index.checkpoints.length).toBeGreaterThan(1);
    const truth = (atMs: number): string[] => {
      const [first] = entries;
      if (first?.kind !== "view") throw new Error("a tape begins with a view");
      const fold = new ViewFold(first.view);
      for (const entry of entries)
        if (entry.kind === "delta" && entry.delta.atMs <= atMs) fold.apply(entry.delta);
      return states(fold.view());
    };
    let shown = player.view;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 301_000 }), (afterMs) => {
        const { deltas } = player.moveTo(START_MS + afterMs);
        shown = deltas === undefined ? player.view : deltas.reduce(applyDelta, shown);
        expect(states(shown)).toEqual(truth(START_MS + afterMs));
        expect(states(player.view)).toEqual(states(shown));
      }),
      { numRuns: 60 },
    );
  });

  it("goes on by deltas where the clock goes on, and by a picture where it jumps", () => {
    const { player } = opened(linesOf(flapping(100)));
    expect(player.moveTo(START_MS + 1_500).deltas).toHaveLength(1);
    expect(player.moveTo(START_MS + 2_500).events.map(({ kind }) => kind)).toContain("memberJoined");
    expect(player.moveTo(START_MS + 90_000).deltas).toBeUndefined();
    expect(player.moveTo(START_MS + 1_500).deltas).toBeUndefined();
  });

  it("keeps no more views than it has room for, and reads little to show a moment", () => {
    const texts = linesOf(flapping(1_500));
    const { player, index, lines } = opened(texts, 5_000);
    expect(index.checkpoints.length).toBeLessThanOrEqual(4);
    lines.read = 0;
    player.moveTo(START_MS + 1_400_000);
    expect(lines.read).toBeLessThan(texts.length / 2);
    expect(states(player.view)[1]).toBe("alive");
  });

  it("shows what comes before a line that is broken, and says where that is", () => {
    const texts = linesOf(sampleTape().entries);
    const { player } = opened([...texts.slice(0, 4), texts[4]?.slice(0, 30) ?? ""]);
    expect(player.playback(0).report).toContain("Line 5 cannot be read");
    player.moveTo(Infinity);
    expect(states(player.view)[1]).toBe("failed");
  });

  it("stops where the file is another one than it was", () => {
    const texts = linesOf(sampleTape().entries);
    const { player, lines } = opened(texts);
    Object.assign(lines, { lines: texts.map((text, at) => (at > 2 ? "???" : text)) });
    player.moveTo(Infinity);
    expect(player.playback(0).report).toContain("cannot be read");
  });
});

describe("marks of events", () => {
  it("find the moment before and after any other, and their number in each part", () => {
    const marks = new EventMarks();
    for (let at = 1; at <= 1_000; at += 1)
      marks.add(10 * at, at % 10 === 0 ? "memberFailed" : "memberJoined");
    expect([marks.before(10), marks.after(10), marks.before(15), marks.after(15)]).toEqual([
      undefined,
      20,
      10,
      20,
    ]);
    expect([marks.before(99_999), marks.after(10_000)]).toEqual([10_000, undefined]);
    const { all, trouble } = marks.density(0, 10_000, 4);
    expect(all.reduce((a, b) => a + b)).toBe(1_000);
    expect(trouble.reduce((a, b) => a + b)).toBe(100);
  });
});
