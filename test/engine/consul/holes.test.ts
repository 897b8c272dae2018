/**
 * What Consul's guards let through. Each accident is played twice: with Consul's guards the pools mix, as real agents
 * do; with the guard of a lane nothing of ours is even told.
 */
import { beforeEach, describe, expect, it } from "vitest";
import { parseCidr, type Address, type Cidr } from "../../../engine/base/address.ts";
import { laneGuard, lanGuard, type PoolLane, wanGuard } from "../../../engine/consul/merge.ts";
import { wanName } from "../../../engine/consul/names.ts";
import { clientTags, serverLanTags, serverWanTags } from "../../../engine/consul/tags.ts";
import { allOf, type MergeGuard } from "../../../engine/serf/mergeGuard.ts";
import type { Tags } from "../../../engine/serf/tags.ts";
import { lan } from "../../../engine/swim/config.ts";
import { type Peer, SmallPool } from "../serf/smallPool.ts";

let pool = new SmallPool();
let nextId = 0;
beforeEach(() => {
  pool = new SmallPool();
});

describe("two sites with one datacenter name", () => {
  it("mix under Consul's guard", () => {
    const { joiner, there } = twoSites([]);
    pool.join(joiner, there);
    pool.run(5_000);
    expect(Object.keys(joiner.view)).toEqual(["east-c", "east-s", "west-c", "west-s"]);
    expect(Object.keys(there.view)).toHaveLength(4);
  });

  it("stay apart where members are known, and the other side learns nothing", () => {
    const { joiner, there } = twoSites([known("east-s", "east-c")]);
    pool.join(joiner, there);
    pool.run(5_000);
    expectRefused(joiner, there, /'west-[sc]' and 1 more are none of this pool's/);
  });

  it("stay apart where addresses are known", () => {
    const { joiner, there } = twoSites([inRanges("10.0.1.0/24")]);
    pool.join(joiner, there);
    pool.run(5_000);
    expectRefused(joiner, there, /lives at 10\.0\.2\.\d, outside of this pool's addresses/);
  });
});

describe("stale state: a snapshot names a member whose address now belongs to another site", () => {
  const snapshot = (): { snapshot: NonNullable<Parameters<SmallPool["add"]>[1]>["snapshot"] & object } => ({
    snapshot: {
      state: { alive: new Map([["east-s", "10.0.2.1:8301"]]), clock: 9, eventClock: 0, queryClock: 0 },
      file: { append: () => undefined, replace: () => undefined },
      sizeBytes: 0,
    },
  });

  it("mixes when the member comes back", () => {
    const there = site("west", 2);
    const returned = client("east-c", "10.0.1.2", lanOf("east-c"), snapshot());
    pool.run(5_000);
    expect([Object.keys(returned.view), Object.keys(there.view)]).toEqual([
      ["east-c", "west-c", "west-s"],
      ["east-c", "west-c", "west-s"],
    ]);
  });

  it("is refused where members are known", () => {
    const there = site("west", 2);
    const returned = client("east-c", "10.0.1.2", allOf(lanOf("east-c"), known("east-s")), snapshot());
    pool.run(5_000);
    expectRefused(returned, there, /none of this pool's/);
  });
});

describe("a failed member's address is used again by another pool", () => {
  function story(guard: MergeGuard | undefined): { here: Peer; there: Peer } {
    const here = site("east", 1, guard);
    const lost = pool.peers.find(({ node }) => node.options.name === "east-c");
    if (lost !== undefined) lost.isCut = true;
    pool.run(40_000);
    expect(here.view["east-c"]).toBe("failed");
    const reused = client("west-c", "10.0.1.2", lanOf("west-c"));
    const there = client("west-d", "10.0.2.3", lanOf("west-d"));
    pool.join(there, reused);
    pool.run(120_000);
    return { here, there };
  }

  it("mixes by the next try to reconnect", () => {
    const { here, there } = story(undefined);
    expect(Object.keys(here.view)).toEqual(["east-c", "east-s", "west-c", "west-d"]);
    expect(Object.keys(there.view)).toContain("east-s");
  });

  it("is refused where members are known", () => {
    const { here, there } = story(known("east-s", "east-c"));
    expectRefused(here, there, /none of this pool's/);
  });
});

describe("a LAN join to the port of the WAN pool", () => {
  function story(guard: MergeGuard | undefined): { here: Peer; wan: Peer } {
    const wan = add(
      wanName("srv", "dc1"),
      { ip: "10.0.1.1", port: 8302 },
      wanGuard(),
      serverWanTags(server("srv")),
    );
    const here = client(
      "east-c",
      "10.0.1.2",
      guard === undefined ? lanOf("east-c") : allOf(lanOf("east-c"), guard),
    );
    pool.join(here, wan);
    pool.run(5_000);
    return { here, wan };
  }

  it("puts the server's WAN name into the LAN list; the WAN refuses the client", () => {
    const { here, wan } = story(undefined);
    expect(Object.keys(here.view)).toEqual(["east-c", "srv.dc1"]);
    expect(wan.view).toEqual({ "srv.dc1": "alive" });
    expect(wan.told("mergeRefused").map(({ refusal }) => refusal.reason)).toContain(
      "Member 'east-c' is not a server",
    );
  });

  it("is refused by the lane before the client says anything", () => {
    const { here, wan } = story(laneGuard(lane({})));
    expectRefused(here, wan, /'srv\.dc1' is a member of the WAN pool/);
    expect(wan.told("mergeRefused")).toEqual([]);
  });
});

describe("an allow list of addresses on one side only", () => {
  const listed = cidrs("10.0.2.0/24");

  it("makes the side without it list the other, which lists nobody", () => {
    const there = site("west", 2, undefined, listed);
    const here = client("east-c", "10.0.1.2", lanOf("east-c"));
    pool.join(here, there);
    pool.run(5_000);
    expect(Object.keys(here.view)).toEqual(["east-c", "west-c", "west-s"]);
    expect(Object.keys(there.view)).toEqual(["west-c", "west-s"]);
  });

  it("is refused where our own addresses are known", () => {
    const there = site("west", 2, undefined, listed);
    const here = client("east-c", "10.0.1.2", allOf(lanOf("east-c"), inRanges("10.0.1.0/24")));
    pool.join(here, there);
    pool.run(5_000);
    expectRefused(here, there, /outside of this pool's addresses/);
  });
});

describe("a plain Serf member as a bridge", () => {
  it("is in both datacenters under Consul's guards", () => {
    const east = site("east", 1);
    const west = site("west", 2, undefined, undefined, "dc2");
    const bridge = add("bridge", { ip: "10.0.3.1", port: 8301 }, undefined, []);
    for (const side of [east, west]) pool.join(bridge, side);
    pool.run(5_000);
    expect([east, west].map(({ view }) => view["bridge"])).toEqual(["alive", "alive"]);
  });

  it("is no member of a lane", () => {
    const east = site("east", 1, laneGuard(lane({})));
    const bridge = add("bridge", { ip: "10.0.3.1", port: 8301 }, undefined, []);
    pool.join(bridge, east);
    pool.run(5_000);
    expect(east.view["bridge"]).toBeUndefined();
    expect(east.told("mergeRefused")[0]?.refusal).toEqual({
      member: "bridge",
      reason: "Member 'bridge' is no Consul agent",
    });
  });
});

describe("another pool that joins us", () => {
  function story(verifiesBeforeReply: boolean): Peer {
    const swim = lan({ verifiesBeforeReply });
    const here = client("east-c", "10.0.1.2", allOf(lanOf("east-c"), known("east-c")), {
      config: { swim },
    });
    const there = site("west", 2);
    pool.join(there, here);
    pool.run(5_000);
    expect(here.view).toEqual({ "east-c": "alive" });
    return there;
  }

  it("is told our members before we refuse it, as upstream does", () => {
    expect(Object.keys(story(false).view)).toContain("east-c");
  });

  it("is told nothing where we look first", () => {
    expect(Object.keys(story(true).view)).toEqual(["west-c", "west-s"]);
  });
});

function expectRefused(here: Peer, there: Peer, reason: RegExp): void {
  const foreign = Object.keys(here.view).filter((name) => name in there.view);
  expect(foreign).toEqual([]);
  expect(here.told("mergeRefused").map(({ refusal }) => refusal.reason)[0]).toMatch(reason);
  expect(Object.keys(there.view)).not.toContain(here.node.options.name);
}

/** A server and a client at 10.0.<net>.1 and .2, joined; gives back the server. */
function site(name: string, net: number, guard?: MergeGuard, allowed?: Cidr[], datacenter = "dc1"): Peer {
  const guarded = (node: string): MergeGuard =>
    guard === undefined ? lanOf(node, datacenter) : allOf(lanOf(node, datacenter), guard);
  const first = add(
    `${name}-s`,
    { ip: `10.0.${net}.1`, port: 8301 },
    guarded(`${name}-s`),
    serverLanTags(server(`${name}-s`, datacenter)),
    allowed,
  );
  const second = client(`${name}-c`, `10.0.${net}.2`, guarded(`${name}-c`), {}, allowed, datacenter);
  pool.join(second, first);
  pool.run(3_000);
  return first;
}

function twoSites(guards: readonly MergeGuard[]): { joiner: Peer; there: Peer } {
  const [guard] = guards;
  return { there: site("west", 2), joiner: site("east", 1, guard) };
}

function client(
  name: string,
  ip: string,
  guard: MergeGuard,
  more: object = {},
  allowed?: Cidr[],
  datacenter = "dc1",
): Peer {
  const tags = clientTags({ node: name, datacenter, id: idOf(), build: "1.8.7:" });
  return add(name, { ip, port: 8301 }, guard, tags, allowed, more);
}

function add(
  name: string,
  address: Address,
  guard: MergeGuard | undefined,
  tags: Tags,
  allowed?: Cidr[],
  more: object = {},
): Peer {
  const config = { swim: lan(allowed === undefined ? {} : { cidrsAllowed: allowed }) };
  return pool.add(name, { address, tags, config, ...(guard === undefined ? {} : { guard }), ...more });
}

function server(node: string, datacenter = "dc1"): Parameters<typeof serverLanTags>[0] {
  return { node, datacenter, id: idOf(), build: "1.8.7:", port: 8300 };
}

function idOf(): string {
  nextId += 1;
  return `00000000-0000-0000-0000-${String(nextId).padStart(12, "0")}`;
}

function lanOf(node: string, datacenter = "dc1"): MergeGuard {
  return lanGuard({ node, datacenter, id: "", segment: "" });
}

function lane(given: Partial<PoolLane>): PoolLane {
  return {
    ...{ product: "consul", plane: "lan", datacenter: "dc1", ranges: [], guests: [] },
    isKnown: () => true,
    ...given,
  };
}

function known(...names: readonly string[]): MergeGuard {
  return laneGuard(lane({ isKnown: (name) => names.includes(name) }));
}

function inRanges(...texts: readonly string[]): MergeGuard {
  return laneGuard(lane({ ranges: cidrs(...texts) }));
}

function cidrs(...texts: readonly string[]): Cidr[] {
  return texts.flatMap((text) => {
    const cidr = parseCidr(text);
    return cidr.ok ? [cidr.value] : [];
  });
}
