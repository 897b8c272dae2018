/** An agent that reaches two networks joins the pools of both; Consul's own members stay apart. */
import type { ClusterScenario } from "./scenario.ts";

export const twoNetworks: ClusterScenario = {
  id: "two-networks",
  title: "Agent with two networks",
  teaches:
    "A plain Serf agent passes Consul's guards, which look at agents of Consul only. In two pools at once it is a bridge.",
  rules: ["serf-join-foreign-product"],
  product: "consul",
  datacenters: [
    { name: "dc1", servers: 3, clients: 3 },
    { name: "dc2", servers: 3, clients: 3 },
  ],
  steps: 3,
  *play(scene) {
    const [a, b] = [scene.namesOf("dc1"), scene.namesOf("dc2")];
    scene.next("a plain Serf agent joins dc1");
    const leave = scene.inject({ kind: "rogueJoin", targets: ["dc1"] });
    yield* scene.until("dc1 lists it", () => scene.allSee(a, ["rogue-1"], "alive"), 60_000);

    scene.next("it joins dc2 as well");
    scene.cluster.joinThrough(scene.agent("rogue-1"), scene.agent("dc2-server-1"));
    yield* scene.wait(60_000);
    scene.expect("dc1 lists nobody of dc2", scene.allSee(a, b, undefined));
    scene.expect("dc2 lists nobody of dc1", scene.allSee(b, a, undefined));
    scene.expect(
      "Lanekeeper names the bridge",
      scene.findings("lan/dc1").some((finding) => finding.startsWith("B ")),
    );

    scene.next("the bridge leaves");
    leave();
    yield* scene.until("dc1 lists it as left", () => scene.allSee(a, ["rogue-1"], "left"), 60_000);
  },
};
