/** A member that misses most of what it is told accuses others, and Lifeguard keeps its word from killing anybody. */
import type { ClusterScenario } from "./scenario.ts";

export const sickAccuser: ClusterScenario = {
  id: "sick-accuser",
  title: "Sick accuser",
  teaches:
    "Who misses answers takes the healthy for sick. They deny in time; it doubts itself and probes more slowly.",
  rules: [],
  product: "consul",
  datacenters: [{ name: "dc1", servers: 3, clients: 7 }],
  steps: 2,
  *play(scene) {
    const all = scene.namesOf("dc1");
    const healthy = all.filter((name) => name !== "dc1-client-1");
    let [accusations, deaths, worst] = [0, 0, 0];
    const stop = scene.cluster.onEvent(({ name }, _plane, event) => {
      if (name !== "dc1-client-1" && event.kind === "memberFailed" && event.name !== "dc1-client-1")
        deaths += 1;
      if (event.kind !== "swim") return;
      if (event.event.kind === "memberSuspected" && event.event.from === "dc1-client-1") accusations += 1;
      if (name === "dc1-client-1" && event.event.kind === "awarenessChanged")
        worst = Math.max(worst, event.event.score);
    });
    scene.next("dc1-client-1 loses most of what is sent to it, as one whose receive buffer overflows");
    const cure = scene.inject({
      kind: "loss",
      from: healthy,
      to: ["dc1-client-1"],
      isOneWay: true,
      probability: 0.8,
    });
    yield* scene.wait(120_000);
    scene.expect("it accused healthy members", accusations > 0);
    scene.expect("it grew to doubt itself", worst > 0);
    scene.expect("no healthy member was declared failed by a healthy one", deaths === 0);

    scene.next("it is well again");
    cure();
    yield* scene.until("everybody lists everybody as alive", () => scene.allSee(all, all, "alive"), 300_000);
    stop();
    scene.expect("no healthy member ever failed", deaths === 0 && scene.allSee(healthy, healthy, "alive"));
  },
};
