import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatCidr } from "../../../engine/base/address.ts";
import type { Fleet } from "../../../engine/firewall/fleet.ts";
import { buildPolicy, CAREFUL } from "../../../engine/firewall/policy.ts";
import { assign, datacenterSides, membersAgainstRest } from "../../../engine/firewall/sides.ts";
import type { Policy, PolicyOptions } from "../../../engine/firewall/statement.ts";
import { droppedBy } from "../../../engine/firewall/verdict.ts";
import { fleet, member, mixedFleet, someFleet, someIp } from "./fleets.ts";

const SIDES = datacenterSides("dc1", "dc2");

function policyOf(of: Fleet, options: Partial<PolicyOptions> = {}, sides = SIDES): Policy {
  const policy = buildPolicy(of, sides, { ...CAREFUL, ...options });
  if (!policy.ok) throw new Error(policy.error.message);
  return policy.value;
}

function refusal(of: Fleet, sides = SIDES): unknown {
  const policy = buildPolicy(of, sides, CAREFUL);
  return policy.ok
    ? undefined
    : { kind: policy.error.kind, members: policy.error.members.map(({ name }) => name) };
}

describe("a cut between two datacenters", () => {
  it("drops on each side what the other side's addresses send to this side's own gossip ports", () => {
    const shown = policyOf(mixedFleet()).statements.map(({ on, from, protocols, ports }) => ({
      on,
      from: from.map(formatCidr).join(" "),
      to: `${protocols.join("+")} ${ports.join(",")}`,
    }));
    expect(shown).toEqual([
      { on: "a", from: "10.2.0.10/31", to: "tcp+udp 8301" },
      { on: "a", from: "fd00:2::6/128", to: "tcp+udp 8301" },
      { on: "b", from: "10.1.0.10/31 10.1.0.12/32", to: "tcp+udp 8301,8311" },
      { on: "b", from: "fd00:1::6/128", to: "tcp+udp 8301,8311" },
    ]);
  });

  it("leaves the WAN edge between the servers open, and their RPC, unless more was chosen", () => {
    const wan = { at: "a", from: "10.2.0.10", protocol: "udp", port: 8302 } as const;
    const rpc = { at: "a", from: "10.2.0.10", protocol: "tcp", port: 8300 } as const;
    const careful = policyOf(mixedFleet());
    expect([droppedBy(careful, wan), droppedBy(careful, rpc)]).toEqual([undefined, undefined]);
    const wide = policyOf(mixedFleet(), { ports: { wan: true, serverRpc: true } });
    expect(droppedBy(wide, wan)?.reason).toBe("WAN gossip of dc2 must not reach dc1.");
    expect(droppedBy(wide, rpc)?.reason).toBe("Server RPC of dc2 must not reach dc1.");
    expect(droppedBy(wide, { ...rpc, protocol: "udp" })).toBeUndefined();
  });

  it("never drops what a side sends to itself, and always what crosses to a member's own port", () => {
    fc.assert(
      fc.property(someFleet, (random) => {
        const policy = policyOf(random);
        const side = (datacenter: string) => (datacenter === "dc1" ? "a" : "b");
        for (const to of random.members) {
          for (const from of random.members) {
            const packet = {
              at: side(to.datacenter),
              from: from.ip,
              protocol: "udp",
              port: to.port,
            } as const;
            const isOwn = from.datacenter === to.datacenter;
            const isSameFamily = from.ip.includes(":") === to.ip.includes(":");
            if (isOwn) expect(droppedBy(policy, packet)).toBeUndefined();
            else if (isSameFamily) expect(droppedBy(policy, packet)).toBeDefined();
          }
        }
      }),
    );
  });

  it("never drops what comes from an address of nobody in the pool", () => {
    fc.assert(
      fc.property(someFleet, someIp, fc.constantFrom("a" as const, "b" as const), (random, from, at) => {
        fc.pre(!random.members.some(({ ip }) => ip === from));
        for (const port of [8301, 7946]) {
          expect(droppedBy(policyOf(random), { at, from, protocol: "tcp", port })).toBeUndefined();
        }
      }),
    );
  });

  it("keeps its name when members come and go, and tells the versions apart", () => {
    const before = policyOf(mixedFleet());
    const after = policyOf({ ...mixedFleet(), members: mixedFleet().members.slice(0, 6) });
    expect(after.id).toBe(before.id);
    expect(after.revision).not.toBe(before.revision);
    expect(before.id).toMatch(/^[a-z][a-z0-9_]{0,16}$/);
  });
});

