/**
 * Nomad's tags. Only servers gossip, all regions in one pool, under the name `node.region`.
 * Source: nomad nomad/server.go, setupSerf; nomad/util.go, isNomadServer.
 */
import { NO_FACTS, type AgentFacts, type TagRecord } from "./agentFacts.ts";
import { numberTag, releaseTag } from "./tagValues.ts";

/** Facts of a member whose role is `nomad`. */
export function nomadFacts(tags: TagRecord): AgentFacts {
  return {
    ...NO_FACTS,
    product: "nomad",
    role: numberTag(tags, "port") > 0 ? "server" : "unknown",
    datacenter: tags["dc"] ?? "",
    region: tags["region"] ?? "",
    build: releaseTag(tags, "build"),
    nodeId: tags["id"] ?? "",
    raftVersion: numberTag(tags, "raft_vsn"),
    expect: numberTag(tags, "expect"),
    isBootstrap: tags["bootstrap"] !== undefined,
    rpcPort: numberTag(tags, "port"),
  };
}
