/** The `memberlist` block of Loki and its kin read into an agent. Source: dskit kv/memberlist/memberlist_client.go. */
import type { Agent } from "../model/agent.ts";
import { Assignments } from "../model/assignments.ts";
import type { Draft } from "../model/draft.ts";
import { agentBasics } from "./consul.ts";
import {
  addressOf,
  clusterName,
  effective,
  hostAddress,
  joinsOf,
  nameAddress,
  numberSetting,
  textSetting,
} from "./reading.ts";

const DEFAULT_PORT = 7946;

export function readMemberlistAgent(draft: Draft, site: string): Agent {
  const settings = new Assignments(draft.assignments);
  const nodeName = textSetting(settings, "node_name");
  return {
    ...agentBasics(draft, site),
    isDev: false,
    cluster: clusterName(textSetting(settings, "cluster_label"), false, undefined),
    isServer: true,
    serverSetting: undefined,
    segment: undefined,
    partition: undefined,
    nodeName,
    nodeId: undefined,
    bootstrap: undefined,
    bootstrapExpect: undefined,
    primary: undefined,
    joins: joinsOf(settings, "join_members", "lan", true),
    key: undefined,
    hasKeyElsewhere: false,
    ports: {
      lan: effective(numberSetting(settings, "bind_port"), DEFAULT_PORT),
      wan: undefined,
      others: new Map(),
    },
    addresses: [
      ...addressOf(settings.scalar("advertise_addr"), "both"),
      ...settings.list("bind_addr").flatMap(({ value }) => addressOf(value, "both")),
      ...draft.names,
      ...hostAddress(draft.host, draft.home),
      ...nameAddress(nodeName, draft.nameScope),
    ],
    settings,
  };
}
