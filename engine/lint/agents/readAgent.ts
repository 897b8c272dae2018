/** A draft → an agent, by its product. */
import { unreachable } from "../../base/assert.ts";
import type { Agent } from "../model/agent.ts";
import type { Draft } from "../model/draft.ts";
import { readConsul } from "./consul.ts";
import { readMemberlistAgent } from "./memberlistAgent.ts";
import { readNomad } from "./nomad.ts";
import { readSerf } from "./serf.ts";

export function readAgent(draft: Draft, site: string): Agent {
  switch (draft.product) {
    case "consul":
      return readConsul(draft, site);
    case "nomad":
      return readNomad(draft, site);
    case "serf":
      return readSerf(draft, site);
    case "memberlist":
      return readMemberlistAgent(draft, site);
    default:
      return unreachable(draft.product);
  }
}
