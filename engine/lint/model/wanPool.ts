/** Whether an agent of Consul takes part in the WAN pool. */
import type { Agent } from "./agent.ts";
import { known } from "./located.ts";

/** Why the agent has no WAN pool, for the end of a sentence; `undefined` when it has one, or may have. */
export function whyNoWanPool({ isServer, ports, settings }: Agent): string | undefined {
  if (isServer === false) return "only servers are in the WAN pool, and this agent is a client";
  if (ports.wan !== undefined && ports.wan <= 0)
    return `the WAN pool is off (\`ports.serf_wan\` is ${ports.wan})`;
  const gateways = settings.scalar("connect.enable_mesh_gateway_wan_federation");
  return known(gateways) === true
    ? "with mesh gateway federation Consul refuses to start with it"
    : undefined;
}