describe("a cut is refused, and nothing guessed,", () => {
  it("while a member has no side", () => {
    const odd = member({ id: 7, name: "odd", ip: "10.3.0.1" });
    const third = member({ id: 8, name: "third", ip: "10.3.0.2", datacenter: "dc3" });
    const all = fleet([...mixedFleet().members, odd, third]);
    expect(refusal(all)).toEqual({ kind: "unassigned", members: ["odd", "third"] });
    expect(refusal(all, assign(assign(SIDES, [7], "b"), [8], "apart"))).toBeUndefined();
    expect(policyOf(all, {}, assign(assign(SIDES, [7], "b"), [8], "apart")).warnings.join()).toContain(
      "third is in neither side, by choice",
    );
  });

  it("when one address is on both sides", () => {
    const twin = member({ id: 7, name: "old-web", ip: "10.1.0.11", datacenter: "dc2", state: "left" });
    expect(refusal(fleet([...mixedFleet().members, twin]))).toEqual({
      kind: "sharedAddress",
      members: ["old-web"],
    });
  });

  it("when LAN and WAN of one datacenter are mingled, since that would take servers out of Raft", () => {
    const mingled = member({
      id: 7,
      name: "srv-1.dc1",
      ip: "10.1.0.10",
      datacenter: "dc1",
      port: 8302,
      isServer: true,
    });
    expect(refusal(fleet([...mixedFleet().members, mingled]))).toEqual({
      kind: "mingled",
      members: ["srv-1.dc1"],
    });
  });

  it("when a side is empty", () => {
    expect(refusal(mixedFleet(), datacenterSides("dc1", "dc9"))).toEqual({
      kind: "unassigned",
      members: ["srv-9", "edge-1", "edge-6"],
    });
    expect(refusal(mixedFleet(), { ...datacenterSides("dc1", "dc9"), rest: "a" })).toEqual({
      kind: "emptySide",
      members: [],
    });
  });

  it("when the sides have no address family in common", () => {
    const apart = [
      member({ id: 0, name: "four", ip: "10.1.0.1", datacenter: "dc1" }),
      member({ id: 1, name: "six", ip: "fd00::1", datacenter: "dc2" }),
    ];
    expect(refusal(fleet(apart))).toEqual({ kind: "noCommonFamily", members: [] });
    const four = member({ id: 2, name: "four-2", ip: "10.2.0.1", datacenter: "dc2" });
    expect(policyOf(fleet([...apart, four])).warnings.join()).toContain(
      "six of dc2 advertise IPv6, which nobody of dc1 does",
    );
  });

  it("when members stand on both sides by hand; the last word puts them right", () => {
    const both = { ...SIDES, a: { ...SIDES.a, members: [1] }, b: { ...SIDES.b, members: [1] } };
    expect(refusal(mixedFleet(), both)).toEqual({ kind: "contested", members: ["web-1"] });
    expect(refusal(mixedFleet(), assign(both, [1], "a"))).toBeUndefined();
  });
});

describe("a warning is given", () => {
  it("when the asking machine stands in a side", () => {
    const { warnings } = policyOf(mixedFleet(), { observerIps: ["10.2.0.11", "10.9.0.1"] });
    expect(warnings).toEqual([
      "Your own address 10.2.0.11 is in dc2: what you send to the other side's gossip ports is dropped too. SSH is untouched.",
    ]);
  });

  it("when the list of members was filtered, before all others", () => {
    const { warnings } = policyOf({ ...mixedFleet(), isPartial: true });
    expect(warnings[0]).toContain("one forgotten member keeps the pools together");
  });

  it("when members of one side share an address", () => {
    const shared = ["x", "y"].map((name, index) =>
      member({ id: 7 + index, name, ip: "10.2.0.99", datacenter: "dc2" }),
    );
    expect(policyOf(fleet([...mixedFleet().members, ...shared])).warnings.join()).toContain(
      "2 members of dc2 share 10.2.0.99 (x, y)",
    );
  });

  it("when both sides have servers of one datacenter name: Raft may be merged", () => {
    const servers = [1, 2].map((subnet) =>
      member({
        id: subnet,
        name: `s${subnet}`,
        ip: `10.${subnet}.0.1`,
        datacenter: "dc1",
        isServer: true,
        rpcPort: 8300,
      }),
    );
    const sides = membersAgainstRest("these", [2]);
    expect(policyOf(fleet(servers), {}, sides).warnings[0]).toContain("Raft may be merged");
    const withRpc = { ports: { wan: false, serverRpc: true } };
    expect(buildPolicy(fleet(servers), sides, { ...CAREFUL, ...withRpc })).toMatchObject({
      ok: false,
      error: { kind: "raftMerged" },
    });
    expect(policyOf(fleet(servers), { ...withRpc, raftIsApart: true }, sides).warnings).toEqual([]);
  });

  it("when a WAN pool is cut: that un-federates", () => {
    expect(policyOf({ ...mixedFleet(), plane: "wan" }).warnings[0]).toContain("un-federates");
  });

  it("when a LAN port of some is the WAN port of others", () => {
    const odd = member({ id: 7, name: "odd", ip: "10.1.0.77", datacenter: "dc1", port: 8302 });
    expect(policyOf(fleet([...mixedFleet().members, odd])).warnings.join()).toContain(
      "The WAN port of srv-1 is a LAN gossip port",
    );
  });
});
