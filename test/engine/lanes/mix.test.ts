/** Each accident by its evidence; and all that looks like one and is none. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Evidence, SeenMember } from "../../../engine/evidence/evidence.ts";
import { readPaste } from "../../../engine/evidence/parse/paste.ts";
import type { Finding } from "../../../engine/lanes/finding.ts";
import { parseLane, type Lane } from "../../../engine/lanes/lane.ts";
import { findMixes } from "../../../engine/lanes/mix.ts";
import { client, evidence, list, member, raftOf, server } from "./lists.ts";

/** `kind certainty`, the surest first. */
function told(found: Evidence, lanes: readonly Lane[] = []): string[] {
  return findMixes(found, lanes).map(({ kind, certainty }) => `${kind} ${certainty}`);
}

function only(found: Evidence): Finding {
  const findings = findMixes(found);
  expect(findings).toHaveLength(1);
  return findings[0] ?? expect.fail("no finding");
}

function lane(text: string): Lane {
  const parsed = parseLane(text);
  return parsed.ok ? parsed.value : expect.fail(parsed.error);
}

const A = [
  server("s11", "10.1.0.11", "dc1"),
  server("s12", "10.1.0.12", "dc1"),
  server("s13", "10.1.0.13", "dc1"),
  client("c11", "10.1.0.21", "dc1"),
];
const B = [
  server("t11", "10.2.0.11", "dc1"),
  server("t12", "10.2.0.12", "dc1"),
  server("t13", "10.2.0.13", "dc1"),
  client("d11", "10.2.0.21", "dc1"),
];
const FOREIGN = [server("s21", "10.2.0.11", "dc2"), client("c21", "10.2.0.21", "dc2")];
const WAN = [server("s11.dc1", "10.1.0.11", "dc1"), server("s12.dc1", "10.1.0.12", "dc1")];
const WAN_FOREIGN = server("s21.dc2", "10.2.0.11", "dc2");

function at(seenMs: number, members: readonly SeenMember[]): SeenMember[] {
  return members.map((one) => ({ ...one, firstSeenMs: seenMs }));
}

describe("what is no mix", () => {
  it.each([
    ["a datacenter", [A]],
    ["its WAN pool", [WAN]],
    ["a federation", [[...WAN, WAN_FOREIGN], A]],
    ["two datacenters, each with its own list", [A, FOREIGN]],
    ["a plain Serf pool", [[member("a", "10.1.0.1"), member("b", "10.2.0.1")]]],
    ["a Nomad pool of two regions", [[nomad("n1.eu", "eu"), nomad("n2.us", "us")]]],
    [
      "a datacenter whose nodes are named like domains",
      [A.map((one) => ({ ...one, name: `${one.name}.example.com` }))],
    ],
    [
      "somebody of another datacenter who has left",
      [[...A, client("c21", "10.2.0.21", "dc2", { state: "left" })]],
    ],
    ["nothing at all", []],
  ])("%s", (_, lists) => {
    expect(findMixes(evidence(lists))).toEqual([]);
  });

  it("equal names in two pools that share nobody", () => {
    expect(findMixes(evidence([[member("web", "10.1.0.1")], [member("web", "10.2.0.1")]]))).toEqual([]);
  });

  it("a new server, a new client and a restart of all while watched", () => {
    const grown = [
      ...at(0, A),
      ...at(60_000, [server("s14", "10.1.0.14", "dc1")]),
      ...at(90_000, [client("c12", "10.3.0.1", "dc1")]),
    ];
    expect(findMixes(evidence([grown]))).toEqual([]);
  });
});

function nomad(name: string, region: string): SeenMember {
  return member(name, "10.1.0.9", { tags: { role: "nomad", region, dc: region, port: "4647" } });
}

