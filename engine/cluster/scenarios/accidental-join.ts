/** Two LAN pools become one by a single join, and are taken apart again as the runbook of class P says. */
import type { ClusterScenario } from "./scenario.ts";

/** After the last `failed`, before anybody is forced out: earlier commands are partly spent on the dead. */
const QUIET_MS = 30_000;

export const accidentalJoin: ClusterScenario = {
  id: "accidental-join",
  title: "Accidental join of two LAN pools, and its repair",
  teaches:
    "One join of one client is enough to make one pool of two. A cut alone heals itself; a cut, patience and force-leave do not.",
  rules: ["lan-join-other-datacenter", "lan-join-shared-seed"],
  product: "serf",
  datacenters: [
    { name: "dc1", servers: 3, clients: 5 },
    { name: "dc2", servers: 3, clients: 5 },
  ],
  steps: 5,
  *play(scene) {
    const [a, b] = [scene.namesOf("dc1"), scene.namesOf("dc2")];
    const both = [...a, ...b];
    scene.next("dc1-client-1 joins through dc2-server-1");
    scene.cluster.joinThrough(scene.agent("dc1-client-1"), scene.agent("dc2-server-1"));
    yield* scene.until("all 16 members list all 16", () => scene.allSee(both, both, "alive"), 60_000);
    scene.expect("Lanekeeper calls it a mix of class P", scene.findings("lan/dc1").includes("P certain"));

    scene.next("the two sides are cut from each other");
    const heal = scene.inject({ kind: "partition", from: ["dc1"], to: ["dc2"], isOneWay: false });
    const isApart = (): boolean => scene.allSee(a, b, "failed") && scene.allSee(b, a, "failed");
    yield* scene.until("each side lists the whole other side as failed", isApart, 120_000);
    const isOwn = scene.allSee(a, a, "alive") && scene.allSee(b, b, "alive");
    scene.expect("nobody of the own side failed", isOwn);

    scene.next("30 s of quiet, then each side forces the other out");
    yield* scene.wait(QUIET_MS);
    for (const [at, whom] of [
      ["dc1-server-1", b],
      ["dc2-server-1", a],
    ] as const) {
      const node = scene.agent(at).nodes.get("lan");
      for (const name of whom) node?.command({ kind: "forceLeave", node: name, prune: false });
    }
    const isOut = (): boolean => scene.allSee(a, b, "left") && scene.allSee(b, a, "left");
    yield* scene.until("each side lists the other as left", isOut, 60_000);

    scene.next("20 s for reconnects under way, then the cut is lifted");
    yield* scene.wait(20_000);
    heal();

    scene.next("two minutes of watching");
    yield* scene.wait(120_000);
    scene.expect("nobody came back", isOut());
    scene.expect("both sides are whole", scene.allSee(a, a, "alive") && scene.allSee(b, b, "alive"));
  },
};
