import fc from "fast-check";
import { expect, it } from "vitest";
import { EVENT_KINDS, type PoolEvent } from "../../../engine/view/event.ts";
import { EventRing, stateAfter } from "../../../engine/view/eventRing.ts";

function event(atMs: number, kind: PoolEvent["kind"], member = "web-1", detail = ""): PoolEvent {
  return { atMs, kind, member, by: "srv-1", incarnation: 1, detail };
}

it("takes what comes with the first picture for how it began", () => {
  const ring = new EventRing();
  ring.begin(100);
  const news = ring.add({
    events: [event(90, "memberJoined"), event(100, "memberFailed", "db-1")],
    before: [],
  });
  expect(news).toEqual({ events: [], before: [] });
  expect(ring.log()).toEqual({ fromMs: 100, dropped: 0, events: [], before: [] });
});

it("says with the first event of a member what was so before, and nothing of one that was not known", () => {
  const ring = new EventRing();
  ring.begin(100);
  ring.add({ events: [event(100, "memberJoined")], before: [] });
  const suspected = event(110, "memberSuspected");
  const stranger = event(111, "memberJoined", "new-1");
  expect(ring.add({ events: [suspected, stranger], before: [] })).toEqual({
    events: [suspected, stranger],
    before: [["web-1", "alive"]],
  });
  expect(ring.add({ events: [event(112, "memberFailed")], before: [] }).before).toEqual([]);
});

it("keeps the newest, counts what had to go, and remembers the states in which it left members", () => {
  const ring = new EventRing(undefined, 4);
  ring.begin(100);
  ring.add({ events: [event(101, "memberJoined"), event(102, "memberSuspected")], before: [] });
  ring.add({ events: [3, 4, 5, 6].map((n) => event(100 + n, "note", "db-1")), before: [] });
  const log = ring.log();
  expect(log.events.map(({ atMs }) => atMs)).toEqual([103, 104, 105, 106]);
  expect(log).toMatchObject({ fromMs: 102, dropped: 2, before: [["web-1", "suspect"]] });
});

it("goes on in the page just as in the extension, whatever happens and whenever the page came", () => {
  const arbitrary = fc.array(
    fc.record({ kind: fc.constantFrom(...EVENT_KINDS), member: fc.constantFrom("", "a", "b", "c") }),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(arbitrary, fc.nat(40), (happened, cameAt) => {
      const events = happened.map(({ kind, member }, n) => event(n + 1, kind, member));
      const extension = new EventRing(undefined, 8);
      extension.begin(3);
      let page: EventRing | undefined;
      for (const [n, each] of events.entries()) {
        if (n === cameAt) page = new EventRing(extension.log(), 8);
        const news = extension.add({ events: [each], before: [] });
        page?.add(news);
      }
      const log = extension.log();
      expect(log.events.length).toBeLessThanOrEqual(10);
      if (page === undefined) return;
      expect(page.log().events).toEqual(log.events);
      for (const member of new Set(log.events.map((each) => each.member)))
        expect(new Map(page.log().before).get(member)).toBe(new Map(log.before).get(member));
    }),
  );
});

it("knows of each event whether it changes its member's state", () => {
  const changing = EVENT_KINDS.filter((kind) => stateAfter(event(1, kind)) !== undefined);
  expect(changing).toEqual(EVENT_KINDS.slice(0, 7));
});
