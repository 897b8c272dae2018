import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cidrContains, formatCidr } from "../../../engine/base/address.ts";
import { coverAddresses, EXACT } from "../../../engine/firewall/cidrs.ts";
import { someIp } from "./fleets.ts";

const covered = (ips: string[], foreign: string[] = [], widening = EXACT): string[] =>
  coverAddresses(ips, foreign, widening).map(formatCidr);

describe("addresses gathered into ranges", () => {
  it.each([
    { ips: ["10.0.0.4", "10.0.0.5", "10.0.0.6", "10.0.0.7"], ranges: ["10.0.0.4/30"] },
    { ips: ["10.0.0.5", "10.0.0.6"], ranges: ["10.0.0.5/32", "10.0.0.6/32"] },
    { ips: ["fd00::2", "10.0.0.1", "fd00::3", "10.0.0.1"], ranges: ["10.0.0.1/32", "fd00::2/127"] },
    { ips: [], ranges: [] },
  ])("exactly: $ips are $ranges", ({ ips, ranges }) => {
    expect(covered(ips)).toEqual(ranges);
  });

  it("may be widened up to the accepted prefix, but not over a known address of somebody else", () => {
    const accepted = { prefixBitsV4: 24, prefixBitsV6: 64 };
    expect(covered(["10.0.0.4", "10.0.0.9"], [], accepted)).toEqual(["10.0.0.0/24"]);
    expect(covered(["10.0.0.4", "10.0.0.9"], ["10.0.0.200"], accepted)).toEqual(["10.0.0.0/25"]);
    expect(covered(["10.0.0.4", "10.0.0.9"], ["10.0.0.5"], accepted)).toEqual(["10.0.0.4/32", "10.0.0.8/29"]);
  });

  it("cover every address, and with EXACT nothing else", () => {
    fc.assert(
      fc.property(fc.uniqueArray(someIp, { maxLength: 60 }), someIp, (ips, other) => {
        const ranges = coverAddresses(ips);
        const isCovered = (ip: string): boolean => ranges.some((range) => cidrContains(range, ip));
        expect(ips.every(isCovered)).toBe(true);
        expect(isCovered(other)).toBe(ips.includes(other));
      }),
    );
  });

  it("never cover a foreign address, however much was accepted", () => {
    const width = fc.record({
      prefixBitsV4: fc.integer({ min: 8, max: 32 }),
      prefixBitsV6: fc.integer({ min: 16, max: 128 }),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(someIp, { maxLength: 60 }),
        fc.integer({ min: 0, max: 60 }),
        width,
        (all, cut, widening) => {
          const [ips, foreign] = [all.slice(0, cut), all.slice(cut)];
          const ranges = coverAddresses(ips, foreign, widening);
          for (const ip of ips) expect(ranges.some((range) => cidrContains(range, ip))).toBe(true);
          for (const ip of foreign) expect(ranges.some((range) => cidrContains(range, ip))).toBe(false);
        },
      ),
    );
  });
});
