/** Kubernetes manifests: a headless Service and a StatefulSet for the servers and the clients of each datacenter. */
import { stringify } from "yaml";
import type { ClusterSpec } from "../../view/cluster.ts";
import type { AgentPlan, Topology } from "../topology.ts";
import { agentWords, header, IMAGES, KEY_FOLDER } from "./agents.ts";

const KEY_SECRET = "gossip-key";
/** Kubernetes puts the pod's own name in its place. */
const OWN_NAME = "$(POD_NAME)";

export function kubernetesFile(spec: ClusterSpec, topology: Topology): string {
  const documents: unknown[] = [{ apiVersion: "v1", kind: "Namespace", metadata: { name: spec.name } }];
  for (const { name } of spec.datacenters) {
    for (const role of ["server", "client"] as const) {
      const agents = topology.agents.filter((plan) => plan.datacenter === name && plan.role === role);
      const [first] = agents;
      if (first !== undefined) documents.push(...setOf(first, agents.length, spec, topology));
    }
  }
  const secret = spec.isEncrypted
    ? ` Before it: kubectl -n ${spec.name} create secret generic ${KEY_SECRET} --from-file=gossip.json.`
    : "";
  const text = documents.map((document) => stringify(document, { lineWidth: 0 })).join("---\n");
  return `${header(spec, `Run: kubectl apply -f FILE.${secret}`)}${text}`;
}

function setOf(plan: AgentPlan, replicas: number, spec: ClusterSpec, topology: Topology): unknown[] {
  const name = setName(plan);
  const metadata = { name, namespace: spec.name, labels: { app: name } };
  const ports = (spec.product === "consul" ? [8300, 8301, 8302] : [7946]).flatMap(portsOf);
  const service = {
    apiVersion: "v1",
    kind: "Service",
    metadata,
    spec: { clusterIP: "None", publishNotReadyAddresses: true, selector: { app: name }, ports },
  };
  const set = {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata,
    spec: {
      serviceName: name,
      replicas,
      podManagementPolicy: "Parallel",
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: podSpec(plan, spec, topology) },
    },
  };
  return [service, set];
}

function podSpec(plan: AgentPlan, spec: ClusterSpec, topology: Topology): unknown {
  // All pods of a set share their words: each joins all of its servers, itself too, which does no harm.
  const words = agentWords({ ...plan, name: OWN_NAME }, spec, topology, (other) =>
    hostOf(other, spec, topology),
  );
  const field = (fieldPath: string): unknown => ({ fieldRef: { fieldPath } });
  const container = {
    name: spec.product,
    image: IMAGES[spec.product],
    args: spec.product === "consul" ? [...words, "-bind=$(POD_IP)"] : words,
    env: [
      { name: "POD_NAME", valueFrom: field("metadata.name") },
      { name: "POD_IP", valueFrom: field("status.podIP") },
    ],
    ...(spec.isEncrypted ? { volumeMounts: [{ name: "key", mountPath: KEY_FOLDER, readOnly: true }] } : {}),
  };
  return {
    containers: [container],
    ...(spec.isEncrypted ? { volumes: [{ name: "key", secret: { secretName: KEY_SECRET } }] } : {}),
  };
}

function setName({ datacenter, role }: AgentPlan): string {
  return `${datacenter}-${role}`;
}

/** `dc1-server-0.dc1-server`: a pod of a StatefulSet is counted from 0. */
function hostOf(plan: AgentPlan, { name }: ClusterSpec, { agents }: Topology): string {
  const index = agents.filter((other) => setName(other) === setName(plan)).indexOf(plan);
  return `${setName(plan)}-${index}.${setName(plan)}.${name}.svc`;
}

function portsOf(port: number): unknown[] {
  return (["TCP", "UDP"] as const).map((protocol) => ({
    name: `${protocol.toLowerCase()}-${port}`,
    port,
    protocol,
  }));
}
