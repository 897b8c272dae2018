import fc from "fast-check";
import { expect, it } from "vitest";
import { EVENT_KINDS } from "../../engine/view/event.ts";
import { isFromExtension } from "../../webview/channel.ts";
import { isEventLog, isEventNews } from "../../webview/eventMessages.ts";

const good = { atMs: 5, kind: "memberFailed", member: "web-1", by: "srv-1", incarnation: 2, detail: "" };

it("takes events with the states before them", () => {
  const news = { events: [good], before: [["web-1", "alive"]] };
  expect(isEventNews(news)).toBe(true);
  expect(isEventLog({ ...news, fromMs: 1, dropped: 0 })).toBe(true);
  expect(isFromExtension({ kind: "push", push: { kind: "events", ...news } })).toBe(true);
});

it.each([
  { events: [{ ...good, kind: "exploded" }], before: [] },
  { events: [{ ...good, atMs: NaN }], before: [] },
  { events: [{ ...good, atMs: Infinity }], before: [] },
  { events: [{ ...good, incarnation: -1 }], before: [] },
  { events: [{ ...good, member: { toString: "x" } }], before: [] },
  { events: [good], before: [["web-1", "asleep"]] },
  { events: [good], before: ["web-1"] },
  { events: new Array(20_001).fill(good), before: [] },
  { events: [good] },
])("refuses what is no event: %#", (news) => {
  expect(isEventNews(news)).toBe(false);
  expect(isFromExtension({ kind: "push", push: { kind: "events", ...news } })).toBe(false);
});

it("neither throws nor lets a broken event through, whatever comes", () => {
  const almost = fc.record({
    events: fc.array(
      fc.record(
        {
          atMs: fc.oneof(fc.double(), fc.anything()),
          kind: fc.oneof(fc.constantFrom(...EVENT_KINDS), fc.anything()),
          member: fc.oneof(fc.string(), fc.anything()),
          by: fc.string(),
          incarnation: fc.oneof(fc.nat(), fc.anything()),
          detail: fc.string(),
        },
        { requiredKeys: [] },
      ),
    ),
    before: fc.array(fc.oneof(fc.tuple(fc.string(), fc.constantFrom("alive", "gone")), fc.anything())),
  });
  fc.assert(
    fc.property(fc.oneof(almost, fc.anything()), (message) => {
      isFromExtension({ kind: "push", push: message });
      if (!isEventNews(message)) return;
      for (const { atMs, kind, member } of message.events)
        expect([Number.isFinite(atMs), EVENT_KINDS.includes(kind), typeof member]).toEqual([
          true,
          true,
          "string",
        ]);
    }),
    { numRuns: 500 },
  );
});
