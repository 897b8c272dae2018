/** A Compose file: one service an agent, all on one network, as two datacenters with a route between them are. */
import { stringify } from "yaml";
import type { ClusterSpec } from "../../view/cluster.ts";
import type { AgentPlan, Topology } from "../topology.ts";
import { agentWords, header, IMAGES, KEY_FILE } from "./agents.ts";

const KEY_SECRET = "gossip-key";
const NETWORK = "gossip";

export function composeFile(spec: ClusterSpec, topology: Topology): string {
  const services = topology.agents.map((plan) => [plan.name, serviceOf(plan, spec, topology)] as const);
  const file = {
    name: spec.name,
    services: Object.fromEntries(services),
    networks: { [NETWORK]: {} },
    ...(spec.isEncrypted ? { secrets: { [KEY_SECRET]: { file: "./gossip.json" } } } : {}),
  };
  return `${header(spec, "Run: docker compose up.")}${stringify(file, { lineWidth: 0 })}`;
}

function serviceOf(plan: AgentPlan, spec: ClusterSpec, topology: Topology): unknown {
  return {
    image: IMAGES[spec.product],
    hostname: plan.name,
    command: agentWords(plan, spec, topology, ({ name }) => name),
    networks: [NETWORK],
    restart: "on-failure",
    ...(spec.isEncrypted ? { secrets: [{ source: KEY_SECRET, target: KEY_FILE }] } : {}),
  };
}
