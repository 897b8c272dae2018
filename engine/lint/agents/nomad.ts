/** Nomad's settings read into an agent. Source: nomad command/agent/config.go. */
import type { Agent, AgentAddress } from "../model/agent.ts";
import { Assignments, type Assignment } from "../model/assignments.ts";
import type { Draft } from "../model/draft.ts";
import { readGossipKey } from "../model/gossipKey.ts";
import { known } from "../model/located.ts";
import { agentBasics } from "./consul.ts";
import {
  addressOf,
  clusterName,
  effective,
  hostAddress,
  joinsOf,
  nameAddress,
  numberSetting,
  portBehind,
  switchSetting,
  textSetting,
} from "./reading.ts";

const DEFAULT_REGION = "global";

export function readNomad(draft: Draft, site: string): Agent {
  const settings = new Assignments(withoutReplaced(draft.assignments));
  const isDev = known(switchSetting(settings, "dev")) === true;
  const serverSetting = switchSetting(settings, "server.enabled");
  const name = textSetting(settings, "name");
  return {
    ...agentBasics(draft, site),
    isDev,
    cluster: clusterName(textSetting(settings, "region"), isWhole(draft, settings), DEFAULT_REGION),
    isServer: isDev || effective(serverSetting, draft.isClosed || settings.has("client") ? false : undefined),
    serverSetting,
    segment: undefined,
    partition: undefined,
    nodeName: name,
    nodeId: undefined,
    bootstrap: undefined,
    bootstrapExpect: numberSetting(settings, "server.bootstrap_expect"),
    primary: textSetting(settings, "server.authoritative_region"),
    joins: [
      ...[
        "server.server_join.retry_join",
        "server.server_join.start_join",
        "server.retry_join",
        "server.start_join",
      ].flatMap((key) => joinsOf(settings, key, "lan")),
      ...["client.server_join.retry_join", "client.server_join.start_join", "client.servers"].flatMap((key) =>
        joinsOf(settings, key, "rpc"),
      ),
    ],
    key: readGossipKey(settings.scalar("server.encrypt")),
    hasKeyElsewhere: settings.has("encrypt") || draft.mounts.some(({ from }) => from.includes("keyring")),
    ports: {
      lan: effective(
        numberSetting(settings, "ports.serf"),
        portBehind(settings.scalar("advertise.serf")) ?? 4648,
      ),
      wan: undefined,
      others: new Map([
        [effective(numberSetting(settings, "ports.http"), 4646) ?? 4646, "HTTP"],
        [effective(numberSetting(settings, "ports.rpc"), 4647) ?? 4647, "RPC"],
      ]),
    },
    addresses: [...addressesOf(settings, draft), ...nameAddress(name, draft.nameScope)],
    settings,
  };
}

/** A file that starts a server or client says all that matters about its region, with `data_dir` or without. */
function isWhole(draft: Draft, settings: Assignments): boolean {
  const starts = ["server.enabled", "client.enabled"].some(
    (key) => known(switchSetting(settings, key)) === true,
  );
  const isTemplate = [...settings.keys()].some((key) =>
    settings.history(key).some(({ node }) => node.kind === "unknown"),
  );
  return draft.isClosed || (starts && !isTemplate);
}

function addressesOf(settings: Assignments, draft: Draft): AgentAddress[] {
  return [
    ...addressOf(settings.scalar("advertise.serf"), "both"),
    ...addressOf(settings.scalar("advertise.rpc"), "both"),
    ...addressOf(settings.scalar("addresses.serf"), "both"),
    ...addressOf(settings.scalar("bind_addr"), "both"),
    ...draft.names,
    ...hostAddress(draft.host, draft.home),
  ];
}

/** A later `server_join` block takes the place of an earlier one, with all its lists. */
function withoutReplaced(assignments: readonly Assignment[]): Assignment[] {
  return ["server.server_join", "client.server_join"].reduce<Assignment[]>(
    (kept, block) => {
      const isBlock = ({ key, from }: Assignment): boolean => from === "file" && key === block;
      const last = kept.map(isBlock).lastIndexOf(true);
      return kept.filter(
        ({ key, from }, index) => from !== "file" || index >= last || !key.startsWith(`${block}.`),
      );
    },
    [...assignments],
  );
}
