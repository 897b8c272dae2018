/** A host moves to another pool under a new name, with the snapshot of its old life still on disk. */
import type { SerfSnapshot } from "../../serf/recorder.ts";
import { EMPTY_SNAPSHOT } from "../../serf/snapshot.ts";
import { formatAddress } from "../../base/address.ts";
import type { Agent } from "../agent.ts";
import type { ClusterScenario } from "./scenario.ts";

export const staleSnapshot: ClusterScenario = {
  id: "stale-snapshot",
  title: "Stale Serf snapshot",
  teaches:
    "A snapshot names whom to join again. On a host that was moved to another pool it joins the old one.",
  rules: ["serf-snapshot-reused", "rejoin-after-leave"],
  product: "serf",
  datacenters: [
    { name: "dc1", servers: 3, clients: 3 },
    { name: "dc2", servers: 3, clients: 3 },
  ],
  steps: 2,
  *play(scene) {
    const [a, b] = [scene.namesOf("dc1"), scene.namesOf("dc2")];
    const rest = a.filter((name) => name !== "dc1-client-1");
    scene.next("dc1-client-1 is shut down; its disk keeps the snapshot");
    scene.inject({ kind: "kill", targets: ["dc1-client-1"] });
    yield* scene.wait(5_000);

    scene.next("the host starts as dc2-client-9, for dc2");
    const { plan } = scene.agent("dc1-client-1");
    const heir = scene.cluster.add({ ...plan, name: "dc2-client-9", datacenter: "dc2" }, "dc2");
    heir.snapshot = snapshotOf(rest.map((name) => scene.agent(name)));
    scene.cluster.restart(heir);
    const isOne = (): boolean => scene.allSee(rest, b, "alive") && scene.allSee(b, rest, "alive");
    yield* scene.until("dc1 and dc2 have become one pool", isOne, 120_000);
    scene.expect("Lanekeeper calls it a mix of class P", scene.findings("lan/dc2").includes("P certain"));
  },
};

function snapshotOf(agents: readonly Agent[]): SerfSnapshot {
  const alive = new Map(agents.map(({ name, plan }) => [name, formatAddress(plan.lan)]));
  const file = { append: () => undefined, replace: () => undefined };
  return { state: { ...EMPTY_SNAPSHOT, alive }, file, sizeBytes: 0 };
}
