/** Bodies of Consul's HTTP API; the first ones are what Consul 1.8.7 answers, shortened. */
import fc from "fast-check";
import { expect, it } from "vitest";
import {
  isNomadMembers,
  readCoordinates,
  readLeader,
  readMembers,
  readRaft,
  readSelf,
} from "../../../engine/consul/agentJson.ts";

const MEMBERS = `[{"Name":"n1","Addr":"127.87.250.1","Port":8301,"Tags":{"build":"1.8.7:","dc":"dc1","role":"consul"},"Status":1,"ProtocolMin":1,"ProtocolMax":5,"ProtocolCur":2,"DelegateMin":2,"DelegateMax":5,"DelegateCur":4},{"Name":"n2","Addr":"fd00:0::2","Port":8301,"Tags":null,"Status":4}]`;

it("reads members with their status, tags and canonical addresses", () => {
  expect(readMembers(MEMBERS)).toEqual({
    ok: true,
    value: [
      {
        name: "n1",
        ip: "127.87.250.1",
        port: 8301,
        status: "alive",
        tags: [
          ["build", "1.8.7:"],
          ["dc", "dc1"],
          ["role", "consul"],
        ],
        versions: [1, 5, 2, 2, 5, 4],
      },
      { name: "n2", ip: "fd00::2", port: 8301, status: "failed", tags: [], versions: [0, 0, 0, 0, 0, 0] },
    ],
  });
});

it("tells the null of a client, which is in no WAN pool, from an empty list", () => {
  expect(readMembers("null")).toEqual({ ok: true, value: undefined });
  expect(readMembers("[]")).toEqual({ ok: true, value: [] });
});

it.each([
  ["no JSON", "<html>", "not JSON"],
  ["an object", "{}", "no list"],
  ["a list of texts", '["n1"]', "not of members"],
  ["a catalog's nodes", '[{"Node":"n1","Address":"10.0.0.1"}]', "not of members"],
])("refuses %s", (_, text, words) => {
  const members = readMembers(text);
  expect(members.ok ? "" : members.error).toContain(words);
});

it("knows Nomad's member list, which has the same path", () => {
  expect(isNomadMembers('{"ServerName":"a","ServerRegion":"global","ServerDC":"dc1","Members":[]}')).toBe(
    true,
  );
  expect(isNomadMembers(MEMBERS)).toBe(false);
});

it("reads who the agent is and how many members it counts in each pool", () => {
  const body = {
    Config: { NodeName: "n1", Datacenter: "dc1", Server: true, Version: "1.8.7" },
    Stats: {
      serf_lan: { members: "12", health_score: "2", encrypted: "true" },
      serf_wan: { members: "many" },
    },
  };
  expect(readSelf(JSON.stringify(body))).toEqual({
    ok: true,
    value: {
      nodeName: "n1",
      datacenter: "dc1",
      isServer: true,
      lan: { members: 12, healthScore: 2, isEncrypted: true },
      wan: undefined,
    },
  });
  expect(readSelf('{"member":{}}').ok).toBe(false);
});

it("reads Raft's peers, and refuses a configuration with a peer that has no id", () => {
  const peer = { ID: "eb5f", Node: "n1", Address: "10.0.0.1:8300", Leader: true, Voter: false };
  expect(readRaft(JSON.stringify({ Servers: [peer], Index: 0 }))).toEqual({
    ok: true,
    value: [{ id: "eb5f", node: "n1", address: "10.0.0.1:8300", voter: false, leader: true }],
  });
  expect(readRaft('{"Servers":[{"Node":"n1"}]}').ok).toBe(false);
  expect(readRaft("[]").ok).toBe(false);
});

it("reads the leader, which may be nobody", () => {
  expect(readLeader('"10.0.0.1:8300"')).toEqual({ ok: true, value: "10.0.0.1:8300" });
  expect(readLeader('""')).toEqual({ ok: true, value: "" });
});

it("leaves out coordinates that are none", () => {
  const good = { Vec: [0, 0, 0, 0, 0, 0, 0, 1e-5], Error: 1.5, Adjustment: 0, Height: 1e-5 };
  const nodes = [
    { Node: "n1", Coord: good },
    { Node: "n2", Coord: { ...good, Vec: [1] } },
    { Node: "n3", Coord: null },
  ];
  const read = readCoordinates(JSON.stringify(nodes));
  expect(read.ok && read.value.map(([name]) => name)).toEqual(["n1"]);
});

it("never throws on any JSON", () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), (text) => {
      for (const read of [readMembers, readSelf, readRaft, readLeader, readCoordinates]) {
        const result = read(text);
        if (!result.ok) expect(result.error).not.toBe("");
      }
    }),
    { numRuns: 2_000, seed: 87 },
  );
});

it("takes a tag called __proto__ as a tag", () => {
  const read = readMembers('[{"Name":"n1","Status":1,"Tags":{"__proto__":"x","constructor":"y"}}]');
  expect(read.ok && read.value?.[0]?.tags).toEqual([
    ["__proto__", "x"],
    ["constructor", "y"],
  ]);
});
