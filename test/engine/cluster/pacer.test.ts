import { afterEach, expect, it } from "vitest";
import { Pacer } from "../../../engine/cluster/pacer.ts";
import { eventually } from "../../agents/agents.ts";

/** A world in which something happens every virtual millisecond. */
class Ticking {
  now = 0;
  run(until: number, isDone: () => boolean = () => false): void {
    while (this.now + 1 <= until) {
      this.now += 1;
      if (isDone()) return;
    }
    this.now = Math.max(this.now, until);
  }
}

const pacers: Pacer[] = [];
afterEach(() => pacers.splice(0).forEach((pacer) => pacer.stop()));

function paced(): [Ticking, Pacer] {
  const world = new Ticking();
  const pacer = new Pacer(world);
  pacers.push(pacer);
  pacer.start();
  return [world, pacer];
}

it("lets virtual time pass with the wall clock's, stops when paused, and steps", async () => {
  const [world, pacer] = paced();
  pacer.setSpeed(10);
  await eventually("time to pass", () => Promise.resolve(world.now > 200));
  pacer.isPaused = true;
  const stoppedAt = world.now;
  pacer.step(1_000);
  expect(world.now).toBe(stoppedAt + 1_000);
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(world.now).toBe(stoppedAt + 1_000);
});

it("runs until something is so, as fast as can be, and can be cancelled at once", async () => {
  const [world, pacer] = paced();
  expect(await pacer.runUntil(() => world.now >= 500_000, 1e9)).toBe(true);
  expect(world.now).toBe(500_000);
  const never = pacer.runUntil(() => false, 1e12);
  pacer.cancel();
  expect(await never).toBe(false);
});

it("keeps its speed within bounds", () => {
  const [, pacer] = paced();
  pacer.setSpeed(1e9);
  expect(pacer.speed).toBe(1_000);
  pacer.setSpeed(0);
  expect(pacer.speed).toBe(0.1);
});
