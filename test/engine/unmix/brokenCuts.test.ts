/** Each of the nine cuts that do not hold, played in a network of yes and no, and what a verification says of it. */
import { describe, expect, it } from "vitest";
import type { Split } from "../../../engine/firewall/sides.ts";
import {
  BROKEN_CUTS,
  brokenCuts,
  type BrokenCutId,
  type ListsSay,
} from "../../../engine/unmix/brokenCuts.ts";
import { planIsolation } from "../../../engine/unmix/isolation.ts";
import { runIsolation } from "../../../engine/unmix/runIsolation.ts";
import type { MemberProbe, ProbeAnswer } from "../../../engine/view/probe.ts";
import { member } from "../firewall/fleets.ts";

type IpOf = (side: string, number: number) => string;
const v4: IpOf = (side, number) => `10.77.${side === "a" ? 1 : 2}.${number}`;
const v6: IpOf = (side, number) => `fd77:${side === "a" ? 1 : 2}::${number}`;

function sides(ipOf: IpOf): Split {
  const side = (key: string) =>
    [1, 2, 3, 4].map((number) =>
      member({ id: number + (key === "a" ? 0 : 10), name: `${key}${number}`, ip: ipOf(key, number) }),
    );
  return { a: side("a"), b: side("b"), apart: [], unassigned: [], contested: [] };
}

/** What the nine are called here, when UDP packets pass as `passes` says, both ways needed. */
async function standings(
  passes: (from: string, to: string) => boolean,
  { lists, ipOf = v4 }: { lists?: ListsSay; ipOf?: IpOf } = {},
): Promise<Record<BrokenCutId, string>> {
  const isOpen = (from: string, to: string): boolean => from[0] === to[0] || passes(from, to);
  const ask = (probe: MemberProbe): Promise<ProbeAnswer> => {
    const helper = probe.kind === "pingFrom" ? probe.helper : "";
    const isReached = isOpen(helper, probe.member) && isOpen(probe.member, helper);
    return Promise.resolve(isReached ? { kind: "reached", rttMs: 1 } : { kind: "notReached" });
  };
  const results = await runIsolation(planIsolation(sides(ipOf)), {
    ask,
    isCancelled: () => false,
    told: () => undefined,
  });
  const cuts = brokenCuts(results, lists);
  expect(cuts.map(({ id }) => id)).toEqual(BROKEN_CUTS);
  return Object.fromEntries(cuts.map(({ id, standing }) => [id, standing])) as Record<BrokenCutId, string>;
}

/** The side that drops decides: `a` drops what comes from `b`. */
const dropsOn =
  (side: string) =>
  (_: string, to: string): boolean =>
    to[0] !== side;

describe("a cut that looks right and does not hold", () => {
  it("one member forgotten: it is shown, and nothing else is", async () => {
    const found = await standings((from, to) => [from, to].includes("a4"));
    expect(found.forgottenMember).toBe("shown");
    expect(Object.values(found).filter((standing) => standing === "shown")).toHaveLength(1);
  });

  it("IPv4 rules on an IPv6 pool: possible where all is IPv6 or the open pairs are, excluded without", async () => {
    expect((await standings(() => true, { ipOf: v6 })).ipv4Only).toBe("possible");
    const mixed: IpOf = (side, number) => (number > 2 ? v6 : v4)(side, number);
    const isV6 = (name: string): boolean => Number(name[1]) > 2;
    const found = await standings((from, to) => isV6(from) && isV6(to), { ipOf: mixed });
    // Members that were asked over IPv6 alone may as well be forgotten ones.
    expect([found.ipv4Only, found.forgottenMember]).toEqual(["possible", "possible"]);
    expect((await standings(() => true)).ipv4Only).toBe("excluded");
  });

  it.each<BrokenCutId>(["tcpOnly", "statefulAccept", "translated"])(
    "%s: possible when every ping passes, and never excluded then",
    async (id) => {
      expect((await standings(() => true))[id]).toBe("possible");
    },
  );

  it.each<BrokenCutId>(["udpOnly", "output"])(
    "%s: unknown by pings alone, possible when members are still heard, excluded once all are failed",
    async (id) => {
      const nothing = (): boolean => false;
      expect((await standings(nothing))[id]).toBe("unknown");
      expect((await standings(nothing, { lists: "foreignHeard" }))[id]).toBe("possible");
      expect((await standings(nothing, { lists: "foreignFailed" }))[id]).toBe("excluded");
    },
  );

  it.each<[BrokenCutId, string]>([
    ["portsOnOneSide", "a"],
    ["portsOnOneSide", "b"],
    ["subnetOnOneSide", "a"],
  ])("%s (only on %s): never excluded, since a ping fails all the same", async (id, side) => {
    expect((await standings(dropsOn(side)))[id]).toBe("unknown");
    expect((await standings(dropsOn(side), { lists: "foreignFailed" }))[id]).toBe("unknown");
  });

  it("translated in one direction: never excluded by pings that fail", async () => {
    expect((await standings(() => false, { lists: "foreignFailed" })).translated).toBe("unknown");
  });

  it("claims nothing of any when nobody told anything", () => {
    expect(new Set(brokenCuts([]).map(({ standing }) => standing))).toEqual(new Set(["unknown"]));
  });
});
