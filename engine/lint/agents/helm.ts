/** Values of the Consul chart: one release is up to two kinds of agents, its servers and its clients. */
import type { Assignment } from "../model/assignments.ts";
import { assignmentsOf } from "../model/assignments.ts";
import type { Document } from "../model/document.ts";
import type { Fragment } from "../model/facts.ts";
import type { Source } from "../model/source.ts";
import type { ConfigNode, Entry, ObjectNode } from "../parse/tree.ts";
import { embeddedAssignments, embeddedText } from "./embedded.ts";
import { entryOf, nodeAt, objectOf } from "./nodes.ts";

/** Reads a values file; empty when it is of another chart. */
export function readHelmValues(source: Source, document: Document): Fragment[] {
  const old = readOldChart(source, document);
  if (old !== undefined) return [old];
  const values = [document.root, objectOf(nodeAt(document.root, "consul"))].find(isConsulChart);
  if (values === undefined) return [];
  const shared = sharedSettings(document, values);
  const isNamed = nodeAt(values, "global", "datacenter") !== undefined;
  return (["server", "client"] as const).flatMap((role) => {
    const entry = entryOf(values, role);
    if (!runs(values, role) || (entry === undefined && role === "client")) return [];
    const assignments = [...shared, ...roleSettings(source, document, role, entry, values)];
    const home = entry === undefined ? source.firstLine() : document.place(entry.keys[0]?.span ?? entry.span);
    return [
      {
        path: source.path,
        id: `${source.path}#${role}`,
        products: ["consul"],
        system: "consul",
        assignments,
        home,
        alone: isNamed ? "closedAgent" : "agent",
        nameScope: `helm:${source.path}`,
        isTemplate: false,
      },
    ];
  });
}

const GLOBAL_KEYS = ["datacenter", "gossipEncryption", "federation", "consulSidecarContainer", "acls"];

function isConsulChart(values: ObjectNode | undefined): boolean {
  const global = nodeAt(values, "global");
  const hasRole = ["server", "client", "connectInject", "syncCatalog"].some(
    (key) => entryOf(values, key) !== undefined,
  );
  return hasRole && GLOBAL_KEYS.some((key) => entryOf(global, key) !== undefined);
}

/** Whether the chart starts that role; clients are off unless asked for, since 1.0 of the chart. */
function runs(values: ObjectNode, role: "server" | "client"): boolean {
  const enabled = nodeAt(values, role, "enabled");
  if (enabled?.kind === "boolean") return enabled.value;
  const everything = nodeAt(values, "global", "enabled");
  const isOff = everything?.kind === "boolean" && !everything.value;
  return role === "server" ? !isOff : entryOf(nodeAt(values, "client"), "join") !== undefined;
}

function sharedSettings(document: Document, values: ObjectNode): Assignment[] {
  const encryption = entryOf(nodeAt(values, "global"), "gossipEncryption");
  const federation = nodeAt(values, "global", "federation");
  return [
    ...assign(document, "datacenter", entryOf(nodeAt(values, "global"), "datacenter")),
    ...hiddenKey(document, encryption),
    ...assign(document, "primary_datacenter", entryOf(federation, "primaryDatacenter")),
    ...assign(document, "primary_gateways", entryOf(federation, "primaryGateways")),
    ...assign(document, "connect.enable_mesh_gateway_wan_federation", entryOf(federation, "enabled")),
  ];
}

/** A secret of Kubernetes holds the key, or the chart makes one: it is there, but not here. */
function hiddenKey(document: Document, encryption: Entry | undefined): Assignment[] {
  const block = encryption?.value;
  const names = ["autoGenerate", "secretName"];
  const isOn = names.some((name) => {
    const value = entryOf(block, name)?.value;
    return value !== undefined && !(value.kind === "boolean" && !value.value);
  });
  if (encryption === undefined || !isOn) return [];
  const hidden: ConfigNode = { kind: "unknown", span: encryption.value.span, text: "a secret of Kubernetes" };
  return assign(document, "encrypt", { ...encryption, value: hidden });
}

function roleSettings(
  source: Source,
  document: Document,
  role: "server" | "client",
  entry: Entry | undefined,
  values: ObjectNode,
): Assignment[] {
  const span = entry?.keys[0]?.span ?? values.entries[0]?.keys[0]?.span ?? { start: 0, end: 0 };
  const flag: Entry = {
    keys: [{ text: role, span }],
    value: { kind: "boolean", span, value: role === "server" },
    span,
  };
  const block = entry?.value;
  const extra = entryOf(block, "extraConfig")?.value;
  return [
    ...assign(document, "server", flag),
    ...(role === "server"
      ? assign(document, "bootstrap_expect", entryOf(block, "bootstrapExpect") ?? entryOf(block, "replicas"))
      : []),
    ...(role === "client" ? assign(document, "retry_join", entryOf(block, "join")) : []),
    ...(extra?.kind === "string"
      ? embeddedAssignments(source, embeddedText(source, extra), `${role}.extraConfig`)
      : []),
  ];
}

function assign(document: Document, key: string, entry: Entry | undefined): Assignment[] {
  if (entry === undefined) return [];
  const root: ObjectNode = { kind: "object", span: entry.span, entries: [entry] };
  return assignmentsOf({ ...document, root })
    .slice(0, 1)
    .map((assignment) => ({ ...assignment, key }));
}

/** The chart `stable/consul`, which came before: servers only, settings in capitals. */
function readOldChart(source: Source, document: Document): Fragment | undefined {
  const { root } = document;
  const keys = ["DatacenterName", "joinPeers", "joinWan"].filter((key) => entryOf(root, key) !== undefined);
  if (keys.length === 0 || (keys.length === 1 && entryOf(root, "Gossip") === undefined)) return undefined;
  const gossip = entryOf(root, "Gossip");
  const encrypt = nodeAt(gossip?.value, "Encrypt");
  const isOn = gossip !== undefined && !(encrypt?.kind === "boolean" && !encrypt.value);
  const hidden: ConfigNode = {
    kind: "unknown",
    span: gossip?.span ?? root.span,
    text: "a secret of Kubernetes",
  };
  return {
    path: source.path,
    id: `${source.path}#server`,
    products: ["consul"],
    system: "consul",
    assignments: [
      ...assign(document, "datacenter", entryOf(root, "DatacenterName")),
      ...(isOn ? assign(document, "encrypt", { ...gossip, value: hidden }) : []),
      ...assign(document, "retry_join", entryOf(root, "joinPeers")),
      ...assign(document, "retry_join_wan", entryOf(root, "joinWan")),
    ],
    home: source.firstLine(),
    alone: "agent",
    nameScope: `helm:${source.path}`,
    isTemplate: false,
  };
}
