import { expect, it } from "vitest";
import { parseDatacenters } from "../../../engine/cluster/datacenters.ts";
import { planTopology } from "../../../engine/cluster/topology.ts";
import { specOf } from "./clusters.ts";

it("reads servers and clients of each datacenter", () => {
  expect(parseDatacenters("dc1=3+12, dc2=1")).toEqual({
    ok: true,
    value: [
      { name: "dc1", servers: 3, clients: 12 },
      { name: "dc2", servers: 1, clients: 0 },
    ],
  });
});

it.each(["", "dc1", "dc1=x", "DC=1+2", "dc1=3+12,,"])("says how to write what %j is not", (text) => {
  expect(parseDatacenters(text)).toMatchObject({
    ok: false,
    error: expect.stringContaining("dc1=3+12") as string,
  });
});

it("gives each agent an address of its own with Consul's ports, each datacenter a range that can be named", () => {
  const planned = planTopology(specOf());
  const agents = planned.ok ? planned.value.agents : [];
  expect(agents.map(({ name, lan, wan }) => [name, `${lan.ip}:${lan.port}`, wan?.port])).toEqual([
    ["dc1-server-1", "127.90.1.1:8301", 8302],
    ["dc1-server-2", "127.90.1.2:8301", 8302],
    ["dc1-client-1", "127.90.1.3:8301", undefined],
    ["dc1-client-2", "127.90.1.4:8301", undefined],
    ["dc2-server-1", "127.90.2.1:8301", 8302],
    ["dc2-server-2", "127.90.2.2:8301", 8302],
    ["dc2-client-1", "127.90.2.3:8301", undefined],
  ]);
  expect(new Set(agents.map(({ id }) => id)).size).toBe(7);
  expect(agents[0]?.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
});

it("leaves addresses for real agents, and goes on in the next range", () => {
  const planned = planTopology(specOf({ datacenters: [{ name: "dc1", servers: 0, clients: 300 }] }));
  const ips = planned.ok ? planned.value.agents.map(({ lan }) => lan.ip) : [];
  expect(ips[248]).toBe("127.90.1.249");
  expect(ips[249]).toBe("127.90.2.1");
  expect(new Set(ips).size).toBe(300);
});

it("gives ports of their own to members that share 127.0.0.1", () => {
  const planned = planTopology(specOf(), "ports");
  const lans = planned.ok ? planned.value.agents.map(({ lan }) => `${lan.ip}:${lan.port}`) : [];
  expect(lans.slice(0, 2)).toEqual(["127.0.0.1:21000", "127.0.0.1:21002"]);
});

it.each([
  [{ addressRange: "10.0.0.0/16" }, "inside 127.0.0.0/8"],
  [{ addressRange: "127.0.0.0/7" }, "host bits"],
  [{ addressRange: "0.0.0.0/0" }, "inside 127.0.0.0/8"],
  [{ addressRange: "127.90.0.0/24" }, "too few addresses"],
  [{ datacenters: [] }, "at least one member"],
  [{ datacenters: [{ name: "dc1", servers: 1, clients: 9_000 }] }, "are more than"],
  [
    {
      datacenters: [
        { name: "a", servers: 1, clients: 0 },
        { name: "a", servers: 1, clients: 0 },
      ],
    },
    "named twice",
  ],
])("refuses %j", (overrides, reason) => {
  const planned = planTopology(specOf(overrides));
  expect(planned.ok ? "" : planned.error).toContain(reason);
});
