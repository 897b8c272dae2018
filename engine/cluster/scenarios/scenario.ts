/**
 * A guided scenario: a cluster, what befalls it step by step, what must then be so, and a verdict. A scenario is a
 * generator that yields what it waits for, so that the same file plays at once in virtual time, and at a watchable pace
 * in the editor.
 */
import type { ClusterSpec, DatacenterSpec } from "../../view/cluster.ts";
import type { Scene } from "./scene.ts";
import type { Play } from "./wait.ts";

export interface ClusterScenario {
  readonly id: string;
  readonly title: string;
  /** What it shows, in a sentence or two. */
  readonly teaches: string;
  /** Rules whose pages tell how such a thing gets into configurations. */
  readonly rules: readonly string[];
  readonly product: ClusterSpec["product"];
  readonly datacenters: readonly DatacenterSpec[];
  /** Calls of `scene.step`. */
  readonly steps: number;
  play(scene: Scene): Play;
}
