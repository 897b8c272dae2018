import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Fleet, FleetMember } from "../../../engine/firewall/fleet.ts";
import { datacenterSides, splitMembers, type SideKey } from "../../../engine/firewall/sides.ts";
import {
  LEAVE_DEFAULTS,
  planForceLeave,
  type AgentList,
  type LeaveOptions,
  type LeavePlan,
} from "../../../engine/unmix/forceLeave.ts";
import { MEMBER_STATES, type MemberState } from "../../../engine/view/view.ts";
import { fleet, member } from "../firewall/fleets.ts";

const ofA = (id: number, part: Partial<FleetMember> = {}): FleetMember =>
  member({ id, name: `a${id}`, ip: `10.1.0.${id}`, datacenter: "dc1", ...part });
const ofB = (id: number, part: Partial<FleetMember> = {}): FleetMember =>
  member({ id, name: `b${id}`, ip: `10.2.0.${id}`, datacenter: "dc2", state: "failed", ...part });

function plan(of: Fleet, options: Partial<LeaveOptions> = {}): LeavePlan {
  const split = splitMembers(of.members, datacenterSides("dc1", "dc2"));
  return planForceLeave(of, split, { a: "dc1", b: "dc2" }, { ...LEAVE_DEFAULTS, ...options });
}

const names = (of: LeavePlan) => of.sets.map(({ targets }) => targets.map(({ name }) => name));
const reasons = (of: LeavePlan) =>
  of.sets.flatMap(({ refused }) => refused.map(({ name, reason }) => `${name}: ${reason}`));
const serf = { kind: "serf" } as const;

describe("whom to force out", () => {
  it("after a cut that one side's list shows: each side's failed foreigners, on both sides", () => {
    const result = plan(fleet([ofA(1), ofA(2), ofB(3), ofB(4)], serf));
    expect(names(result)).toEqual([
      ["b3", "b4"],
      ["a1", "a2"],
    ]);
    expect(result.settleSeconds).toBe(30);
    expect(result.notes).toEqual([
      "No agent of dc2 was read when this was written: for its names, the script's own look is the only one.",
    ]);
  });

  it("nobody while the two sides still hear each other", () => {
    const result = plan(fleet([ofA(1), ofB(2, { state: "alive" })], serf));
    expect(names(result)).toEqual([[], []]);
    expect(reasons(result)).toEqual(["b2: it is still alive", "a1: it is still alive"]);
  });

  it("not the one that an agent of that side still hears, whatever the others say", () => {
    const list = (side: SideKey, states: Record<number, MemberState>): AgentList => ({
      side,
      stateOf: (id) => states[id],
    });
    const lists = [
      list("a", { 1: "alive", 3: "failed", 4: "failed" }),
      list("a", { 1: "alive", 3: "failed", 4: "suspect" }),
      list("b", { 1: "failed", 3: "alive", 4: "alive" }),
    ];
    const result = plan(fleet([ofA(1), ofB(3), ofB(4)], serf), { lists });
    expect(names(result)).toEqual([["b3"], ["a1"]]);
    expect(reasons(result)).toEqual(["b4: it is still suspect"]);
  });

  it("no name that means two members, with advice", () => {
    const result = plan(fleet([ofA(1, { name: "web" }), ofA(5), ofB(3, { name: "web" }), ofB(4)], serf));
    expect(names(result)).toEqual([["b4"], ["a5"]]);
    expect(reasons(result)[0]).toBe("web: this name means more than one member");
  });

  it("neither x nor x.dc where both are in the list", () => {
    const result = plan(fleet([ofA(1, { name: "x" }), ofB(2, { name: "x.dc2" }), ofB(3)], serf));
    expect(names(result)).toEqual([["b3"], []]);
  });

  it("no name that a table of members can't show", () => {
    const odd = ["a b", "x|failed", "line\nbreak", "", "tab\t"].map((name, index) =>
      ofB(10 + index, { name }),
    );
    expect(names(plan(fleet([ofA(1), ...odd], serf)))[0]).toEqual([]);
  });

  it("nobody at all where LAN and WAN are mingled", () => {
    const server = { isServer: true, state: "failed" } as const;
    const mingled = [
      ofA(1, { ...server, name: "s1" }),
      ofA(2, { ...server, name: "s1.dc1", ip: "10.1.0.1", port: 8302 }),
      ofB(3),
    ];
    const result = plan(fleet(mingled));
    expect(names(result)).toEqual([[], []]);
    expect(reasons(result)[0]).toContain("mingled");
  });

  it.each([
    { builds: ["1.12.0", "1.12.0"], isAllowed: true },
    { builds: ["1.20.1+ent", "2.0.0-beta1"], isAllowed: true },
    { builds: ["1.12.0", "1.8.7"], isAllowed: false },
    { builds: ["1.12.0", ""], isAllowed: false },
    { builds: ["1.11.5", "1.13.0"], isAllowed: false },
  ])(
    "from a WAN pool only where every server knows -wan: $builds",
    ({ builds: [first = "", second = ""], isAllowed }) => {
      const server = { isServer: true, port: 8302 };
      const wan = fleet(
        [
          ofA(1, { ...server, name: "s1.dc1", build: first }),
          ofB(2, { ...server, name: "s2.dc2", build: second }),
        ],
        { plane: "wan" },
      );
      const result = plan(wan);
      expect(names(result)).toEqual(isAllowed ? [["s2.dc2"], ["s1.dc1"]] : [[], []]);
      expect(result.settleSeconds).toBe(60);
    },
  );

  it("pruned only where the lists of all agents show it as left", () => {
    const lists: AgentList[] = [
      { side: "a", stateOf: (id) => (id === 3 ? "left" : id === 4 ? "failed" : "alive") },
      { side: "b", stateOf: (id) => (id === 3 ? "left" : id === 1 ? "failed" : "left") },
    ];
    const of = fleet([ofA(1), ofB(3), ofB(4)], serf);
    const pruned = (options: Partial<LeaveOptions>) =>
      plan(of, { lists, ...options }).sets[0].targets.map(({ prune }) => prune);
    expect(pruned({ prune: true, listsAreComplete: true })).toEqual([true, false]);
    expect(pruned({ prune: true })).toEqual([false, false]);
    expect(pruned({ listsAreComplete: true })).toEqual([false, false]);
  });

  it("never an own member, and never one that any list of the side calls heard", () => {
    const someMembers = fc.array(fc.record({ isA: fc.boolean(), state: fc.constantFrom(...MEMBER_STATES) }), {
      minLength: 2,
      maxLength: 12,
    });
    const someLists = fc.array(
      fc.record({
        side: fc.constantFrom("a" as const, "b" as const),
        states: fc.array(fc.constantFrom(...MEMBER_STATES), { minLength: 12, maxLength: 12 }),
      }),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(someMembers, someLists, (members, said) => {
        const all = members.map(({ isA, state }, id) => (isA ? ofA(id, { state }) : ofB(id, { state })));
        const lists = said.map(({ side, states }) => ({ side, stateOf: (id: number) => states[id] }));
        for (const { on, targets } of plan(fleet(all, serf), { lists }).sets) {
          for (const { name } of targets) {
            expect(name.startsWith(on)).toBe(false);
            const id = Number(name.slice(1));
            for (const list of lists.filter(({ side }) => side === on)) {
              expect(["failed", "left", "reaped"]).toContain(list.stateOf(id));
            }
          }
        }
      }),
    );
  });
});
