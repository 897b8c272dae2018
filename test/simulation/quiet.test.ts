/** Quiet where nothing is wrong, quick where something is: pools watched in virtual time. */
import { describe, expect, it } from "vitest";
import { SeededRandom } from "../../engine/base/random.ts";
import { guestBudget } from "../../engine/observer/budget.ts";
import { GuestDoor } from "../../engine/observer/door.ts";
import { Guest } from "../../engine/observer/guest.ts";
import { hearGuest } from "../../engine/observer/hearGuest.ts";
import { Observer } from "../../engine/observer/observer.ts";
import { NO_TRAFFIC, type PoolInfo } from "../../engine/view/view.ts";
import { FakeNetwork, type FakeMember } from "./fakePool.ts";

const HOUR_MS = 3_600_000;
const INFO: PoolInfo = {
  id: "p",
  name: "dc1 LAN",
  kind: "consul",
  plane: "lan",
  attach: "shadow",
  environment: "unknown",
  encrypted: false,
};

/** A guest of a pool whose members the test changes as time goes on. */
class Watched {
  readonly members: FakeMember[];
  readonly observer = new Observer(INFO, NO_TRAFFIC);
  private readonly network: FakeNetwork;

  constructor(members: readonly FakeMember[], seed: number, intervalMs: number) {
    this.members = [...members];
    const random = new SeededRandom(seed);
    const address = members[0]?.address ?? { ip: "10.1.0.1", port: 8301 };
    const door = new GuestDoor({ label: "" }, [address], [{ base: "10.1.0.0", prefixBits: 16 }]);
    const times = { pingTimeoutMs: 800, streamTimeoutMs: 10_000 };
    const options = { seed: address, security: { label: "" }, budget: guestBudget(intervalMs), ...times };
    this.network = new FakeNetwork(new Guest(door, options, random), this.members, [], random);
    this.network.onEvent = (at, event) => hearGuest(this.observer, at, event);
  }

  run(untilMs: number): void {
    this.network.run(untilMs);
  }
}

function server(index: number, dc: string, net: string): FakeMember {
  const tags = {
    role: "consul",
    dc,
    id: `${net}-s${index}`,
    port: "8300",
    vsn: "2",
    build: "1.8.7:",
    expect: "3",
    wan_join_port: "8302",
  };
  return { name: `${dc}-s${index}`, address: { ip: `${net}.0.${index}`, port: 8301 }, tags };
}

function client(index: number, dc: string, net: string): FakeMember {
  const address = { ip: `${net}.${1 + (index >> 8)}.${index & 255}`, port: 8301 };
  return {
    name: `${dc}-c${index}`,
    address,
    tags: { role: "node", dc, id: `${net}-c${index}`, build: "1.8.7:" },
  };
}

function datacenter(dc: string, net: string, clients: number): FakeMember[] {
  const servers = [1, 2, 3].map((index) => server(index, dc, net));
  return [...servers, ...Array.from({ length: clients }, (_, index) => client(index + 1, dc, net))];
}

it("raises nothing in one quiet hour", () => {
  const watched = new Watched(datacenter("dc1", "10.1", 40), 1, 5_000);
  watched.run(HOUR_MS);
  expect(watched.observer.ledger.get("vantages").length).toBeGreaterThan(30);
  expect(watched.observer.ledger.get("findings")).toEqual([]);
  expect(watched.observer.ledger.get("edges")).toEqual([]);
  expect(watched.observer.ledger.takeEvents().filter(({ kind }) => kind === "mixFound")).toEqual([]);
});

it.each([1, 2, 3])("raises nothing in one hour of churn, seed %i", (seed) => {
  const random = new SeededRandom(seed);
  const watched = new Watched(datacenter("dc1", "10.1", 30), seed, 5_000);
  let next = 100;
  const told = new Set<string>();
  for (let atMs = 10_000; atMs < HOUR_MS; atMs += 10_000) {
    // Clients come, go, fail and come back at another address; servers are replaced one by one.
    const { members } = watched;
    const index = 3 + random.below(members.length - 3);
    const chosen = members[index];
    const kind = random.below(6);
    if (kind === 0) members.push(client((next += 1), "dc1", "10.1"));
    else if (kind === 1) forget(members);
    else if (kind === 2 && chosen !== undefined && members.length > 20)
      members[index] = { ...chosen, state: "dead" };
    else if (kind === 3 && chosen !== undefined) {
      const address = { ip: `10.1.9.${1 + random.below(250)}`, port: 8301 };
      members[index] = { ...chosen, address, state: "alive", incarnation: (chosen.incarnation ?? 1) + 1 };
    } else if (kind === 4 && chosen !== undefined) members[index] = { ...chosen, state: "suspect" };
    else if (random.below(20) === 0) {
      members.push(server((next += 1) % 250, "dc1", "10.1"));
      const [, old] = members;
      if (old !== undefined) members[1] = { ...old, state: "dead" };
    }
    watched.run(atMs);
    for (const { sentence } of watched.observer.ledger.get("findings")) told.add(sentence);
  }
  expect(watched.observer.ledger.takeEvents().length).toBeGreaterThan(100);
  expect([...told]).toEqual([]);
});

/** memberlist drops the dead after half a minute; until then they are listed as such. */
function forget(members: FakeMember[]): void {
  const dead = members.findIndex(({ state }) => state === "dead");
  if (dead >= 0) members.splice(dead, 1);
}

describe("a foreign member of a watched pool", () => {
  it("is found within 2 s of its coming, when members are asked every second in rotation", () => {
    for (let seed = 1; seed <= 100; seed += 1) {
      const watched = new Watched(datacenter("dc1", "10.1", 7), seed, 1_000);
      const joinedAt = 30_000 + 10 * seed;
      watched.run(joinedAt);
      expect(watched.observer.ledger.get("findings"), `seed ${seed}`).toEqual([]);
      watched.members.push(client(1, "dc2", "10.2"));
      watched.run(joinedAt + 2_000);
      const findings = watched.observer.ledger.get("findings");
      expect(findings, `seed ${seed}`).toMatchObject([
        { kind: "P", certainty: "certain", id: "mix/P/dc1/dc2" },
      ]);
    }
  });

  it("is told once, however often it is seen, fails and returns", () => {
    const watched = new Watched(datacenter("dc1", "10.1", 7), 5, 1_000);
    watched.run(30_000);
    const foreign = client(1, "dc2", "10.2");
    watched.members.push(foreign);
    for (const state of ["alive", "suspect", "dead", "alive"] as const) {
      watched.members[watched.members.length - 1] = {
        ...foreign,
        state,
        incarnation: state === "alive" ? 9 : 2,
      };
      watched.run(40_000 + 10_000 * watched.members.length);
    }
    expect(watched.observer.ledger.takeEvents().filter(({ kind }) => kind === "mixFound")).toHaveLength(1);
    expect(watched.observer.ledger.get("edges")).toMatchObject([
      { id: "edge/lan/dc1/dc2", expected: false, address: "10.2.1.1:8301" },
    ]);
  });
});
