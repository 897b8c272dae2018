/** GM902: two Nomad clusters of one region name that are about to meet. */
import type { Agent } from "../model/agent.ts";
import type { Join } from "../model/join.ts";
import { haveDifferentKeys } from "../model/keyComparison.ts";
import { known } from "../model/located.ts";
import { AddressBook, meansOneMachine } from "../model/strangers.ts";
import type { Rule } from "../rule.ts";

/** Source: nomad command/agent/config.go, DefaultConfig. */
const DEFAULT_REGION = "global";

export const nomadRegionNameCollision: Rule = {
  code: "GM902",
  id: "nomad-region-name-collision",
  summary: "Servers of one region are joined from two environments or with different keys",
  severity: "error",
  whyItIsARisk:
    "Nomad's guard lets every Nomad server in, and the region is what decides who shares a raft. Two clusters that are both called global become one raft on first contact.",
  examples: {
    flagged: {
      "envs/prod/server.hcl":
        'bind_addr = "10.1.0.10"\ndata_dir = "/opt/nomad"\nserver {\n  enabled = true\n  bootstrap_expect = 3\n  encrypt = "qDOPBEr+/oUVeOFQOnVypxwDaHzLrD+lvjo5vCEBbZ0="\n}\n',
      "envs/stg/server.hcl":
        'bind_addr = "10.9.0.10"\ndata_dir = "/opt/nomad"\nregion = "global"\nserver {\n  enabled = true\n  bootstrap_expect = 3\n  encrypt = "w2VkqBmaq9hQ4y0pF9dDkeW9bJc6DPRSYl1CPIeyFyo="\n  server_join {\n    retry_join = ["10.1.0.10"]\n  }\n}\n',
    },
    clean: {
      "envs/prod/server.hcl": 'region = "prod"\nbind_addr = "10.1.0.10"\nserver {\n  enabled = true\n}\n',
      "envs/stg/server.hcl":
        'region = "stg"\nbind_addr = "10.9.0.10"\nserver {\n  enabled = true\n  server_join {\n    retry_join = ["10.1.0.10"]\n  }\n}\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "fleet",
  *check(fleet) {
    const servers = fleet.agents.filter(isServer);
    if (servers.length < 2) return;
    const book = new AddressBook(fleet);
    for (const agent of servers) {
      for (const join of agent.joins) {
        const other = strangerBehind(agent, join, servers, book);
        if (other === undefined) continue;
        const at = other.cluster.kind === "named" ? other.cluster.setting.at : other.home;
        yield {
          at: join.at,
          message: `This server joins ${join.text} of another cluster that is also region "${regionOf(agent) ?? ""}" (${fleet.describe(at)}); both would form one raft.`,
          related: [{ at, message: `also region "${regionOf(agent) ?? ""}"` }],
        };
      }
    }
  },
};

function isServer({ product, isServer, isDev }: Agent): boolean {
  return product === "nomad" && isServer === true && !isDev;
}

/** A server of a cluster of the same name, reached by its address or by a seed that both name. */
function strangerBehind(
  agent: Agent,
  { list, target }: Join,
  servers: readonly Agent[],
  book: AddressBook,
): Agent | undefined {
  if (list !== "lan" || target.kind !== "host" || !meansOneMachine(target)) return undefined;
  const owners = book.ownersOf(target.host).filter(isServer);
  const reached = owners.length > 0 ? owners : servers.filter((server) => namesSeed(server, target.host));
  // A server of the own cluster there makes it the own cluster's address.
  if (reached.some((other) => other !== agent && isSameCluster(agent, other))) return undefined;
  return reached.find((other) => other !== agent && isNamesake(agent, other));
}

function namesSeed({ joins }: Agent, host: string): boolean {
  return joins.some(({ list, target }) => list === "lan" && target.kind === "host" && target.host === host);
}

function isNamesake(one: Agent, other: Agent): boolean {
  const isSameName =
    one.cluster.kind !== "unknown" &&
    other.cluster.kind !== "unknown" &&
    one.cluster.name === other.cluster.name;
  return isSameName && !isSameCluster(one, other);
}

/** A server that names no region is in the default one; a placeholder may be any. */
function regionOf({ cluster }: Agent): string | undefined {
  if (cluster.kind !== "unknown") return cluster.name;
  return cluster.setting === undefined ? DEFAULT_REGION : undefined;
}

function isSameCluster(one: Agent, other: Agent): boolean {
  if (one.site !== other.site) return false;
  return !(haveDifferentKeys(one, other) && startsCluster(one) && startsCluster(other));
}

function startsCluster({ bootstrapExpect }: Agent): boolean {
  return (known(bootstrapExpect) ?? 0) > 0;
}
