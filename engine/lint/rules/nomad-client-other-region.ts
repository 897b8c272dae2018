/** GM901: a Nomad client that registers in the wrong region. */
import type { Rule } from "../rule.ts";

export const nomadClientOtherRegion: Rule = {
  code: "GM901",
  id: "nomad-client-other-region",
  summary: "A Nomad client is pointed at servers of another region",
  severity: "error",
  whyItIsARisk:
    "Servers of all regions share one pool on purpose, but a client must register in its own region. The next repair is to make the regions equal, and then two raft clusters share one.",
  examples: {
    flagged: {
      "eu/client.hcl":
        'region = "eu"\nclient {\n  enabled = true\n  server_join {\n    retry_join = ["10.1.0.10"]\n  }\n}\n',
      "us/server.hcl": 'region = "us"\nbind_addr = "10.1.0.10"\nserver {\n  enabled = true\n}\n',
    },
    clean: {
      "us/client.hcl":
        'region = "us"\nclient {\n  enabled = true\n  server_join {\n    retry_join = ["10.1.0.10"]\n  }\n}\n',
      "us/server.hcl": 'region = "us"\nbind_addr = "10.1.0.10"\nserver {\n  enabled = true\n}\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "fleet",
  *check(fleet) {
    for (const agent of fleet.agents) {
      const { product, cluster, isDev } = agent;
      if (product !== "nomad" || isDev || cluster.kind === "unknown") continue;
      for (const join of agent.joins) {
        if (join.list !== "rpc") continue;
        const servers = fleet
          .ownersOf(join, agent)
          .filter(({ product, isServer }) => product === "nomad" && isServer === true);
        const [server] = servers;
        const isForeign = servers.every(
          ({ cluster: other }) => other.kind !== "unknown" && other.name !== cluster.name,
        );
        if (server?.cluster.kind === undefined || server.cluster.kind === "unknown" || !isForeign) continue;
        const at = server.cluster.kind === "named" ? server.cluster.setting.at : server.home;
        yield {
          at: join.at,
          message: `\`${join.text}\` is a server of region "${server.cluster.name}" (${fleet.describe(at)}); this client is in region "${cluster.name}".`,
          related: [{ at, message: `region "${server.cluster.name}"` }],
        };
      }
    }
  },
};
