/** Consul's tags. Source: consul agent/consul/server_serf.go, client_serf.go; agent/metadata/server.go, IsConsulServer. */
import { NO_FACTS, type AgentFacts, type TagRecord } from "./agentFacts.ts";
import { numberTag, releaseTag } from "./tagValues.ts";

/** The ports that an agent listens on unless it is told otherwise. Source: consul agent/config/default.go. */
export const CONSUL_PORTS = { rpc: 8300, lan: 8301, wan: 8302 } as const;

/** Facts of a member whose role is `consul` or `node`. */
export function consulFacts(tags: TagRecord): AgentFacts {
  return {
    ...NO_FACTS,
    product: "consul",
    role: tags["role"] === "node" ? "client" : isServer(tags) ? "server" : "unknown",
    datacenter: tags["dc"] ?? "",
    segment: tags["segment"] ?? "",
    partition: tags["ap"] ?? "",
    build: releaseTag(tags, "build"),
    nodeId: tags["id"] ?? "",
    raftVersion: numberTag(tags, "raft_vsn"),
    expect: numberTag(tags, "expect"),
    isBootstrap: tags["bootstrap"] !== undefined,
    rpcPort: numberTag(tags, "port"),
    wanJoinPort: numberTag(tags, "wan_join_port"),
  };
}

/** Consul believes a server only when port, protocol and build can be read. */
function isServer(tags: TagRecord): boolean {
  return numberTag(tags, "port") > 0 && numberTag(tags, "vsn") > 0 && releaseTag(tags, "build") !== "";
}
