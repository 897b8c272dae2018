/** The cluster on real sockets: whole at once, seen as any pool, disturbed and healed. */
import { afterEach, expect, it } from "vitest";
import { startLocalCluster, type LocalCluster } from "../../../engine/cluster/localCluster.ts";
import { beliefsOf } from "../../../engine/view/beliefs.ts";
import { memberRow } from "../../../engine/view/view.ts";
import { eventually } from "../../agents/agents.ts";
import { specOf } from "./clusters.ts";

const clusters: LocalCluster[] = [];
afterEach(() => {
  for (const cluster of clusters.splice(0)) cluster.end();
});

async function started(addressRange: string, overrides = {}, options = {}): Promise<LocalCluster> {
  const cluster = await startLocalCluster(specOf({ runs: "sockets", addressRange, ...overrides }), options);
  if (!cluster.ok) throw new Error(cluster.error);
  clusters.push(cluster.value);
  return cluster.value;
}

const THIRTY = {
  datacenters: [
    { name: "dc1", servers: 3, clients: 12 },
    { name: "dc2", servers: 3, clients: 12 },
  ],
};

it.each([
  ["open", {}],
  ["encrypted and labelled", { isEncrypted: true, label: "lab" }],
])("30 members, %s, know each other when the start resolves", async (_, overrides) => {
  const { cluster, isComplete } = await started("127.90.0.0/16", { ...THIRTY, ...overrides });
  expect(isComplete).toBe(true);
  const pools = [...cluster.pools.values()].map((pool) => pool.snapshot());
  expect(pools.map(({ info, count, findings }) => [info.name, count, findings.length])).toEqual([
    ["dc1 LAN", 15, 0],
    ["dc2 LAN", 15, 0],
    ["test WAN", 6, 0],
  ]);
  const [dc1] = pools;
  const viewed = dc1 === undefined ? [] : beliefsOf(dc1, 14);
  expect(viewed).toHaveLength(15);
  expect(new Set(viewed.map(({ state }) => state))).toEqual(new Set(["alive"]));
});

it("shows a killed member as suspected, then failed, and as alive again when that is undone", async () => {
  const { cluster } = await started("127.91.0.0/16");
  const pool = cluster.pools.get("lan/dc1");
  cluster.inject({ fault: { kind: "kill", targets: ["dc1-client-2"] } });
  const kinds = new Set<string>();
  const stateOfIt = (): string | undefined => {
    for (const { member, kind } of pool?.takeEvents() ?? []) if (member === "dc1-client-2") kinds.add(kind);
    const view = pool?.snapshot();
    if (view === undefined) return undefined;
    return Array.from({ length: view.count }, (_, id) => memberRow(view, id)).find(
      ({ name }) => name === "dc1-client-2",
    )?.state;
  };
  await eventually("it to fail", () => Promise.resolve(stateOfIt() === "failed"));
  expect([...kinds]).toEqual(expect.arrayContaining(["memberSuspected", "memberFailed"]));
  cluster.faults.undoAll();
  await eventually("it to come back", () => Promise.resolve(stateOfIt() === "alive"));
});

it("keeps two sides apart under a partition, datagrams and streams", async () => {
  const { cluster } = await started("127.92.0.0/16", { product: "serf" });
  cluster.inject({ fault: { kind: "partition", from: ["dc1"], to: ["dc2"], isOneWay: false } });
  const [a, b] = [cluster.agent("dc1-server-1"), cluster.agent("dc2-server-1")];
  if (a !== undefined && b !== undefined) cluster.joinThrough(a, b);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(a?.nodes.get("lan")?.node.members.find("dc2-server-1")).toBeUndefined();
});

it("says who is in the way", async () => {
  await started("127.90.0.0/16");
  const second = await startLocalCluster(specOf({ runs: "sockets" }));
  expect(second.ok ? "" : second.error).toContain(
    "127.90.1.1:8301: another cluster or agent may be running there",
  );
});

it("runs on ports of 127.0.0.1 where there is no other address", async () => {
  const { cluster, isComplete } = await started("127.90.0.0/16", {}, { placing: "ports" });
  expect(isComplete).toBe(true);
  expect(cluster.agents[0]?.status.address).toBe("127.0.0.1:21000");
});
