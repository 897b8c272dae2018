/** How the members of a cluster come together: by whole states, without a rumour of each arrival; rumours come after. */
import { expect, it } from "vitest";
import { agreement } from "../../../engine/cluster/conditions.ts";
import { simulateCluster, type SimulatedCluster } from "../../../engine/cluster/simulatedCluster.ts";
import { specOf } from "./clusters.ts";

function gathered(): SimulatedCluster {
  const made = simulateCluster(
    specOf({ product: "serf", datacenters: [{ name: "dc1", servers: 0, clients: 60 }] }),
    0,
  );
  if (!made.ok) throw new Error(made.error);
  return made.value;
}

it("is complete within a second, and nobody tells anybody about it any more", () => {
  const { cluster, stage } = gathered();
  expect(stage.now).toBeLessThan(1_000);
  expect(agreement(cluster)).toBe(true);
  const { packets } = stage.world.traffic;
  stage.world.run(stage.now + 5_000);
  // A ping and its ack a member and second: no rumour of those who joined is under way.
  expect(stage.world.traffic.packets - packets).toBeLessThanOrEqual(2 * 60 * 6);
});

it("counts what each member sent, not what all did, once a member", () => {
  const { cluster, stage } = gathered();
  stage.world.run(stage.now + 2_000);
  const sent = cluster.agents.map(({ nodes }) => nodes.get("lan")?.traffic.packetsOut ?? 0);
  expect(sent.reduce((sum, count) => sum + count, 0)).toBe(stage.world.traffic.packets);
  expect(Math.max(...sent)).toBeLessThan(stage.world.traffic.packets / 10);
});

it("passes on who comes later, as any pool does", () => {
  const { cluster, stage } = gathered();
  cluster.inject({ fault: { kind: "rogueJoin", targets: ["dc1"] } });
  stage.world.run(stage.now + 3_000);
  const knowing = cluster.agents.filter(({ nodes }) => nodes.get("lan")?.node.members.size === 61);
  expect(knowing).toHaveLength(61);
});
