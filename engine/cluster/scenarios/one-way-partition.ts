/** A member that is not heard, though it hears: it cannot deny what is said of it. */
import type { ClusterScenario } from "./scenario.ts";

export const oneWayPartition: ClusterScenario = {
  id: "one-way-partition",
  title: "One-way partition",
  teaches:
    "Whoever is not heard is declared failed though it lives and hears so. Heard again, it denies, and all is well.",
  rules: ["gossip-advertise-unreachable"],
  product: "consul",
  datacenters: [{ name: "dc1", servers: 3, clients: 5 }],
  steps: 2,
  *play(scene) {
    const all = scene.namesOf("dc1");
    const others = all.filter((name) => name !== "dc1-client-1");
    scene.next("nobody hears dc1-client-1 any more");
    const heal = scene.inject({ kind: "partition", from: ["dc1-client-1"], to: others, isOneWay: true });
    yield* scene.until(
      "all others list dc1-client-1 as failed",
      () => scene.allSee(others, ["dc1-client-1"], "failed"),
      120_000,
    );
    scene.expect("nobody else was declared failed by the others", scene.allSee(others, others, "alive"));
    const incarnation = scene
      .agent("dc1-client-1")
      .nodes.get("lan")
      ?.node.swim.member("dc1-client-1")?.incarnation;
    scene.expect("it heard of it and denied, in vain", (incarnation ?? 0) > 1);

    scene.next("it is heard again");
    heal();
    yield* scene.until("everybody lists everybody as alive", () => scene.allSee(all, all, "alive"), 300_000);
  },
};
