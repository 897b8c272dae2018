/** What a member is, by its Serf tags, whichever product set them. Nothing is guessed from names or ports. */
import type { AgentFacts, TagRecord } from "./agentFacts.ts";
import { consulFacts } from "./consul.ts";
import { nomadFacts } from "./nomad.ts";
import { plainSerfFacts } from "./plainSerf.ts";

/** Reads the tags of one member. */
export function agentFacts(tags: TagRecord): AgentFacts {
  const role = tags["role"] ?? "";
  if (role === "consul" || role === "node") return consulFacts(tags);
  return role === "nomad" ? nomadFacts(tags) : plainSerfFacts(tags);
}
