import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FleetMember } from "../../../engine/firewall/fleet.ts";
import type { Split } from "../../../engine/firewall/sides.ts";
import {
  judgeRound,
  planIsolation,
  probesOf,
  type Round,
  type RoundResult,
} from "../../../engine/unmix/isolation.ts";
import { isolationMarkdown, reportIsolation } from "../../../engine/unmix/isolationReport.ts";
import { runIsolation } from "../../../engine/unmix/runIsolation.ts";
import type { MemberProbe, ProbeAnswer } from "../../../engine/view/probe.ts";
import { member } from "../firewall/fleets.ts";

function sides(a: number, b: number): Split {
  const side = (key: string, count: number, from: number): FleetMember[] =>
    Array.from({ length: count }, (_, index) =>
      member({ id: from + index, name: `${key}${index + 1}`, ip: `10.${from}.0.${index + 1}` }),
    );
  return { a: side("a", a, 0), b: side("b", b, 100), apart: [], unassigned: [], contested: [] };
}

const reached: ProbeAnswer = { kind: "reached", rttMs: 1 };
const notReached: ProbeAnswer = { kind: "notReached" };
const silent: ProbeAnswer = { kind: "silent" };

describe("the plan of a verification", () => {
  it("has every member once as helper and once as target, however the sides differ in size", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 30 }), fc.integer({ min: 2, max: 30 }), (a, b) => {
        const { rounds, probeCount } = planIsolation(sides(a, b));
        const all = [...sides(a, b).a, ...sides(a, b).b].map(({ name }) => name);
        expect(new Set(rounds.map(({ helper }) => helper.name))).toEqual(new Set(all));
        expect(new Set(rounds.map(({ target }) => target.name))).toEqual(new Set(all));
        expect(rounds).toHaveLength(2 * Math.max(a, b));
        expect(probeCount).toBe(5 * rounds.length);
        for (const { helper, target, helperFriend, targetFriend } of rounds) {
          expect(helper.name[0]).not.toBe(target.name[0]);
          expect([helperFriend?.name[0], targetFriend?.name[0]]).toEqual([helper.name[0], target.name[0]]);
          expect([helperFriend?.name, targetFriend?.name]).not.toContain(helper.name);
          expect(targetFriend?.name).not.toBe(target.name);
        }
      }),
    );
  });

  it("asks nothing where nothing could show that an end is well", () => {
    const { rounds, probeCount } = planIsolation(sides(1, 2));
    expect(probeCount).toBe(0);
    expect(rounds.map((round) => judgeRound(round, []))).toEqual(
      rounds.map(() => ({
        kind: "unknown",
        reason: expect.stringContaining("a1 is alone on its side") as unknown,
      })),
    );
  });
});

describe("a pair", () => {
  const [round] = planIsolation(sides(2, 2)).rounds as [Round, ...Round[]];

  it("is blocked only with three nacks and both acks in one round, whatever else is answered", () => {
    const someAnswer = fc.constantFrom<ProbeAnswer>(reached, notReached, silent, {
      kind: "notAsked",
      reason: "no",
    });
    fc.assert(
      fc.property(fc.array(someAnswer, { maxLength: 5 }), (answers) => {
        const [one, own, two, back, three] = answers.map(({ kind }) => kind);
        const isBlocked =
          own === "reached" && back === "reached" && [one, two, three].every((kind) => kind === "notReached");
        expect(judgeRound(round, answers).kind === "blocked").toBe(isBlocked);
        if ([one, two, three].includes("reached")) expect(judgeRound(round, answers).kind).toBe("open");
      }),
    );
  });

  it.each<[string, ProbeAnswer[], string]>([
    [
      "the helper",
      [notReached, silent, notReached, reached, notReached],
      "a1 did not show that it reaches a2 of its own side (gave no answer)",
    ],
    [
      "the target",
      [notReached, reached, notReached, notReached, notReached],
      "b2 did not show that b1 is well (could not reach it)",
    ],
    ["one answer", [notReached, reached, silent, reached, notReached], "a1 gave no answer"],
    ["the end", [notReached, reached], "b2 did not show that b1 is well"],
  ])("is unknown, with the reason, when %s is missing", (_, answers, reason) => {
    expect(judgeRound(round, answers)).toEqual({ kind: "unknown", reason });
  });

  it("is asked in this order", () => {
    const words = probesOf(round).map((probe) =>
      probe.kind === "pingFrom" ? `${probe.helper}>${probe.member}` : "",
    );
    expect(words).toEqual(["a1>b1", "a1>a2", "a1>b1", "b2>b1", "a1>b1"]);
  });
});

describe("what a verification says together", () => {
  /** A network in which `open` tells whether a packet of one member reaches another. */
  async function verify(
    a: number,
    b: number,
    open: (from: string, to: string) => boolean,
  ): Promise<RoundResult[]> {
    const ask = (probe: MemberProbe): Promise<ProbeAnswer> => {
      const [from, to] = [probe.kind === "pingFrom" ? probe.helper : "", probe.member];
      return Promise.resolve(open(from, to) && open(to, from) ? reached : notReached);
    };
    return runIsolation(planIsolation(sides(a, b)), { ask, isCancelled: () => false, told: () => undefined });
  }
  const isOwn = (from: string, to: string): boolean => from[0] === to[0];

  it("holds when every pair is blocked, and says what a ping can't show", async () => {
    const report = reportIsolation(await verify(3, 2, isOwn));
    expect(report).toMatchObject({
      holds: true,
      summary: "6 of 6 pairs are blocked, 0 open, 0 unknown.",
      holes: [],
    });
    expect(report.unproven[0]).toContain("on every host");
    expect(report.unproven[1]).toContain("nc -z -w 3 10.100.0.1 8301");
  });

  it("names a member that was forgotten", async () => {
    const report = reportIsolation(
      await verify(3, 3, (from, to) => isOwn(from, to) || from === "a2" || to === "a2"),
    );
    expect(report.holds).toBe(false);
    expect(report.holes).toEqual([
      "a2 is not cut: it applies no rules, and its address is in none of those of the other side. Did it join later?",
    ]);
  });

  it("says when nothing is cut", async () => {
    expect(reportIsolation(await verify(2, 2, () => true)).holes[0]).toContain("Nothing is cut");
  });

  it("claims nothing when everybody is silent", async () => {
    const report = reportIsolation(await verify(2, 2, () => false));
    expect(report).toMatchObject({ holds: false, blocked: 0, unknown: 4 });
    expect(isolationMarkdown(await verify(2, 2, () => false))).toContain("NOT shown to hold");
  });

  it("stops between two questions when cancelled", async () => {
    let asked = 0;
    const asker = {
      ask: () => Promise.resolve(reached),
      isCancelled: () => (asked += 1) > 7,
      told: () => undefined,
    };
    expect(await runIsolation(planIsolation(sides(2, 2)), asker)).toHaveLength(1);
  });
});
