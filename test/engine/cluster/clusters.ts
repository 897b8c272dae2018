/** Clusters of tests: what they have in common. */
import type { ClusterSpec } from "../../../engine/view/cluster.ts";

export function specOf(overrides: Partial<ClusterSpec> = {}): ClusterSpec {
  return {
    name: "test",
    product: "consul",
    datacenters: [
      { name: "dc1", servers: 2, clients: 2 },
      { name: "dc2", servers: 2, clients: 1 },
    ],
    runs: "simulated",
    seed: 7,
    isEncrypted: false,
    label: "",
    addressRange: "127.90.0.0/16",
    ...overrides,
  };
}
