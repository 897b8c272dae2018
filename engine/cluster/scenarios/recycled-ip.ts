/** A failed member's address is given to an agent of another pool, and the reconnect of the first pool finds it. */
import type { ClusterScenario } from "./scenario.ts";

export const recycledIp: ClusterScenario = {
  id: "recycled-ip",
  title: "Recycled IP address",
  teaches:
    "Serf tries failed members again for a day. When their address belongs to another pool by then, the attempt merges the two.",
  rules: ["stale-members-kept", "gossip-address-reused"],
  product: "serf",
  datacenters: [
    { name: "dc1", servers: 3, clients: 3 },
    { name: "dc2", servers: 3, clients: 3 },
  ],
  steps: 3,
  *play(scene) {
    const [a, b] = [scene.namesOf("dc1"), scene.namesOf("dc2")];
    const rest = a.filter((name) => name !== "dc1-client-1");
    scene.next("dc1-client-1 dies, and nobody says goodbye for it");
    scene.inject({ kind: "kill", targets: ["dc1-client-1"] });
    yield* scene.until(
      "dc1 lists it as failed",
      () => scene.allSee(rest, ["dc1-client-1"], "failed"),
      120_000,
    );

    scene.next("dc2 gets a new member at the very address");
    const { plan } = scene.agent("dc1-client-1");
    const heir = scene.cluster.add({ ...plan, name: "dc2-client-9", datacenter: "dc2" }, "dc2");
    scene.cluster.restart(heir);
    const isIn = (): boolean => scene.allSee(b, ["dc2-client-9"], "alive");
    yield* scene.until("dc2 lists it as alive", isIn, 60_000);

    scene.next("dc1 tries its failed member again");
    yield* scene.until("dc1 and dc2 have become one pool", () => scene.allSee(rest, b, "alive"), 1_800_000);
    scene.expect("Lanekeeper calls it a mix of class P", scene.findings("lan/dc1").includes("P certain"));
  },
};
