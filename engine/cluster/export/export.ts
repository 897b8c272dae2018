/** The same cluster as real agents on an existing engine, for whoever outgrows one machine. */
import { ok, type Result } from "../../base/result.ts";
import { unreachable } from "../../base/assert.ts";
import type { ClusterSpec } from "../../view/cluster.ts";
import { planTopology } from "../topology.ts";
import { composeFile } from "./compose.ts";
import { kubernetesFile } from "./kubernetes.ts";

export type ExportFormat = "compose" | "kubernetes";

export function exportCluster(spec: ClusterSpec, format: ExportFormat): Result<string, string> {
  const topology = planTopology(spec);
  if (!topology.ok) return topology;
  switch (format) {
    case "compose":
      return ok(composeFile(spec, topology.value));
    case "kubernetes":
      return ok(kubernetesFile(spec, topology.value));
    default:
      return unreachable(format);
  }
}
