/** Consul's guards with upstream's words, and which tags make a server. */
import { describe, expect, it } from "vitest";
import {
  isConsulServer,
  laneGuard,
  lanGuard,
  type PoolLane,
  wanGuard,
} from "../../../engine/consul/merge.ts";
import { wanName } from "../../../engine/consul/names.ts";
import { clientTags, OBSERVER_TAGS, serverLanTags, serverWanTags } from "../../../engine/consul/tags.ts";
import type { Candidate } from "../../../engine/serf/mergeGuard.ts";
import type { Tags } from "../../../engine/serf/tags.ts";

const identity = { node: "web", datacenter: "dc1", id: "id-web", build: "1.8.7:" };
const server = { ...identity, node: "srv", id: "id-srv", port: 8300 };
const own = { node: "me", datacenter: "dc1", id: "id-me", segment: "" };

const candidate = (name: string, tags: Tags, isLeft = false): Candidate => ({
  ...{ name, tags, isLeft },
  ip: "10.0.0.1",
  port: 8301,
  versions: undefined,
});
const withTag = (tags: Tags, name: string, value: string): Tags => [
  ...tags.filter(([key]) => key !== name),
  [name, value],
];

describe("a LAN pool lets in", () => {
  it.each([
    ["clients and servers of its datacenter", clientTags(identity), serverLanTags(server)],
    ["members without a role, whatever their datacenter", [["dc", "dc9"]], [["role", "observer"]]],
    [
      "a server whose tags are out of shape, whatever its datacenter",
      withTag(withTag(serverLanTags(server), "port", "x"), "dc", "dc9"),
      [],
    ],
  ] satisfies [string, Tags, Tags][])("%s", (_, first, second) => {
    expect(lanGuard(own)([candidate("web", first), candidate("srv", second)])).toBeUndefined();
  });

  it("a second member with one id, when the id is from before ids were unique", () => {
    const old = withTag(clientTags(identity), "build", "0.8.4:");
    expect(lanGuard(own)([candidate("a", old), candidate("b", old)])).toBeUndefined();
  });

  it("a member with our id that has left", () => {
    expect(
      lanGuard({ ...own, id: "id-web" })([candidate("web", clientTags(identity), true)]),
    ).toBeUndefined();
  });
});

describe("a LAN pool refuses", () => {
  it.each([
    [
      "a client of another datacenter",
      withTag(clientTags(identity), "dc", "dc2"),
      "Member 'x' part of wrong datacenter 'dc2'",
    ],
    [
      "a server of another datacenter",
      withTag(serverLanTags(server), "dc", "dc2"),
      "Member 'x' part of wrong datacenter 'dc2'",
    ],
    [
      "another segment",
      withTag(clientTags(identity), "segment", "alpha"),
      "Member 'x' part of wrong segment 'alpha' (expected '')",
    ],
    [
      "our own id under another name",
      withTag(clientTags(identity), "id", "ID-ME"),
      "Member 'x' has conflicting node ID 'ID-ME' with this agent's ID",
    ],
  ])("%s", (_, tags, reason) => {
    expect(lanGuard(own)([candidate("x", tags)])).toEqual({ member: "x", reason });
  });

  it("two members with one id, and names both", () => {
    const members = [candidate("a", clientTags(identity)), candidate("b", clientTags(identity))];
    expect(lanGuard(own)(members)?.reason).toBe(
      "Member 'b' has conflicting node ID 'id-web' with member 'a'",
    );
  });
});

describe("the WAN pool", () => {
  it("takes servers of all datacenters", () => {
    const members = ["dc1", "dc2"].map((datacenter) =>
      candidate(wanName("srv", datacenter), serverWanTags({ ...server, datacenter })),
    );
    expect(wanGuard()(members)).toBeUndefined();
  });

  it.each([
    ["a client", clientTags(identity)],
    ["an observer", [["role", "observer"]]],
    ["nothing at all", []],
  ] satisfies [string, Tags][])("refuses %s", (_, tags) => {
    expect(wanGuard()([candidate("x", tags)])).toEqual({ member: "x", reason: "Member 'x' is not a server" });
  });
});

describe("a lane", () => {
  const lane = (given: Partial<PoolLane>): ((candidates: readonly Candidate[]) => unknown) =>
    laneGuard({
      ...{ product: "consul", plane: "lan", datacenter: "dc1", ranges: [], guests: ["obs"] },
      isKnown: () => true,
      ...given,
    });

  it.each([
    [
      "another datacenter",
      {},
      "x",
      withTag(clientTags(identity), "dc", "dc2"),
      "part of wrong datacenter 'dc2'",
    ],
    ["what is no agent", {}, "x", [["role", "web"]], "is no Consul agent"],
    [
      "a client in the WAN",
      { plane: "wan" },
      "x",
      clientTags(identity),
      "is no member of a WAN pool: its name has no datacenter",
    ],
    [
      "a Consul server among plain Serf",
      { product: "serf" },
      "x",
      serverLanTags(server),
      "is a Consul server; this is a pool of plain Serf",
    ],
  ] satisfies [string, Partial<PoolLane>, string, Tags, string][])(
    "refuses %s",
    (_, given, name, tags, why) => {
      expect(lane(given)([candidate(name, tags)])).toEqual({
        member: name,
        reason: `Member '${name}' ${why}`,
      });
    },
  );

  it.each([
    ["a new member that comes alone", { isKnown: () => false }, [candidate("new", clientTags(identity))]],
    ["an observer that it knows by name", {}, [candidate("obs", [["role", "observer"]])]],
    ["another observer", {}, [candidate("other", OBSERVER_TAGS)]],
    [
      "a table with one member of ours",
      { isKnown: (name) => name === "web" },
      [candidate("web", clientTags(identity)), candidate("new", clientTags(identity))],
    ],
    ["servers in the WAN", { plane: "wan" }, [candidate("srv.dc1", serverWanTags(server))]],
    ["nobody", {}, []],
  ] satisfies [string, Partial<PoolLane>, Candidate[]][])("lets in %s", (_, given, candidates) => {
    expect(lane(given)(candidates)).toBeUndefined();
  });
});

describe("the tags of a server", () => {
  const tags = serverLanTags({ ...server, segments: { alpha: "10.0.0.1:8303" }, bootstrapExpect: 3 });
  it("make a server", () => expect(isConsulServer(tags)).toBe(true));

  it.each([
    ["role", "node"],
    ["port", "http"],
    ["vsn", ""],
    ["expect", "three"],
    ["wan_join_port", "x"],
    ["raft_vsn", "x"],
    ["sl_beta", "10.0.0.1"],
    ["ft_new", "yes"],
    ["build", "unknown"],
    ["grpc_port", "0"],
  ])("do not with %s = %j", (name, value) => {
    expect(isConsulServer(withTag(tags, name, value))).toBe(false);
  });
});
