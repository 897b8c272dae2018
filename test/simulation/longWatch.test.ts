/** The short form of `npm run soak`: ten minutes of virtual time with members that fail and come back. */
import { expect, it } from "vitest";
import { virtualHour } from "../soak/virtualHour.ts";

it("shows every member as the pool has it, minute by minute, and grows no heap", () => {
  const { changes, problems } = virtualHour(7, 600_000);
  expect(changes).toBeGreaterThan(20);
  expect(problems).toEqual([]);
});
