/** Consul's settings read into an agent, with Consul's defaults. Source: consul agent/config/default.go, builder.go. */
import type { Agent, AgentAddress, AgentPorts } from "../model/agent.ts";
import { Assignments } from "../model/assignments.ts";
import { autoJoinOf } from "../model/autoJoin.ts";
import { scalarOf } from "../model/document.ts";
import type { Draft } from "../model/draft.ts";
import { readGossipKey } from "../model/gossipKey.ts";
import type { Join } from "../model/join.ts";
import { known } from "../model/located.ts";
import {
  addressOf,
  clusterName,
  effective,
  hostAddress,
  joinsOf,
  nameAddress,
  numberSetting,
  switchSetting,
  textSetting,
} from "./reading.ts";

const DEFAULT_DATACENTER = "dc1";

export function readConsul(draft: Draft, site: string): Agent {
  const settings = new Assignments(draft.assignments);
  const isDev = known(switchSetting(settings, "dev")) === true;
  const serverSetting = switchSetting(settings, "server");
  const nodeName = textSetting(settings, "node_name");
  return {
    ...agentBasics(draft, site),
    isDev,
    cluster: clusterName(textSetting(settings, "datacenter"), draft.isClosed, DEFAULT_DATACENTER, (name) =>
      name.toLowerCase(),
    ),
    isServer: isDev || effective(serverSetting, draft.isClosed ? false : undefined),
    serverSetting,
    segment: textSetting(settings, "segment"),
    partition: textSetting(settings, "partition"),
    nodeName,
    nodeId: textSetting(settings, "node_id"),
    bootstrap: switchSetting(settings, "bootstrap"),
    bootstrapExpect: numberSetting(settings, "bootstrap_expect"),
    primary: textSetting(settings, "primary_datacenter") ?? textSetting(settings, "acl_datacenter"),
    joins: [
      ...joinsOf(settings, "retry_join", "lan"),
      ...joinsOf(settings, "start_join", "lan"),
      ...oldAutoJoins(settings),
      ...joinsOf(settings, "retry_join_wan", "wan"),
      ...joinsOf(settings, "start_join_wan", "wan"),
    ],
    key: readGossipKey(settings.scalar("encrypt")),
    hasKeyElsewhere:
      ["disable_keyring_file", "keyring_file", "encrypt_key"].some((key) => settings.has(key)) ||
      hasKeyring(draft),
    ports: portsOf(settings),
    addresses: [...addressesOf(settings, draft), ...nameAddress(nodeName, draft.nameScope)],
    settings,
  };
}

/** What every product's agent takes from its draft as it is. */
export function agentBasics(
  draft: Draft,
  site: string,
): Pick<
  Agent,
  "id" | "product" | "system" | "files" | "home" | "isClosed" | "site" | "nameScope" | "host" | "mounts"
> {
  const { id, product, system, files, home, isClosed, nameScope, host, mounts } = draft;
  return { id, product, system, files, home, isClosed, site, nameScope, host, mounts };
}

function hasKeyring({ mounts }: Draft): boolean {
  return mounts.some(({ from }) => /keyring|\/serf(?:\/|$)/.test(from));
}

function portsOf(settings: Assignments): AgentPorts {
  const port = (key: string, fallback: number): number | undefined =>
    effective(numberSetting(settings, `ports.${key}`), fallback);
  const others = [
    ["RPC", port("server", 8300)],
    ["HTTP", port("http", 8500)],
    ["HTTPS", port("https", 8501)],
    ["gRPC", port("grpc", 8502)],
    ["gRPC TLS", port("grpc_tls", 8503)],
    ["DNS", port("dns", 8600)],
  ] as const;
  return {
    lan: port("serf_lan", 8301),
    wan: port("serf_wan", 8302),
    others: new Map(
      others.flatMap(([name, number]) => (number === undefined ? [] : [[number, name] as const])),
    ),
  };
}

const ADDRESS_KEYS: readonly (readonly [string, AgentAddress["plane"]])[] = [
  ["advertise_addr", "both"],
  ["advertise_addr_ipv4", "both"],
  ["advertise_addr_ipv6", "both"],
  ["advertise_addrs.serf_lan", "lan"],
  ["advertise_addrs.serf_wan", "wan"],
  ["advertise_addr_wan", "wan"],
  ["advertise_addr_wan_ipv4", "wan"],
  ["advertise_addr_wan_ipv6", "wan"],
  ["bind_addr", "both"],
  ["serf_lan", "lan"],
  ["serf_lan_bind", "lan"],
  ["serf_wan", "wan"],
  ["serf_wan_bind", "wan"],
];

function addressesOf(settings: Assignments, draft: Draft): AgentAddress[] {
  const written = ADDRESS_KEYS.flatMap(([key, plane]) => addressOf(settings.scalar(key), plane));
  return [...written, ...draft.names, ...hostAddress(draft.host, draft.home)];
}

/** `retry_join_ec2 { tag_key = … }` and its kin, which Consul before 1.0 had. Source: agent/config/deprecated.go. */
const OLD_BLOCKS: readonly (readonly [string, string])[] = [
  ["retry_join_ec2", "aws"],
  ["retry_join_azure", "azure"],
  ["retry_join_gce", "gce"],
];

function oldAutoJoins(settings: Assignments): Join[] {
  return OLD_BLOCKS.flatMap(([key, provider]) =>
    settings.history(key).flatMap(({ node, document, at, entry, written }) => {
      if (node.kind !== "object") return [];
      const scalars = node.entries.map(({ keys, value }) => ({
        name: keys[0]?.text ?? "",
        value: scalarOf(value, document, entry, written),
      }));
      const pairs = scalars.map(
        ({ name, value }) =>
          [name, value === undefined ? "" : value.known ? String(value.value) : value.text] as const,
      );
      const isTemplate = scalars.some(({ value }) => value?.known === false);
      const autoJoin = autoJoinOf([["provider", provider], ...pairs], isTemplate);
      return [
        {
          at,
          entry,
          written,
          list: "lan" as const,
          source: "setting" as const,
          text: autoJoin.selector,
          inList: undefined,
          target: { kind: "autoJoin" as const, autoJoin },
        },
      ];
    }),
  );
}
