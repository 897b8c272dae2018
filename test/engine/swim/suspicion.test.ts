import { expect, it } from "vitest";
import { Suspicion, Suspicions, suspicionWindowMs } from "../../../engine/swim/suspicion.ts";

it.each([
  { confirmations: 0, windowMs: 30_000 },
  { confirmations: 1, windowMs: 16_000 },
  { confirmations: 2, windowMs: 7_810 },
  { confirmations: 3, windowMs: 2_000 },
])(
  "of 2 s to 30 s, $windowMs ms are left after $confirmations of 3 confirmations",
  ({ confirmations, windowMs }) => {
    expect(suspicionWindowMs(confirmations, 3, 2_000, 30_000)).toBe(windowMs);
  },
);

it("waits only the shortest time where nobody else can confirm", () => {
  expect(suspicionWindowMs(0, 0, 4_000, 24_000)).toBe(4_000);
});

it("counts every accuser once, the first not at all, and no more than it waits for", () => {
  const suspicion = new Suspicion(1_000, "n1", 2, 4_000, 24_000);
  expect(suspicion.until).toBe(25_000);
  expect(suspicion.confirm("n1")).toBe(false);
  expect(suspicion.confirm("n2")).toBe(true);
  expect(suspicion.until).toBe(1_000 + 11_381);
  expect(suspicion.confirm("n2")).toBe(false);
  expect(suspicion.confirm("n3")).toBe(true);
  expect(suspicion.until).toBe(5_000);
  expect(suspicion.confirm("n4")).toBe(false);
});

it("knows which suspicion ends first as they come, shrink and go", () => {
  const open = new Suspicions();
  const slow = new Suspicion(0, "n1", 2, 4_000, 24_000);
  const quick = new Suspicion(0, "n1", 0, 4_000, 24_000);
  open.add(1, slow);
  expect(open.deadline).toBe(24_000);
  open.add(2, quick);
  expect(open.deadline).toBe(4_000);
  open.delete(2);
  expect(open.deadline).toBe(24_000);
  slow.confirm("n2");
  open.broughtForward(slow);
  expect(open.deadline).toBe(11_381);
  expect(open.expired(11_381)).toEqual([1]);
});
