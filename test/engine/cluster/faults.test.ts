/** Faults in virtual time: what each does, that it ends with its time, and that its undo leaves nothing behind. */
import { expect, it } from "vitest";
import type { Cluster } from "../../../engine/cluster/cluster.ts";
import { agreement } from "../../../engine/cluster/conditions.ts";
import { simulateCluster, type SimulatedCluster } from "../../../engine/cluster/simulatedCluster.ts";
import type { Fault } from "../../../engine/view/cluster.ts";
import { specOf } from "./clusters.ts";

function played(overrides = {}): SimulatedCluster {
  const simulated = simulateCluster(specOf(overrides), 0);
  if (!simulated.ok) throw new Error(simulated.error);
  return simulated.value;
}

function seen({ agent }: { agent: Cluster["agent"] }, viewer: string, whom: string): string | undefined {
  return agent(viewer)?.nodes.get("lan")?.node.members.find(whom)?.status;
}

const all = { from: ["dc1"], to: ["dc1"], isOneWay: false };
const FAULTS: readonly Fault[] = [
  { kind: "kill", targets: ["dc1-client-1"] },
  { kind: "pause", targets: ["dc1-client-1"] },
  { kind: "leave", targets: ["dc1-client-1"] },
  { kind: "wrongKey", targets: ["dc1-client-1"] },
  { kind: "slow", targets: ["dc1-client-1"], stoppedMs: 2_000, runningMs: 1_000 },
  { kind: "partition", from: ["dc1-client-1"], to: ["all"], isOneWay: false },
  { kind: "partition", from: ["dc1-client-1"], to: ["all"], isOneWay: true },
  { kind: "loss", probability: 0.3, ...all },
  { kind: "delay", delayMs: 100, jitterMs: 50, ...all },
  { kind: "duplicate", probability: 0.5, ...all },
  { kind: "reorder", probability: 0.5, byMs: 200, ...all },
  { kind: "rogueJoin", targets: ["dc1"] },
];

it.each(FAULTS)("$kind ends by itself, and the cluster is whole again", (fault) => {
  const { cluster, stage } = played({ isEncrypted: true });
  const injected = cluster.inject({ fault, forMs: 20_000 });
  expect(injected).toMatchObject({ ok: true, value: { untilMs: stage.wallMs + 20_000 } });
  stage.world.run(stage.now + 19_000);
  expect(cluster.faults.active).toHaveLength(1);
  stage.world.run(stage.now + 300_000);
  expect(cluster.faults.active).toEqual([]);
  expect(stage.network.isUndisturbed).toBe(true);
  expect(agreement(cluster)).toBe(true);
  const planned = cluster.agents.filter(({ plan }) => plan.role !== "rogue");
  expect(planned.map(({ state }) => state)).toEqual(planned.map(() => "running"));
  for (const { name } of planned.filter(({ plan }) => plan.datacenter === "dc1"))
    expect(seen({ agent: (each) => cluster.agent(each) }, "dc1-server-1", name)).toBe("alive");
});

it.each([
  ["kill", "failed"],
  ["pause", "failed"],
  ["wrongKey", "failed"],
  ["leave", "left"],
] as const)("a member under %s is %s to the others", (kind, status) => {
  const { cluster, stage } = played({ isEncrypted: true });
  cluster.inject({ fault: { kind, targets: ["dc1-client-1"] } });
  stage.world.run(stage.now + 30_000);
  expect(seen({ agent: (each) => cluster.agent(each) }, "dc1-server-2", "dc1-client-1")).toBe(status);
});

it("a wrong key locks out of an open pool as well", () => {
  const { cluster, stage } = played();
  cluster.inject({ fault: { kind: "wrongKey", targets: ["dc1-client-1"] } });
  stage.world.run(stage.now + 30_000);
  expect(seen({ agent: (each) => cluster.agent(each) }, "dc1-server-2", "dc1-client-1")).toBe("failed");
});

it("a rogue is in the pool that it joined, and nowhere else", () => {
  const { cluster, stage } = played();
  cluster.inject({ fault: { kind: "rogueJoin", targets: ["dc2"] } });
  stage.world.run(stage.now + 10_000);
  expect(seen({ agent: (each) => cluster.agent(each) }, "dc2-client-1", "rogue-1")).toBe("alive");
  expect(seen({ agent: (each) => cluster.agent(each) }, "dc1-client-1", "rogue-1")).toBeUndefined();
});

it.each([
  [{ fault: { kind: "kill", targets: ["nobody"] } as const }, "there is no member or datacenter nobody"],
  [{ fault: { kind: "kill", targets: [] } as const }, "name a member"],
  [{ fault: { kind: "kill", targets: ["all"] } as const, forMs: 0 }, "longer than 0 s"],
  [{ fault: { kind: "rogueJoin", targets: ["dc9"] } as const }, "there is no datacenter dc9"],
  [{ fault: { kind: "loss", probability: 2, ...all } as const }, "between 0 and 1"],
])("says what of %j cannot be", (request, reason) => {
  const injected = played().cluster.inject(request);
  expect(injected.ok ? "" : injected.error).toContain(reason);
});

it("notes on the timeline of every pool what was done", () => {
  const { cluster } = played();
  cluster.inject({ fault: { kind: "pause", targets: ["dc1"] } });
  cluster.faults.undoAll();
  const told = [...(cluster.pools.get("wan")?.takeEvents() ?? [])].filter(({ kind }) => kind === "fault");
  expect(told.map(({ detail }) => detail)).toEqual(["pause dc1", "undone: pause dc1"]);
});
