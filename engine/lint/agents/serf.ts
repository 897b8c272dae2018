/** Serf's settings read into an agent. Source: serf cmd/serf/command/agent/config.go. */
import type { Agent } from "../model/agent.ts";
import { Assignments } from "../model/assignments.ts";
import type { Draft } from "../model/draft.ts";
import { readGossipKey } from "../model/gossipKey.ts";
import type { Located } from "../model/located.ts";
import { agentBasics } from "./consul.ts";
import {
  addressOf,
  clusterName,
  hostAddress,
  joinsOf,
  nameAddress,
  portBehind,
  textSetting,
} from "./reading.ts";

const DEFAULT_PORT = 7946;

export function readSerf(draft: Draft, site: string): Agent {
  const settings = new Assignments(draft.assignments);
  const nodeName = textSetting(settings, "node_name");
  return {
    ...agentBasics(draft, site),
    isDev: false,
    cluster: clusterName(clusterTag(settings), draft.isClosed, undefined),
    // Serf's members are all alike.
    isServer: true,
    serverSetting: undefined,
    segment: undefined,
    partition: undefined,
    nodeName,
    nodeId: undefined,
    bootstrap: undefined,
    bootstrapExpect: undefined,
    primary: undefined,
    joins: [...joinsOf(settings, "start_join", "lan"), ...joinsOf(settings, "retry_join", "lan")],
    key: readGossipKey(settings.scalar("encrypt_key")),
    hasKeyElsewhere: settings.has("keyring_file") || settings.has("encrypt"),
    ports: {
      lan: portBehind(settings.scalar("advertise")) ?? portBehind(settings.scalar("bind")) ?? DEFAULT_PORT,
      wan: undefined,
      others: new Map([[portBehind(settings.scalar("rpc_addr")) ?? 7373, "RPC"]]),
    },
    addresses: [
      ...addressOf(settings.scalar("advertise"), "both"),
      ...addressOf(settings.scalar("bind"), "both"),
      ...draft.names,
      ...hostAddress(draft.host, draft.home),
      ...nameAddress(nodeName, draft.nameScope),
    ],
    settings,
  };
}

const CLUSTER_TAGS = ["datacenter", "dc", "cluster", "env", "region"];

/** Serf has no name for a cluster, so people put one into a tag. */
function clusterTag(settings: Assignments): Located<string> | undefined {
  for (const tag of CLUSTER_TAGS) {
    const setting = textSetting(settings, `tags.${tag}`);
    if (setting !== undefined) return setting;
  }
  return undefined;
}
