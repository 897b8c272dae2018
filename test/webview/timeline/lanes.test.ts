import fc from "fast-check";
import { expect, it } from "vitest";
import { EVENT_KINDS } from "../../../engine/view/event.ts";
import {
  densityOf,
  lanesOf,
  lanesWithin,
  marksOf,
  neighbourMs,
  spanAt,
} from "../../../webview/timeline/lanes.ts";
import { happened, logOf } from "./sampleLog.ts";

const KILLED = [
  happened(100, "fault", "", "kill web-1"),
  happened(110, "memberSuspected"),
  happened(112, "memberSuspected", "web-1", "confirms"),
  happened(130, "memberFailed"),
  happened(150, "fault", "", "undone: kill web-1"),
  happened(155, "memberJoined"),
];

it("draws a killed member as alive, suspect, failed and alive again", () => {
  const [lane] = lanesOf(logOf(KILLED, [["web-1", "alive"]], 50), 200);
  expect(lane?.spans.map(({ state, fromMs, toMs }) => [state, fromMs, toMs])).toEqual([
    ["alive", 50, 110],
    ["suspect", 110, 130],
    ["failed", 130, 155],
    ["alive", 155, 200],
  ]);
  expect(lane).toMatchObject({ flaps: [KILLED[5]], refutes: 0 });
});

it("draws what was not known as unknown, never as alive", () => {
  const [lane] = lanesOf(logOf([happened(110, "memberSuspected")], [], 50), 120);
  expect(lane?.spans[0]).toEqual({ state: "unknown", fromMs: 50, toMs: 110, by: "" });
});

it("counts as a flap only who failed and was back within a minute, as Serf does", () => {
  const flaps = (backMs: number, gone: "memberFailed" | "memberLeft"): number | undefined =>
    lanesOf(logOf([happened(1_000, gone), happened(backMs, "memberJoined")]), 999_999)[0]?.flaps.length;
  expect([flaps(60_999, "memberFailed"), flaps(61_000, "memberFailed"), flaps(2_000, "memberLeft")]).toEqual([
    1, 0, 0,
  ]);
});

it("counts a refuted suspicion", () => {
  const log = logOf([happened(10, "memberSuspected"), happened(12, "memberRefuted")], [["web-1", "alive"]]);
  expect(lanesOf(log, 20)[0]).toMatchObject({ flaps: [], refutes: 1 });
});

it("marks a fault from when it was injected until it was undone, and one in force without an end", () => {
  const again = happened(170, "fault", "", "kill web-1");
  expect(marksOf([...KILLED, again])).toEqual([
    { kind: "fault", text: "kill web-1", fromMs: 100, toMs: 150 },
    { kind: "fault", text: "kill web-1", fromMs: 170, toMs: undefined },
  ]);
});

it("says that a fault was undone which began before what is kept", () => {
  expect(marksOf([happened(5, "fault", "", "undone: pause db-1")])).toEqual([
    { kind: "note", text: "undone: pause db-1", fromMs: 5, toMs: 5 },
  ]);
});

it("marks a mix where it was found", () => {
  expect(marksOf([happened(7, "mixFound", "edge-1", "Members of dc2 are here.")])).toEqual([
    { kind: "mix", text: "Members of dc2 are here.", fromMs: 7, toMs: 7 },
  ]);
});

it("shows the members that changed most, in the order in which they changed first", () => {
  const log = logOf([
    happened(10, "memberSuspected", "late-but-busy"),
    happened(11, "memberRefuted", "late-but-busy"),
    happened(5, "memberUpdated", "early"),
    happened(6, "memberFailed", "once"),
    happened(7, "memberJoined", "early"),
    happened(99, "memberFailed", "outside"),
  ]);
  const { shown, left } = lanesWithin(lanesOf(log, 200), { fromMs: 0, toMs: 50 }, 2);
  expect(shown.map(({ member }) => member)).toEqual(["early", "late-but-busy"]);
  expect(left).toBe(1);
});

it("goes from event to event of a lane", () => {
  const [lane] = lanesOf(logOf(KILLED, [["web-1", "alive"]], 50), 200);
  if (lane === undefined) throw new Error("no lane");
  expect([neighbourMs(lane, 112, 1), neighbourMs(lane, 112, -1), neighbourMs(lane, 155, 1)]).toEqual([
    130,
    110,
    undefined,
  ]);
  expect(spanAt(lane, 130)?.state).toBe("failed");
  expect(spanAt(lane, 49)).toBeUndefined();
});

it("counts events in equal parts, troubles apart", () => {
  const density = densityOf(KILLED, { fromMs: 100, toMs: 160 }, 3);
  expect(density).toEqual({ all: [3, 1, 2], trouble: [2, 1, 0] });
});

it("covers the time from the first moment until now without a gap, whatever happened", () => {
  const events = fc.array(
    fc.record({
      kind: fc.constantFrom(...EVENT_KINDS),
      member: fc.constantFrom("a", "b"),
      after: fc.nat(50),
    }),
  );
  fc.assert(
    fc.property(events, (drawn) => {
      let atMs = 100;
      const log = logOf(
        drawn.map(({ kind, member, after }) => happened((atMs += after), kind, member)),
        [["a", "alive"]],
        100,
      );
      for (const { spans } of lanesOf(log, atMs + 10)) {
        expect(spans[0]?.fromMs).toBe(100);
        expect(spans.at(-1)?.toMs).toBe(atMs + 10);
        spans.slice(1).forEach((span, i) => {
          expect(span.fromMs).toBe(spans[i]?.toMs);
          expect(span.state).not.toBe(spans[i]?.state);
        });
      }
    }),
  );
});