describe("kind P, plain pools", () => {
  it("is certain for Consul, which keeps datacenters apart by itself, and reads Raft before a cut", () => {
    const finding = only(evidence([[...A, ...FOREIGN]]));
    expect(finding).toMatchObject({ kind: "P", certainty: "certain", id: "mix/P/dc1/dc2", toBeCertain: "" });
    expect(finding.evidence.join()).toContain("kind R is not excluded");
    expect(finding.firstStep).toMatch(/^Do not cut yet/);
    expect(finding.members.map(({ name }) => name)).toEqual(["s21", "c21"]);
  });

  it("offers a cut once Raft was read", () => {
    const found = evidence([[...A, ...FOREIGN]], { raft: [raftOf(A.slice(0, 3))] });
    expect(only(found).firstStep).toContain("firewall rules on all members of both sides");
  });

  const tagged = [
    member("a1", "10.1.0.1", { tags: { dc: "dc1" } }),
    member("a2", "10.1.0.2", { tags: { dc: "dc1" } }),
    member("b1", "10.2.0.1", { tags: { dc: "dc2" } }),
  ];

  it("is likely for plain Serf, which may span datacenters on purpose", () => {
    const finding = only(evidence([tagged]));
    expect(finding).toMatchObject({ kind: "P", certainty: "likely" });
    expect(finding.toBeCertain).toContain("--lane");
  });

  it("is certain when the pool was watched as one datacenter and became two", () => {
    expect(told(evidence([list(tagged, { beganAs: "dc1" })]))).toEqual(["P certain"]);
  });

  it("remains likely while the foreign members are failed, as after a cut", () => {
    const cut = tagged.map((one) => (one.name === "b1" ? { ...one, state: "failed" as const } : one));
    expect(told(evidence([list(cut, { beganAs: "dc1" })]))).toEqual(["P likely"]);
  });

  it("is possible for a whole pool that comes at once, untagged and from elsewhere", () => {
    const own = at(0, [member("a1", "10.1.0.1"), member("a2", "10.1.0.2")]);
    const wave = [...at(60_000, [member("b1", "10.2.0.1")]), ...at(61_000, [member("b2", "10.2.0.2")])];
    expect(told(evidence([[...own, ...wave]]))).toEqual(["P possible"]);
    expect(told(evidence([[...own, ...wave.slice(0, 1)]]))).toEqual([]);
  });
});

describe("kind R, server sets of one datacenter name", () => {
  const arrived = [...at(0, A), ...at(60_000, B)];

  it("is likely when servers and clients come at once from elsewhere, and cuts nothing", () => {
    const finding = only(evidence([arrived]));
    expect(finding).toMatchObject({ kind: "R", certainty: "likely", id: "mix/R/dc1" });
    expect(finding.evidence.join()).toContain("kind R is not excluded");
    expect(finding.firstStep).toContain("Do not cut port 8300");
    expect(finding.members.map(({ name }) => name)).toEqual(B.map(({ name }) => name));
  });

  it("stays likely when one Raft holds both: a healed partition would look the same", () => {
    expect(told(evidence([arrived], { raft: [raftOf([...A.slice(0, 3), ...B.slice(0, 3)])] }))).toEqual([
      "R likely",
    ]);
  });

  it("is certain once somebody says which ranges belong together", () => {
    const raft = [raftOf([...A.slice(0, 3), ...B.slice(0, 3)])];
    expect(told(evidence([[...A, ...B]], { raft }), [lane("10.1.0.0/24"), lane("10.2.0.0/24")])).toEqual([
      "R certain",
    ]);
    expect(told(evidence([[...A, ...B]]), [lane("10.1.0.0/24"), lane("10.2.0.0/24")])[0]).toBe("R likely");
  });

  it("is kind P, certain, when two Raft configurations share no server", () => {
    const found = evidence([[...A, ...B]], { raft: [raftOf(A.slice(0, 3)), raftOf(B.slice(0, 3))] });
    expect(told(found)).toEqual(["P certain"]);
    expect(only(found).sentence).toContain("Rafts are apart");
  });

  it("is never excluded by one side's Raft alone", () => {
    const finding = only(evidence([arrived], { raft: [raftOf(A.slice(0, 3))] }));
    expect(finding).toMatchObject({ kind: "R", certainty: "likely" });
    expect(finding.toBeCertain).toContain("list-peers");
  });

  it("is likely when two servers each elect themselves", () => {
    const bootstrap = { tags: { bootstrap: "1", expect: "1" } };
    const both = [server("s1", "10.1.0.1", "dc1", bootstrap), server("t1", "10.2.0.1", "dc1", bootstrap)];
    expect(told(evidence([both]))).toEqual(["R likely"]);
  });

  it("is at most possible for a new generation of servers in other networks", () => {
    const generation = at(60_000, B.slice(0, 3));
    expect(told(evidence([[...at(0, A), ...generation]]))).toEqual(["R possible"]);
  });
});

