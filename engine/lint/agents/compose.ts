/** Compose files: each service that runs an agent, with the names it has on the project's networks. */
import type { AgentAddress, Product } from "../model/agent.ts";
import type { Assignment } from "../model/assignments.ts";
import type { Document } from "../model/document.ts";
import type { Launch, NameRecord } from "../model/facts.ts";
import { canonicalHost } from "../model/host.ts";
import type { Where } from "../model/located.ts";
import type { Mount } from "../model/mount.ts";
import type { Source } from "../model/source.ts";
import type { ConfigNode, ObjectNode } from "../parse/tree.ts";
import { readCommand } from "./commandLine.ts";
import { embeddedAssignments, embeddedText } from "./embedded.ts";
import { readExtraHosts } from "./inventory.ts";
import { entryOf, itemsOf, objectOf, textOf } from "./nodes.ts";
import { wordsOfNode } from "./nodeWords.ts";

/** All services of a Compose file that run an agent. */
export function readCompose(source: Source, document: Document): Launch[] {
  const services = objectOf(entryOf(document.root, "services")?.value);
  const project = projectOf(source.path);
  return (services?.entries ?? []).flatMap(({ keys, value }) => {
    const name = keys[0];
    const service = objectOf(value);
    if (name === undefined || service === undefined) return [];
    return readService(source, document, service, project, {
      host: name.text,
      at: document.place(name.span),
    });
  });
}

/** The names that `extra_hosts` gives to machines outside. */
export function readComposeHosts(source: Source, document: Document): NameRecord[] {
  const services = objectOf(entryOf(document.root, "services")?.value);
  return (services?.entries ?? []).flatMap(({ value }) =>
    readExtraHosts(document, entryOf(value, "extra_hosts")?.value, projectOf(source.path)),
  );
}

/** Names of a project mean nothing outside of it; it is the folder of the file. */
function projectOf(path: string): string {
  return `compose:${path.slice(0, Math.max(0, path.lastIndexOf("/")))}`;
}

function readService(
  source: Source,
  document: Document,
  service: ObjectNode,
  project: string,
  name: { host: string; at: Where },
): Launch[] {
  const image = productOfImage(textOf(entryOf(service, "image")?.value) ?? "");
  const line = ["command", "entrypoint"]
    .map((key) => entryOf(service, key)?.value)
    .flatMap((node) => (node === undefined ? [] : wordsOfNode(source, document, node)))
    .flatMap((words) => readCommand(words, image) ?? [])
    .find(({ kind }) => kind === "agent");
  if (line === undefined) return [];
  const mounts = mountsOf(source, document, service);
  return [
    {
      path: source.path,
      lines: [line],
      embedded: localConfig(source, service),
      configDirs: line.product === "consul" ? ["/consul/config"] : [],
      mounts,
      configMaps: [],
      names: namesOf(document, service, name, project),
      nameScope: project,
      host: project,
      home: line.at,
      hasUnknownConfig: false,
    },
  ];
}

/** `hashicorp/consul:1.15`, `consul`, `library/consul@sha256:…`. */
export function productOfImage(image: string): Product | undefined {
  const name = /([^/:@]+)(?:[:@].*)?$/.exec(image)?.[1] ?? "";
  if (/^consul(?:-enterprise)?$/.test(name)) return "consul";
  return name === "nomad" || name === "serf" ? name : undefined;
}

function namesOf(
  document: Document,
  service: ObjectNode,
  name: { host: string; at: Where },
  scope: string,
): AgentAddress[] {
  const found: { text: string; at: Where }[] = [{ text: name.host, at: name.at }];
  const add = (node: ConfigNode | undefined): void => {
    const text = textOf(node);
    if (text !== undefined && node !== undefined) found.push({ text, at: document.place(node.span) });
  };
  add(entryOf(service, "hostname")?.value);
  add(entryOf(service, "container_name")?.value);
  for (const { value } of objectOf(entryOf(service, "networks")?.value)?.entries ?? []) {
    add(entryOf(value, "ipv4_address")?.value);
    add(entryOf(value, "ipv6_address")?.value);
    itemsOf(entryOf(value, "aliases")?.value).forEach(add);
  }
  return found.map(({ text, at }) => ({ ...canonicalHost(text), plane: "both", scope, at }));
}

/** `CONSUL_LOCAL_CONFIG`, which the image writes into the config directory. */
function localConfig(source: Source, service: ObjectNode): Assignment[] {
  const environment = entryOf(service, "environment")?.value;
  const direct = entryOf(environment, "CONSUL_LOCAL_CONFIG")?.value;
  if (direct?.kind === "string") return embeddedAssignments(source, embeddedText(source, direct), VARIABLE);
  const item = itemsOf(environment).find((node) => textOf(node)?.startsWith(`${VARIABLE}=`) === true);
  if (item?.kind !== "string") return [];
  const whole = embeddedText(source, item);
  const from = VARIABLE.length + 1;
  return embeddedAssignments(
    source,
    { text: whole.text.slice(from), offsetOf: (index) => whole.offsetOf(from + index) },
    VARIABLE,
  );
}

const VARIABLE = "CONSUL_LOCAL_CONFIG";

/** Short form `./a.json:/consul/config/a.json:ro` and long form `{ type, source, target }`. */
function mountsOf(source: Source, document: Document, service: ObjectNode): Mount[] {
  const folder = source.path.slice(0, source.path.lastIndexOf("/") + 1);
  return itemsOf(entryOf(service, "volumes")?.value).flatMap((node) => {
    const [from, to] = pathsOf(node);
    if (from === undefined || to === undefined) return [];
    const isVolume = !/^[./~$]/.test(from);
    const path = from.startsWith(".") ? resolve(folder, from) : from;
    return [{ from: path, isVolume, to: to.replace(/\/+$/, ""), at: document.place(node.span) }];
  });
}

function pathsOf(node: ConfigNode): [from: string | undefined, to: string | undefined] {
  const text = textOf(node);
  if (text === undefined)
    return [textOf(entryOf(node, "source")?.value), textOf(entryOf(node, "target")?.value)];
  const [from, to] = text.split(":");
  return [from, to];
}

/** `dc1/` and `../shared/a.json` give `shared/a.json`. */
function resolve(folder: string, path: string): string {
  const parts: string[] = folder.split("/").filter((part) => part !== "");
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}
