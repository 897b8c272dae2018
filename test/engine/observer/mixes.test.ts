/** What a watched pool tells of a mix: edges, findings with rows, one event. */
import { expect, it } from "vitest";
import { Observer } from "../../../engine/observer/observer.ts";
import type { AgentReading } from "../../../engine/observer/agentReading.ts";
import type { ListedMember } from "../../../engine/serf/listedMember.ts";
import { NO_TRAFFIC, type PoolInfo, type RaftPeer } from "../../../engine/view/view.ts";

const INFO: PoolInfo = {
  id: "p",
  name: "dc1 LAN",
  kind: "consul",
  plane: "lan",
  attach: "api",
  environment: "unknown",
  encrypted: undefined,
};

function agent(name: string, ip: string, tags: Readonly<Record<string, string>>): ListedMember {
  const versions = [1, 5, 2, 2, 5, 4];
  return { name, ip, port: 8301, status: "alive", tags: Object.entries(tags), versions };
}

function server(name: string, ip: string, dc: string): ListedMember {
  const shared = {
    role: "consul",
    port: "8300",
    vsn: "2",
    build: "1.8.7:",
    expect: "2",
    wan_join_port: "8302",
  };
  return agent(name, ip, { ...shared, dc, id: `id-${name}` });
}

function reading(members: readonly ListedMember[], raft?: readonly RaftPeer[]): AgentReading {
  return {
    vantage: "10.1.0.1:8500",
    self: members[0]?.name,
    members,
    partial: undefined,
    isEncrypted: undefined,
    problems: [],
    raft,
    coordinates: [],
  };
}

const OWN = [
  server("s1", "10.1.0.1", "dc1"),
  server("s2", "10.1.0.2", "dc1"),
  agent("c1", "10.1.0.9", { role: "node", dc: "dc1" }),
];
const SAME_NAME = [
  server("t1", "10.2.0.1", "dc1"),
  server("t2", "10.2.0.2", "dc1"),
  agent("d1", "10.2.0.9", { role: "node", dc: "dc1" }),
];

it("names the foreign rows and draws the edge", () => {
  const observer = new Observer(INFO, NO_TRAFFIC);
  observer.heardReading(0, reading(OWN));
  expect(observer.ledger.get("findings")).toEqual([]);
  observer.heardReading(1_000, reading([...OWN, agent("x", "10.2.0.1", { role: "node", dc: "dc2" })]));
  expect(observer.ledger.get("findings")).toMatchObject([
    { kind: "P", certainty: "certain", members: [3], sinceMs: 1_000 },
  ]);
  expect(observer.ledger.get("edges")).toEqual([
    {
      id: "edge/lan/dc1/dc2",
      plane: "lan",
      from: "dc1",
      to: "dc2",
      members: [3],
      firstSeenMs: 1_000,
      address: "10.2.0.1:8301",
      expected: false,
    },
  ]);
  expect(observer.ledger.takeEvents().filter(({ kind }) => kind === "mixFound")).toEqual([
    {
      atMs: 1_000,
      kind: "mixFound",
      member: "x",
      by: "",
      incarnation: 0,
      detail: "One member of dc2 is in the LAN pool of dc1.",
    },
  ]);
});

it("ends the finding when the foreign members have left", () => {
  const observer = new Observer(INFO, NO_TRAFFIC);
  observer.heardReading(0, reading(OWN));
  observer.heardReading(1_000, reading([...OWN, agent("x", "10.2.0.1", { role: "node", dc: "dc2" })]));
  const left = { ...agent("x", "10.2.0.1", { role: "node", dc: "dc2" }), status: "left" as const };
  observer.heardReading(5_000, reading([...OWN, left]));
  expect(observer.ledger.get("findings")).toEqual([]);
  expect(observer.ledger.get("edges")).toEqual([]);
});

it("takes Raft's own list for whether two server sets have become one", () => {
  const peers = (members: readonly ListedMember[]): RaftPeer[] =>
    members.slice(0, 2).map(({ name, ip }, i) => ({
      id: `id-${name}`,
      node: name,
      address: `${ip}:8300`,
      voter: true,
      leader: i === 0,
    }));
  const observer = new Observer(INFO, NO_TRAFFIC);
  observer.heardReading(0, reading(OWN, peers(OWN)));
  observer.heardReading(30_000, reading([...OWN, ...SAME_NAME], peers(OWN)));
  expect(observer.ledger.get("findings")).toMatchObject([
    {
      kind: "R",
      certainty: "likely",
      members: [3, 4, 5],
      sentence: expect.stringContaining("the other side's was not read"),
    },
  ]);
  observer.heardReading(60_000, reading([...OWN, ...SAME_NAME], [...peers(OWN), ...peers(SAME_NAME)]));
  expect(observer.ledger.get("findings")).toMatchObject([
    { kind: "R", sentence: expect.stringContaining("one Raft configuration names servers of both") },
  ]);
});

it("says nothing twice: a view that did not change brings no news", () => {
  const observer = new Observer(INFO, NO_TRAFFIC);
  const mixed = reading([...OWN, agent("x", "10.2.0.1", { role: "node", dc: "dc2" })]);
  observer.heardReading(0, mixed);
  observer.ledger.snapshot(0);
  observer.heardReading(5_000, mixed);
  const delta = observer.ledger.takeDelta(5_000);
  expect(delta?.findings).toBeUndefined();
  expect(delta?.edges).toBeUndefined();
});
