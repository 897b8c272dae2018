import fc from "fast-check";
import { expect, it } from "vitest";
import { TransmitLimitedQueue } from "../../../engine/swim/broadcasts.ts";

const message = (length: number, fill = 0): Uint8Array => new Uint8Array(length).fill(fill);
const lengths = (messages: readonly Uint8Array[]): number[] => messages.map(({ length }) => length);

it("gives the longest of the fresh first, and of equals the newest", () => {
  const queue = new TransmitLimitedQueue(4, () => 1);
  queue.queue("a", message(10, 1));
  queue.queue("b", message(30, 2));
  queue.queue("c", message(10, 3));
  expect(queue.getBroadcasts(2, 1_400).map(([first]) => first)).toEqual([2, 3, 1]);
});

it("prefers what was sent less often, however short", () => {
  const queue = new TransmitLimitedQueue(4, () => 1);
  queue.queue("old", message(40));
  queue.getBroadcasts(2, 1_400);
  queue.queue("new", message(5));
  expect(lengths(queue.getBroadcasts(2, 10))).toEqual([5]);
});

it("fills a packet with the largest that still fit", () => {
  const queue = new TransmitLimitedQueue(4, () => 1);
  for (const length of [50, 40, 8]) queue.queue(String(length), message(length));
  expect(lengths(queue.getBroadcasts(2, 64))).toEqual([50, 8]);
});

it("sends each message retransmitMult · ⌈log10(n + 1)⌉ times and then says that it is done", () => {
  const queue = new TransmitLimitedQueue(2, () => 20);
  let finished = 0;
  queue.queue("a", message(10), () => (finished += 1));
  const sent = [1, 2, 3, 4, 5].map(() => queue.getBroadcasts(2, 1_400).length);
  expect(sent).toEqual([1, 1, 1, 1, 0]);
  expect(finished).toBe(1);
});

it("puts news about a member in the place of older news about it", () => {
  const queue = new TransmitLimitedQueue(4, () => 1);
  let finished = 0;
  queue.queue("n1", message(10, 1), () => (finished += 1));
  queue.queue("n1", message(12, 2));
  expect(queue.length).toBe(1);
  expect(finished).toBe(1);
  expect(queue.getBroadcasts(2, 1_400)).toEqual([message(12, 2)]);
});

it("drops what was sent most often when it is pruned", () => {
  const queue = new TransmitLimitedQueue(4, () => 1);
  queue.queue("", message(9));
  queue.getBroadcasts(2, 1_400);
  queue.queue("", message(7));
  queue.queue("", message(5));
  queue.prune(2);
  expect(lengths(queue.getBroadcasts(2, 1_400))).toEqual([7, 5]);
});

it("never gives more bytes than fit and loses nothing before its limit", () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(sizes, fc.integer({ min: 70, max: 400 }), (all, limit) => {
      const queue = new TransmitLimitedQueue(3, () => 5);
      all.forEach((size, index) => queue.queue(`m${index}`, message(size, index)));
      let copies = 0;
      for (let round = 0; queue.length > 0 && round < 1_000; round += 1) {
        const given = queue.getBroadcasts(2, limit);
        expect(given.reduce((sum, { length }) => sum + length + 2, 0)).toBeLessThanOrEqual(limit);
        expect(new Set(given.map(([first]) => first)).size).toBe(given.length);
        copies += given.length;
      }
      expect(copies).toBe(3 * all.length);
    }),
  );
});
