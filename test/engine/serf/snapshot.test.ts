/** Serf's snapshot file: what upstream writes is read, and what we write is what upstream would. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EMPTY_SNAPSHOT, readSnapshot, SNAPSHOT, Snapshotter } from "../../../engine/serf/snapshot.ts";

class TextFile {
  text = "";
  compactions = 0;
  append(lines: string): void {
    this.text += lines;
  }
  replace(text: string): void {
    this.text = text;
    this.compactions += 1;
  }
}

const address = (port: number): { ip: string; port: number } => ({ ip: "10.0.0.1", port });

describe("reading", () => {
  it("replays what happened in order", () => {
    const { state, problems } = readSnapshot(
      [
        "alive: web 1 10.0.0.1:7946",
        "alive: db [fd00::1]:8301",
        "clock: 7",
        "not-alive: db",
        "event-clock: 3",
        "query-clock: 12",
        "clock: 9",
        "coordinate: {}",
        "# a comment",
        "alive: half 10.0.0.9:79",
      ].join("\n"),
    );
    expect(problems).toEqual([]);
    expect({ ...state, alive: [...state.alive] }).toEqual({
      alive: [["web 1", "10.0.0.1:7946"]],
      clock: 9,
      eventClock: 3,
      queryClock: 12,
    });
  });

  it("forgets all at a leave, unless it shall rejoin", () => {
    const text = "alive: a 10.0.0.1:1\nclock: 5\nleave\n";
    expect(readSnapshot(text).state).toEqual(EMPTY_SNAPSHOT);
    expect(readSnapshot(text, true).state).toMatchObject({ clock: 5 });
  });

  it("names lines that mean nothing", () => {
    expect(readSnapshot("alive: nobody\nclock: -1\nwhat\n").problems).toEqual([
      "line 1 has no address",
      "line 2 has no clock time",
      "line 3 is no line of a snapshot",
    ]);
  });

  it("never throws", () => {
    const line = fc.oneof(
      fc.string(),
      fc
        .constantFrom("alive: ", "clock: ", "leave", "not-alive: x")
        .chain((start) => fc.string({ maxLength: 20 }).map((rest) => start + rest)),
    );
    fc.assert(fc.property(fc.array(line), (lines) => void readSnapshot(lines.join("\n"))));
  });
});

describe("writing", () => {
  it("gathers lines, and writes them half a second after the first", () => {
    const file = new TextFile();
    const snapshotter = new Snapshotter(file, EMPTY_SNAPSHOT, 0);
    snapshotter.joined(100, "web 1", address(7946));
    snapshotter.clock(100, 5);
    snapshotter.userEvent(200, 3);
    snapshotter.userEvent(200, 2);
    snapshotter.query(200, 4);
    expect([file.text, snapshotter.deadline]).toEqual(["", 100 + SNAPSHOT.flushIntervalMs]);
    snapshotter.flush();
    expect(file.text).toBe("alive: web 1 10.0.0.1:7946\nclock: 4\nevent-clock: 3\nquery-clock: 4\n");
  });

  it("records nothing after leaving", () => {
    const file = new TextFile();
    const snapshotter = new Snapshotter(file, EMPTY_SNAPSHOT, 0);
    snapshotter.joined(0, "a", address(1));
    snapshotter.leave(0);
    snapshotter.joined(0, "b", address(1));
    snapshotter.flush();
    expect(file.text).toBe("alive: a 10.0.0.1:1\nleave\n");
  });

  it("does not let a name write a line of its own", () => {
    const file = new TextFile();
    const snapshotter = new Snapshotter(file, EMPTY_SNAPSHOT, 0);
    snapshotter.joined(0, "a\nalive: evil 10.6.6.6:1\nx", address(1));
    snapshotter.flush();
    expect(readSnapshot(file.text).state.alive.size).toBe(0);
  });

  it("begins anew when it has grown too long, and says the same in fewer lines", () => {
    const file = new TextFile();
    const snapshotter = new Snapshotter(file, EMPTY_SNAPSHOT, 0);
    for (let round = 0; round < 4_000; round += 1) {
      snapshotter.joined(0, "flapping", address(7946));
      snapshotter.clock(0, round + 2);
      snapshotter.gone(0, "flapping");
    }
    snapshotter.joined(0, "stays", address(7946));
    snapshotter.flush();
    expect(file.compactions).toBeGreaterThan(0);
    expect(file.text.length).toBeLessThanOrEqual(SNAPSHOT.sizeBytesMin);
    const { alive, clock } = readSnapshot(file.text).state;
    expect([[...alive.keys()], clock]).toEqual([["stays"], 4_000]);
  });

  it("goes on from what was read", () => {
    const file = new TextFile();
    file.text = "alive: a 10.0.0.1:7946\nclock: 5\n";
    const snapshotter = new Snapshotter(file, readSnapshot(file.text).state, file.text.length);
    snapshotter.clock(0, 6);
    snapshotter.gone(0, "a");
    snapshotter.gone(0, "never seen");
    snapshotter.flush();
    expect(file.text).toBe("alive: a 10.0.0.1:7946\nclock: 5\nnot-alive: a\n");
  });
});
