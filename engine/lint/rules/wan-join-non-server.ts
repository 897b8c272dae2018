/** GM204: a WAN join that names a client. */
import type { Agent } from "../model/agent.ts";
import type { Fleet } from "../model/fleet.ts";
import { known } from "../model/located.ts";
import type { Rule } from "../rule.ts";

export const wanJoinNonServer: Rule = {
  code: "GM204",
  id: "wan-join-non-server",
  summary: "A WAN join address belongs to a client agent",
  severity: "error",
  whyItIsARisk:
    "A client does not listen on the WAN port, and with a LAN port the guard answers that it is no server: the pair tries again for ever. The usual next step is to try ports until one works.",
  examples: {
    flagged: {
      "dc1/client.hcl":
        'datacenter = "dc1"\nserver = false\nbind_addr = "10.1.0.50"\nretry_join = ["10.1.0.10"]\n',
      "dc2/server.hcl":
        'datacenter = "dc2"\nserver = true\nbind_addr = "10.2.0.10"\nretry_join_wan = ["10.1.0.50"]\n',
    },
    clean: {
      "dc1/server.hcl": 'datacenter = "dc1"\nserver = true\nbind_addr = "10.1.0.10"\n',
      "dc2/server.hcl":
        'datacenter = "dc2"\nserver = true\nbind_addr = "10.2.0.10"\nretry_join_wan = ["10.1.0.10"]\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "fleet",
  *check(fleet) {
    for (const agent of fleet.agents.filter(({ product, isDev }) => product === "consul" && !isDev)) {
      for (const join of agent.joins.filter(({ list }) => list === "wan")) {
        const owners = fleet.ownersOf(join, agent).filter(({ product }) => product === "consul");
        const [client] = owners;
        if (client === undefined || client === agent || owners.some(({ isServer }) => isServer !== false))
          continue;
        const place = client.nodeName?.at ?? client.home;
        yield {
          at: join.at,
          message: `\`${join.text}\` is a client agent (${fleet.describe(place)}); the WAN pool has servers only.${serversText(client, fleet)}`,
          related: [{ at: place, message: "the client agent" }],
        };
      }
    }
  },
};

/** The servers that the list could name instead. */
function serversText(client: Agent, fleet: Fleet): string {
  const servers = fleet.laneOf(client)?.servers ?? [];
  const names = servers.flatMap(
    (server) => server.addresses.find(({ isName }) => !isName)?.host ?? known(server.nodeName) ?? [],
  );
  return names.length === 0 ? "" : ` Servers of that datacenter: ${names.slice(0, 3).join(", ")}.`;
}