describe("kind M, LAN and WAN mingled", () => {
  const double = [...A, server("s12.dc1", "10.1.0.12", "dc1")];

  it.each([
    ["WAN names in the LAN pool", list(double, { plane: "lan" })],
    ["LAN names in the WAN pool", list([...WAN, server("s11", "10.1.0.11", "dc1")], { plane: "wan" })],
    [
      "seen from a federated datacenter",
      list([WAN_FOREIGN, ...WAN, server("s11", "10.1.0.11", "dc1")], { plane: "wan" }),
    ],
  ])("is certain by the node id: %s", (_, pool) => {
    const finding = only(evidence([pool]));
    expect(finding).toMatchObject({ kind: "M", certainty: "certain", id: "mix/M/dc1" });
    expect(finding.firstStep).toMatch(/^Cut nothing/);
  });

  it("is likely without ids", () => {
    const typed = double.map((one) => ({
      ...one,
      known: "type" as const,
      agent: { ...one.agent, nodeId: "", wanJoinPort: 0 },
    }));
    expect(told(evidence([typed]))).toEqual(["M likely"]);
  });

  it("is not two machines whose names happen to fit", () => {
    const other = server("s12.dc1", "10.1.0.12", "dc1", { tags: { id: "another", wan_join_port: "8302" } });
    expect(told(evidence([[...A, other]]))).toEqual([]);
  });

  it("is likely when only WAN names are seen beside clients", () => {
    expect(
      told(evidence([[client("c11", "10.1.0.21", "dc1"), server("x", "10.1.0.9", "dc1"), ...WAN]])),
    ).toEqual(["M likely"]);
  });
});

describe("kind H, half-mixed", () => {
  it("is likely for LAN names of another datacenter in the WAN pool", () => {
    const pool = list([...WAN, server("h3", "10.3.0.1", "dc3")], { plane: "wan" });
    expect(told(evidence([pool]))).toEqual(["H likely"]);
  });

  const [p, r] = [server("p1", "10.1.0.1", "dc1"), server("r1", "10.2.0.1", "dc1")];

  it("is possible when one of two lists lacks members of the other", () => {
    expect(told(evidence([[p, r], [r]]))).toEqual(["H possible"]);
  });

  it.each([
    [1, "H likely"],
    [3, "H certain"],
  ])("is told by the log of that side, which refuses them %i times", (times, finding) => {
    const line =
      "    2026-11-23T01:42:27.848Z [WARN]  agent.server.memberlist.lan: memberlist: Rejected node p1 (10.1.0.1): 10.1.0.1 is not allowed\n";
    const { logs } = readPaste(line.repeat(times), "r1.log").evidence;
    expect(told(evidence([[p, r], [r]], { logs }))).toContain(finding);
  });

  it.each([
    [30_000, []],
    [100_000, ["H likely"]],
    [200_000, ["H certain"]],
  ])("of members that were asked needs time: %i ms", (forMs, findings) => {
    const found = evidence([list([p, client("c", "10.1.0.9", "dc1")], { plane: "lan" })], {
      oneSided: [{ lister: p, unlisting: r, forMs }],
    });
    expect(told(found)).toEqual(findings);
  });

  it("is not a filtered list", () => {
    expect(told(evidence([list([p, r]), list([r], { isPartial: true })]))).toEqual([]);
  });
});

describe("kind B, a member that belongs to neither", () => {
  it("is certain for a member without Consul's tags", () => {
    expect(only(evidence([[...A, member("plain", "10.9.0.1")]]))).toMatchObject({
      kind: "B",
      certainty: "certain",
    });
  });

  it("is a bridge when its own list names two datacenters, and no kind P", () => {
    const finding = only(evidence([[...A, ...FOREIGN, member("plain", "10.9.0.1")]]));
    expect(finding.sentence).toContain("in the LAN pools of dc1 and dc2: a bridge");
  });

  it("is two products on one port when they are many", () => {
    const serfs = Array.from({ length: 5 }, (_, i) => member(`m${i}`, `10.9.0.${i + 1}`));
    expect(only(evidence([[...A, ...serfs]])).sentence).toContain("Two products share one pool");
    expect(only(evidence([[...A, nomad("n1.eu", "eu")]]))).toMatchObject({ kind: "B" });
  });

  it("is not a name of which only the name is known", () => {
    const forgotten = { ...member("old", "", { state: "failed" }), known: "nothing" as const };
    expect(told(evidence([[...A, forgotten]]))).toEqual([]);
  });
});

