/** The same cluster in virtual time: nothing is bound, nothing is sent, and the same seed plays the same way. */
import { bytesFromText } from "../base/bytes.ts";
import { ok, type Result } from "../base/result.ts";
import { Secret } from "../base/secret.ts";
import { sha256 } from "../base/sha256.ts";
import type { ClusterSpec } from "../view/cluster.ts";
import { Cluster } from "./cluster.ts";
import { planTopology } from "./topology.ts";
import { VirtualStage } from "./virtualStage.ts";

/** Longest that the members of a simulated cluster take to come together, virtual ms. */
const GATHER_MS_MAX = 60_000;

export interface SimulatedCluster {
  readonly cluster: Cluster;
  readonly stage: VirtualStage;
}

/** A cluster whose members have come together. `startedMs` is what its clock shows at first, ms since 1970. */
export function simulateCluster(spec: ClusterSpec, startedMs: number): Result<SimulatedCluster, string> {
  const topology = planTopology(spec);
  if (!topology.ok) return topology;
  const zones = spec.datacenters.map(({ name }) => name);
  const stage = new VirtualStage(spec.seed, zones, startedMs);
  // A key that guards nothing: no packet leaves the process.
  const key = spec.isEncrypted ? new Secret(sha256(bytesFromText(`seed ${spec.seed}`))) : undefined;
  const cluster = new Cluster({ spec, topology: topology.value, placing: "addresses", stage, key });
  cluster.startAll();
  let isGathered = false;
  cluster.gather(() => (isGathered = true));
  stage.world.run(GATHER_MS_MAX, () => isGathered);
  return ok({ cluster, stage });
}
