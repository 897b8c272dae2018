import fc from "fast-check";
import { expect, it } from "vitest";
import { nodeOfWanName, wanName } from "../../../engine/consul/names.ts";
import { agentFacts } from "../../../engine/consul/members.ts";

// As a server of 1.8.7 sets them in the LAN.
const SERVER = {
  acls: "0",
  build: "1.8.7:",
  dc: "dc1",
  expect: "3",
  ft_fs: "1",
  id: "4876afa8-f59f-7a02-46d3-05a687f60340",
  port: "8300",
  raft_vsn: "3",
  role: "consul",
  segment: "",
  vsn: "2",
  vsn_max: "3",
  vsn_min: "2",
  wan_join_port: "8302",
};

it("reads a Consul server in its LAN pool", () => {
  expect(agentFacts(SERVER)).toEqual({
    product: "consul",
    role: "server",
    datacenter: "dc1",
    region: "",
    segment: "",
    partition: "",
    build: "1.8.7",
    nodeId: "4876afa8-f59f-7a02-46d3-05a687f60340",
    raftVersion: 3,
    expect: 3,
    isBootstrap: false,
    rpcPort: 8300,
    wanJoinPort: 8302,
  });
});

it.each([
  [
    "a client",
    { role: "node", dc: "dc1", build: "1.20.1+ent:abc", ap: "teamA", segment: "s1" },
    { role: "client", build: "1.20.1", partition: "teamA", segment: "s1" },
  ],
  ["a server that elects itself", { ...SERVER, bootstrap: "1" }, { role: "server", isBootstrap: true }],
  [
    "a server without a port, which Consul does not believe",
    { ...SERVER, port: "x" },
    { product: "consul", role: "unknown" },
  ],
  [
    "a Nomad server",
    { role: "nomad", region: "eu", dc: "dc7", port: "4647", id: "n", expect: "3", build: "1.9.0" },
    { product: "nomad", role: "server", region: "eu", datacenter: "dc7", expect: 3 },
  ],
  ["a plain Serf agent", { datacenter: "east" }, { product: "serf", role: "unknown", datacenter: "east" }],
  ["another role", { role: "db" }, { product: "serf", role: "unknown" }],
  ["no tags", {}, { product: "serf", role: "unknown", datacenter: "" }],
])("reads %s", (_, tags, facts) => {
  expect(agentFacts(tags)).toMatchObject(facts);
});

it("reads any tags without throwing, and no negative numbers", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...Object.keys(SERVER), "x"), fc.string()), (tags) => {
      const facts = agentFacts(tags);
      expect([facts.expect, facts.rpcPort, facts.raftVersion].every((value) => value >= 0)).toBe(true);
    }),
  );
});

it("finds the node of a WAN name by its own datacenter only", () => {
  expect(nodeOfWanName("s11.dc1", "dc1")).toBe("s11");
  expect(nodeOfWanName("web.example.com.dc1", "dc1")).toBe("web.example.com");
  expect(nodeOfWanName("s11.dc1", "dc2")).toBeUndefined();
  expect(nodeOfWanName(".dc1", "dc1")).toBeUndefined();
  expect(nodeOfWanName("s11", "")).toBeUndefined();
  expect(wanName("s11", "dc1")).toBe("s11.dc1");
});