describe("kind W, a federation", () => {
  it("that came while watched is possible, and fine if it was meant", () => {
    const pool = list([...at(0, WAN), ...at(60_000, [WAN_FOREIGN])], { plane: "wan" });
    expect(told(evidence([pool]))).toEqual(["W possible"]);
  });

  it("is certain only when somebody says that the datacenters are to be apart", () => {
    expect(told(evidence([[...WAN, WAN_FOREIGN]]), [lane("dc1"), lane("dc2")])).toEqual(["W certain"]);
  });
});

describe("names", () => {
  it("with two addresses in lists of one pool are told", () => {
    const found = evidence([
      [member("a", "10.1.0.1"), member("web", "10.1.0.2")],
      [member("a", "10.1.0.1"), member("web", "10.2.0.2")],
    ]);
    expect(told(found)).toContain("nameConflict likely");
  });

  it("that come back dead twice are told, with who kept them", () => {
    const returned = {
      name: "web",
      id: 3,
      atMs: 9,
      by: "10.1.0.7:8301",
      keptBy: ["10.1.0.7:8301"],
      times: 2,
    };
    const finding = only(evidence([A], { returns: [returned] }));
    expect(finding).toMatchObject({ kind: "deadNameReturns", certainty: "likely" });
    expect(finding.sentence).toContain("10.1.0.7:8301 re-added it last");
    expect(told(evidence([A], { returns: [{ ...returned, times: 1 }] }))).toEqual([]);
  });
});

it("offers no cut while kind R is not excluded, and none at all in kinds M, H and B, whatever is mixed", () => {
  const anybody = fc.constantFrom(...A, ...B, ...FOREIGN, ...WAN, WAN_FOREIGN, member("plain", "10.9.0.1"));
  const lists = fc.array(fc.array(anybody, { maxLength: 12 }), { maxLength: 3 });
  fc.assert(
    fc.property(lists, fc.boolean(), (members, isRaftRead) => {
      const raft = isRaftRead ? [raftOf(A.slice(0, 3))] : [];
      for (const { kind, firstStep, evidence: reasons, toBeCertain, certainty } of findMixes(
        evidence(members, { raft }),
      )) {
        const isCut = firstStep.includes("firewall rules on all members");
        if (
          ["R", "M", "H", "B"].includes(kind) ||
          reasons.some((text) => text.includes("kind R is not excluded"))
        ) {
          expect(isCut).toBe(false);
        }
        expect(toBeCertain === "").toBe(certainty === "certain");
      }
    }),
  );
});

describe("rows that may be of several agents", () => {
  const loose = { isLoose: true };
  it.each([
    ["two datacenters", list([...A, ...FOREIGN], loose), "P likely"],
    ["a server twice", list([...A, server("s12.dc1", "10.1.0.12", "dc1")], loose), "M likely"],
    ["a plain member", list([...A, member("plain", "10.9.0.1")], loose), "B likely"],
  ])("make nothing certain: %s", (_, pool, finding) => {
    expect(told(evidence([pool]))).toEqual([finding]);
  });

  it("nor do lanes, when they ran together", () => {
    const pool = list([member("a", "10.1.0.1"), member("b", "10.2.0.1")], loose);
    expect(told(evidence([pool]), [lane("10.1.0.0/16"), lane("10.2.0.0/16")])).toEqual(["P likely"]);
  });
});

it("reads lanes as ranges or datacenters and says what is wrong with one", () => {
  expect(parseLane("10.1.0.0/16, 10.2.0.0/16")).toMatchObject({ ok: true, value: { datacenters: [] } });
  expect(parseLane("dc1,dc2")).toMatchObject({ ok: true, value: { datacenters: ["dc1", "dc2"] } });
  expect(parseLane("10.1.2.3/16")).toMatchObject({ ok: false });
  expect(parseLane(" ")).toMatchObject({ ok: false });
});
