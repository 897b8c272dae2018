/**
 * A guided scenario: a cluster, what befalls it step by step, what must then be so, and a verdict. A scenario is a
 * generator that yields what it waits for, so that the same file plays at once in virtual time, and at a watchable pace
 * in the editor.
 */
import type { ClusterSpec, DatacenterSpec } from "../../view/cluster.ts";
import type { Scene } from "./scene.ts";

/** What a scenario waits for; `isSo` is asked again and again until `maxMs` are over. */
export interface Wait {
  readonly isSo: () => boolean;
  readonly maxMs: number;
}

export type Play = Generator<Wait, void>;

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
