/** Tags of a Serf agent that is no Consul or Nomad: free words, of which `dc` and `datacenter` are common use. */
import { NO_FACTS, type AgentFacts, type TagRecord } from "./agentFacts.ts";

export function plainSerfFacts(tags: TagRecord): AgentFacts {
  return { ...NO_FACTS, datacenter: tags["dc"] ?? tags["datacenter"] ?? "" };
}
