/** Plays a scenario in virtual time, as fast as can be, and judges it. */
import { assert } from "../../base/assert.ts";
import type { ClusterSpec } from "../../view/cluster.ts";
import { simulateCluster } from "../simulatedCluster.ts";
import type { ClusterScenario } from "./scenario.ts";
import { Scene } from "./scene.ts";

export interface Played {
  readonly transcript: string;
  readonly isPassed: boolean;
}

/** 2026-01-01: transcripts shall not depend on when they are played. */
const STARTED_MS = 1_767_225_600_000;

/** The cluster of a scenario. */
export function scenarioSpec({ id, product, datacenters }: ClusterScenario, seed: number): ClusterSpec {
  const open = { isEncrypted: false, label: "", addressRange: "127.77.0.0/16" } as const;
  return { name: id, product, datacenters, runs: "simulated", seed, ...open };
}

/** Same scenario, same seed, same transcript, on every machine. */
export function playScenario(scenario: ClusterScenario, seed: number): Played {
  const simulated = simulateCluster(scenarioSpec(scenario, seed), STARTED_MS);
  assert(simulated.ok, "a scenario's cluster can be made");
  const { cluster, stage } = simulated.value;
  const scene = new Scene(cluster);
  for (const { isSo, maxMs } of scenario.play(scene)) {
    if (!isSo()) stage.world.run(stage.now + maxMs, isSo);
  }
  cluster.stop();
  const verdict = verdictText(scene);
  const text = [`# ${scenario.title} (seed ${seed})`, `# ${scenario.teaches}`, ...scene.lines, verdict];
  return { transcript: `${text.join("\n")}\n`, isPassed: !scene.hasFailed };
}

export function verdictText({ hasFailed }: Scene): string {
  return hasFailed ? "verdict: failed; what is marked ✗ did not come to be" : "verdict: passed";
}
