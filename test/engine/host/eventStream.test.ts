import { expect, it } from "vitest";
import { EventStream } from "../../../engine/host/eventStream.ts";

it("gives events in order, those that came before the reader too, until the reader leaves", async () => {
  let isEnded = false;
  const stream = new EventStream<number>(() => (isEnded = true));
  stream.push(1);
  stream.push(2);
  const read: number[] = [];
  setImmediate(() => stream.push(3));
  for await (const event of stream) {
    read.push(event);
    if (event === 3) break;
  }
  expect([read, isEnded]).toEqual([[1, 2, 3], true]);
});

it("ends a reader that waits", async () => {
  const stream = new EventStream<number>(() => undefined);
  const next = stream.next();
  stream.end();
  expect(await next).toEqual({ done: true, value: undefined });
  expect(await stream.next()).toEqual({ done: true, value: undefined });
});

it("drops the oldest when nobody reads, and counts them", async () => {
  const stream = new EventStream<number>(() => undefined);
  for (let i = 0; i < 10_005; i += 1) stream.push(i);
  expect([stream.dropped, await stream.next()]).toEqual([5, { done: false, value: 5 }]);
});
