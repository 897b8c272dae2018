/** Services and workloads of memberlist's systems, from the manifests of Kubernetes. */
import type { Document } from "../model/document.ts";
import type { HeadlessService, LabelledPods, Labels } from "../model/gossipService.ts";
import { hasPlaceholder } from "../model/placeholder.ts";
import type { ConfigNode } from "../parse/tree.ts";
import { SYSTEMS } from "./memberlist.ts";
import { entryOf, itemsOf, nodeAt, textOf } from "./nodes.ts";

const GOSSIP_PORT = 7946;

/** The service, when it is headless and for gossip; a template's labels are not known, so neither is what it selects. */
export function readHeadlessService(document: Document): HeadlessService[] {
  const { root } = document;
  const name = textOf(nodeAt(root, "metadata", "name"));
  const selector = nodeAt(root, "spec", "selector");
  const labels = labelsOf(selector);
  const isHeadless = textOf(nodeAt(root, "spec", "clusterIP")) === "None";
  if (textOf(nodeAt(root, "kind")) !== "Service" || !isHeadless) return [];
  if (name === undefined || selector === undefined || labels === undefined) return [];
  const ports = itemsOf(nodeAt(root, "spec", "ports")).map((port) => entryOf(port, "port")?.value);
  const isGossip = ports.some((port) => port?.kind === "number" && port.value === GOSSIP_PORT);
  if (!isGossip && !/gossip|memberlist/.test(name)) return [];
  return [
    {
      name,
      namespace: textOf(nodeAt(root, "metadata", "namespace")),
      selector: labels,
      at: document.place(selector.span),
    },
  ];
}

/** The pods of a Deployment, StatefulSet and their kin that run one of memberlist's systems. */
export function readLabelledPods(document: Document): LabelledPods[] {
  const { root } = document;
  const name = nodeAt(root, "metadata", "name");
  const template = nodeAt(root, "spec", "template");
  const labels = labelsOf(nodeAt(template, "metadata", "labels"));
  const containers = itemsOf(nodeAt(template, "spec", "containers"));
  const images = containers.flatMap((container) => textOf(entryOf(container, "image")?.value) ?? []);
  const system = SYSTEMS.find((candidate) => images.some((image) => runs(image, candidate)));
  if (name === undefined || labels === undefined || system === undefined) return [];
  return [
    {
      system,
      namespace: textOf(nodeAt(root, "metadata", "namespace")),
      labels,
      at: document.place(name.span),
    },
  ];
}

/** `grafana/loki:3.0`, `tempo@sha256:…`, `grafana/mimir-distroless`. */
function runs(image: string, system: string): boolean {
  const name = /([^/:@]+)(?:[:@].*)?$/.exec(image)?.[1] ?? "";
  return name === system || name.startsWith(`${system}-`);
}

/** Undefined where a placeholder hides any of it. */
function labelsOf(node: ConfigNode | undefined): Labels | undefined {
  if (node?.kind !== "object") return undefined;
  const labels = new Map<string, string>();
  for (const { keys, value } of node.entries) {
    const text = value.kind === "string" ? value.value : undefined;
    if (text === undefined || hasPlaceholder(text)) return undefined;
    labels.set(keys[0]?.text ?? "", text);
  }
  return labels;
}
