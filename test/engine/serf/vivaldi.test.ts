/** Coordinates: each step as upstream computes it, and that pools of known shape come out right. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SeededRandom } from "../../../engine/base/random.ts";
import {
  decodeCoordinate,
  encodeCoordinate,
  type VivaldiCoordinate,
} from "../../../engine/serf/coordinate.ts";
import { estimatedRttSeconds, ORIGIN, VivaldiClient } from "../../../engine/serf/vivaldi.ts";

const at = (...vec: number[]): VivaldiCoordinate => ({
  ...ORIGIN,
  vec: [...vec, ...new Array<number>(8 - vec.length).fill(0)],
});

describe("the estimate", () => {
  it("is the distance and both heights", () => {
    expect(estimatedRttSeconds({ ...at(0.003), height: 0.001 }, { ...at(0, 0.004), height: 0.002 })).toBe(
      0.008,
    );
  });

  it("takes the adjustments in unless that would make it negative", () => {
    const a = { ...at(0.01), height: 0, adjustment: 0.002 };
    expect(estimatedRttSeconds(a, { ...at(), height: 0 })).toBe(0.012);
    expect(estimatedRttSeconds({ ...a, adjustment: -0.5 }, { ...at(), height: 0 })).toBe(0.01);
  });
});

describe("one sample", () => {
  it("moves by CC · w · (rtt − estimate), half of the way of a quarter between equals", () => {
    const client = new VivaldiClient(new SeededRandom(1));
    const other = at(0.1);
    client.set(at());
    const moved = client.update("b", other, 50);
    if (!moved.ok) throw new Error(moved.error);
    // estimate 0.10002, rtt 0.05, w ½: 0.125 · −0.05002 towards b, gravity adds (0.00627/150)².
    expect(moved.value.vec[0]).toBeCloseTo(0.125 * 0.05002, 6);
    // error: ¼·½·|0.10002−0.05|/0.05 + 1.5·(1−⅛), cut at 1.5
    expect(moved.value.error).toBeCloseTo(0.125 * (0.05002 / 0.05) + 1.5 * 0.875, 4);
    // adjustment: (rtt − raw after the move) / 40
    const raw = 0.1 - 0.125 * 0.05002 + 1e-5 + moved.value.height;
    expect(moved.value.adjustment).toBeCloseTo((0.05 - raw) / 40, 7);
  });

  it("counts by the median of the last three", () => {
    const [plain, spiked] = [1, 1].map((seed) => new VivaldiClient(new SeededRandom(seed)));
    for (const client of [plain, spiked]) for (const rtt of [10, 10]) client?.update("b", at(0.1), rtt);
    const usual = plain?.update("b", at(0.1), 10);
    const spike = spiked?.update("b", at(0.1), 9_000);
    expect(spike).toEqual(usual);
  });

  it.each([
    ["a negative time", at(0.1), -1, /not in valid range/],
    ["more than 10 s", at(0.1), 10_001, /not in valid range/],
    ["no number", at(0.1), NaN, /not in valid range/],
    ["fewer dimensions", { ...ORIGIN, vec: [1] }, 10, /dimensions/],
    ["an infinite place", at(Infinity), 10, /invalid/],
  ])("of %s is refused and changes nothing", (_, other, rttMs, reason) => {
    const client = new VivaldiClient(new SeededRandom(1));
    expect(client.update("b", other, rttMs)).toMatchObject({
      ok: false,
      error: expect.stringMatching(reason),
    });
    expect(client.coordinate).toEqual(ORIGIN);
  });
});

// The shapes and bounds are those of upstream's performance tests. Source: serf coordinate/performance_test.go.
describe("many samples", () => {
  const nodes = 10;
  it("place nodes on a line of 10 ms steps to within a tenth of the truth on average", () => {
    const { avg, max } = simulated(nodes, (i, j) => 10 * Math.abs(i - j), 1_000);
    expect(avg).toBeLessThan(0.1);
    expect(max).toBeLessThan(0.5);
  });

  it("tell two sites apart: 1 ms inside, 10 ms between", () => {
    const { avg } = simulated(nodes, (i, j) => (i < 5 === j < 5 ? 1 : 11), 1_000);
    expect(avg).toBeLessThan(0.1);
  });

  it("give the member that is equally far from a whole circle the greatest height", () => {
    const circle = (i: number, j: number): number => {
      if (i === 0 || j === 0) return 200;
      const [a, b] = [i, j].map((k) => (2 * Math.PI * k) / 25) as [number, number];
      return 100 * Math.hypot(Math.cos(a) - Math.cos(b), Math.sin(a) - Math.sin(b));
    };
    const { clients } = simulated(25, circle, 1_000);
    const heights = clients.map(({ coordinate }) => coordinate.height);
    expect(heights.indexOf(Math.max(...heights))).toBe(0);
  });
});

describe("on the wire", () => {
  it("comes back as it was", () => {
    const float = fc.double({ noNaN: true, noDefaultInfinity: true });
    const coordinate = fc.record({
      vec: fc.array(float, { minLength: 8, maxLength: 8 }),
      error: float,
      adjustment: float,
      height: float,
    });
    fc.assert(
      fc.property(coordinate, (original) => {
        expect(decodeCoordinate(encodeCoordinate(original))).toEqual({ ok: true, value: original });
      }),
    );
  });
});

function simulated(
  count: number,
  truthMs: (i: number, j: number) => number,
  cycles: number,
): { clients: VivaldiClient[]; avg: number; max: number } {
  const random = new SeededRandom(1);
  const clients = Array.from({ length: count }, () => new VivaldiClient(random));
  for (let cycle = 0; cycle < cycles; cycle += 1) {
    for (const [i, client] of clients.entries()) {
      const j = random.below(count);
      if (i !== j) client.update(`node_${j}`, clients[j]?.coordinate ?? ORIGIN, truthMs(i, j));
    }
  }
  const errors: number[] = [];
  for (let i = 0; i < count; i += 1) {
    for (let j = i + 1; j < count; j += 1) {
      const truth = truthMs(i, j) / 1_000;
      const [a, b] = [clients[i], clients[j]];
      if (a !== undefined && b !== undefined)
        errors.push(Math.abs(estimatedRttSeconds(a.coordinate, b.coordinate) - truth) / truth);
    }
  }
  return { clients, avg: errors.reduce((a, b) => a + b, 0) / errors.length, max: Math.max(...errors) };
}
