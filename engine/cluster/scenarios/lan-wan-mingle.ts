/** A LAN join to the WAN port of the own datacenter: both pools of the same servers become one. */
import type { ClusterScenario } from "./scenario.ts";

export const lanWanMingle: ClusterScenario = {
  id: "lan-wan-mingle",
  title: "LAN and WAN mingle",
  teaches:
    "In a datacenter of servers only, a LAN join to port 8302 passes the guards: every other server is then listed twice.",
  rules: ["lan-join-wan-port"],
  product: "consul",
  datacenters: [{ name: "dc1", servers: 3, clients: 0 }],
  steps: 1,
  *play(scene) {
    const servers = scene.namesOf("dc1");
    scene.next("dc1-server-1 joins its LAN through dc1-server-2:8302");
    scene.cluster.joinThrough(scene.agent("dc1-server-1"), scene.agent("dc1-server-2"), "wan");
    // Consul refuses its own double, by the node id, and takes everybody else's.
    const isMingled = (): boolean =>
      servers.every((server) =>
        scene.allSee(
          [server],
          servers.filter((name) => name !== server).flatMap((name) => [name, `${name}.dc1`]),
          "alive",
        ),
      );
    yield* scene.until("each LAN lists every other server twice", isMingled, 240_000);
    scene.expect(
      "Lanekeeper calls it a mingle, class M",
      scene.findings("lan/dc1").some((finding) => finding.startsWith("M ")),
    );
  },
};
