/** Manifests of Kubernetes: pods that run an agent, the ConfigMaps they read, the names their services give them. */
import type { AgentAddress } from "../model/agent.ts";
import type { Document } from "../model/document.ts";
import type { Fragment, Launch } from "../model/facts.ts";
import { fragmentOf } from "./fragment.ts";
import type { Source } from "../model/source.ts";
import { parseConfig } from "../parse/language.ts";
import type { ConfigNode, ObjectNode } from "../parse/tree.ts";
import { readCommand } from "./commandLine.ts";
import { readMemberlist } from "./memberlist.ts";
import { productOfImage } from "./compose.ts";
import { embeddedAssignments, embeddedText } from "./embedded.ts";
import { entryOf, itemsOf, nodeAt, objectOf, textOf } from "./nodes.ts";
import { wordsOfNode } from "./nodeWords.ts";
import type { Word } from "./words.ts";

/** Whether the document is an object of Kubernetes. */
export function isManifest(root: ObjectNode): boolean {
  return entryOf(root, "apiVersion") !== undefined && entryOf(root, "kind") !== undefined;
}

/** The agents that the object's pods start. */
export function readWorkload(source: Source, document: Document): Launch[] {
  const spec = nodeAt(document.root, "spec", "template", "spec") ?? nodeAt(document.root, "spec");
  return itemsOf(entryOf(spec, "containers")?.value).flatMap((container) => {
    const commands = commandsOf(source, document, container);
    const image = productOfImage(textOf(entryOf(container, "image")?.value) ?? "");
    const line = commands
      .flatMap((words) => readCommand(words, image) ?? [])
      .find(({ kind }) => kind === "agent");
    if (line === undefined) return [];
    const local = localConfig(container);
    return [
      {
        path: source.path,
        lines: [line],
        embedded:
          local?.kind === "string"
            ? embeddedAssignments(source, embeddedText(source, local), "CONSUL_LOCAL_CONFIG")
            : [],
        configDirs: [],
        mounts: [],
        configMaps: configMapsOf(spec, container),
        names: namesOf(document, scopeOf(source)),
        nameScope: scopeOf(source),
        host: undefined,
        home: line.at,
        hasUnknownConfig: false,
      },
    ];
  });
}

/** A folder of manifests is taken for one cluster of Kubernetes. */
function scopeOf(source: Source): string {
  return `kubernetes:${source.path.slice(0, Math.max(0, source.path.lastIndexOf("/")))}`;
}

/** `command` and `args` are one command line. */
function commandsOf(source: Source, document: Document, container: ConfigNode): Word[][] {
  const parts = ["command", "args"].flatMap((key) => {
    const node = entryOf(container, key)?.value;
    return node === undefined ? [] : [wordsOfNode(source, document, node)];
  });
  const whole = parts.flatMap(([words = []]) => words);
  return [whole, ...parts.flatMap(([, ...inside]) => inside)];
}

function localConfig(container: ConfigNode): ConfigNode | undefined {
  const variables = itemsOf(entryOf(container, "env")?.value);
  const found = variables.find((item) => textOf(entryOf(item, "name")?.value) === "CONSUL_LOCAL_CONFIG");
  return entryOf(found, "value")?.value;
}

function configMapsOf(spec: ConfigNode | undefined, container: ConfigNode): string[] {
  const volumes = itemsOf(entryOf(spec, "volumes")?.value).map((volume) =>
    nodeAt(volume, "configMap", "name"),
  );
  const variables = itemsOf(entryOf(container, "env")?.value).map((item) =>
    nodeAt(item, "valueFrom", "configMapKeyRef", "name"),
  );
  return [...volumes, ...variables].flatMap((node) => textOf(node) ?? []);
}

const REPLICAS_MAX = 10;

/** `consul-0.consul`, with the namespace behind it in all its spellings. */
function namesOf(document: Document, scope: string): AgentAddress[] {
  const { root } = document;
  const name = textOf(nodeAt(root, "metadata", "name"));
  const service = nodeAt(root, "spec", "serviceName");
  const serviceName = textOf(service);
  if (name === undefined || service === undefined || serviceName === undefined) return [];
  const replicas = nodeAt(root, "spec", "replicas");
  const count = Math.min(REPLICAS_MAX, replicas?.kind === "number" ? replicas.value : 1);
  const namespace = textOf(nodeAt(root, "metadata", "namespace")) ?? "default";
  const pods = Array.from({ length: count }, (_, index) => `${name}-${index}.${serviceName}`);
  const suffixes = ["", `.${namespace}`, `.${namespace}.svc`, `.${namespace}.svc.cluster.local`];
  const at = document.place(service.span);
  return [serviceName, ...pods].flatMap((host) =>
    suffixes.map((suffix) => ({ host: host + suffix, isName: true, plane: "both" as const, scope, at })),
  );
}

/** The entries of a ConfigMap that are an agent's config. */
export function readConfigMap(source: Source, document: Document): Fragment[] {
  const { root } = document;
  const name = textOf(nodeAt(root, "metadata", "name")) ?? "";
  const entries = objectOf(entryOf(root, "data")?.value)?.entries ?? [];
  return entries.flatMap(({ keys, value }) => {
    const key = keys[0]?.text ?? "";
    if (value.kind !== "string" || !/\.(?:json|hcl|config)$/.test(key)) return [];
    const embedded = embeddedText(source, value);
    const isJson = /^\s*\{/.test(embedded.text);
    const parsed = parseConfig("", embedded.text, isJson ? "json" : "hcl");
    const inside: Document = {
      text: embedded.text,
      root: parsed.root,
      place: ({ start, end }) => source.where(embedded.offsetOf(start), embedded.offsetOf(end)),
    };
    const fragment = fragmentOf(source, inside, isJson, parsed.isTemplate);
    if (fragment === undefined) return [];
    const isAgent = fragment.assignments.some(({ key: setting }) =>
      /^data_dir$|^(?:retry|start)_join/.test(setting),
    );
    return [
      {
        ...fragment,
        id: `${source.path}#${name}/${key}`,
        configMap: name,
        alone: isAgent ? ("agent" as const) : ("part" as const),
        home: document.place(keys[0]?.span ?? value.span),
        nameScope: scopeOf(source),
      },
    ];
  });
}

/** The entries of a ConfigMap that are a config of Loki and its kin. */
export function readMemberlistMap(source: Source, document: Document): Fragment[] {
  const { root } = document;
  const name = textOf(nodeAt(root, "metadata", "name")) ?? "";
  const entries = objectOf(entryOf(root, "data")?.value)?.entries ?? [];
  return entries.flatMap(({ keys, value }) => {
    const key = keys[0]?.text ?? "";
    if (value.kind !== "string" || !/\.ya?ml$/.test(key) || !value.value.includes("memberlist")) return [];
    const embedded = embeddedText(source, value);
    const { root, isTemplate } = parseConfig("", embedded.text, "yaml");
    const inside: Document = {
      text: embedded.text,
      root,
      place: ({ start, end }) => source.where(embedded.offsetOf(start), embedded.offsetOf(end)),
    };
    return readMemberlist(source, inside, isTemplate, `${source.path}#${name}/${key}`);
  });
}
