/** What real agents are started with, whatever runs them. */
import type { ClusterSpec } from "../../view/cluster.ts";
import type { AgentPlan, Topology } from "../topology.ts";

/** Images are named by what they hold; the tag is for the reader to choose. */
export const IMAGES = { consul: "hashicorp/consul:1.20", serf: "example.org/serf:0.10" } as const;
/** Where the key's configuration file is mounted. */
export const KEY_FOLDER = "/etc/lanekeeper-key";
export const KEY_FILE = `${KEY_FOLDER}/gossip.json`;

/** The words of an agent's command line; hosts go by their names. */
export function agentWords(
  plan: AgentPlan,
  spec: ClusterSpec,
  { agents }: Topology,
  hostOf: HostName,
): string[] {
  return spec.product === "consul"
    ? consulWords(plan, spec, agents, hostOf)
    : serfWords(plan, spec, agents, hostOf);
}

/** The name under which an agent is found. */
export type HostName = (plan: AgentPlan) => string;

function consulWords(
  { name, datacenter, role }: AgentPlan,
  { isEncrypted }: ClusterSpec,
  agents: readonly AgentPlan[],
  hostOf: HostName,
): string[] {
  const servers = agents.filter((plan) => plan.datacenter === datacenter && plan.role === "server");
  const firstOf = [...new Set(agents.map((plan) => plan.datacenter))]
    .filter((other) => other !== datacenter)
    .flatMap((other) => agents.find((plan) => plan.datacenter === other && plan.role === "server") ?? []);
  return [
    ...["agent", `-node=${name}`, `-datacenter=${datacenter}`, "-data-dir=/consul/data", "-client=0.0.0.0"],
    ...(role === "server" ? ["-server", `-bootstrap-expect=${servers.length}`] : []),
    ...servers.filter((plan) => plan.name !== name).map((plan) => `-retry-join=${hostOf(plan)}`),
    ...(role === "server" ? firstOf.map((plan) => `-retry-join-wan=${hostOf(plan)}`) : []),
    ...(isEncrypted ? [`-config-file=${KEY_FILE}`] : []),
  ];
}

function serfWords(
  { name, datacenter }: AgentPlan,
  { isEncrypted }: ClusterSpec,
  agents: readonly AgentPlan[],
  hostOf: HostName,
): string[] {
  const first = agents.find((plan) => plan.datacenter === datacenter && plan.name !== name);
  return [
    ...["agent", `-node=${name}`, "-bind=0.0.0.0:7946", "-tag", `dc=${datacenter}`],
    ...(first === undefined ? [] : [`-retry-join=${hostOf(first)}`]),
    ...(isEncrypted ? [`-config-file=${KEY_FILE}`] : []),
  ];
}

/** What stands over every exported file: what it is, what was not tried, what the reader must do. */
export function header(spec: ClusterSpec, how: string): string {
  const lines = [
    `${spec.name}: ${spec.datacenters.map(({ name, servers, clients }) => `${name}=${servers}+${clients}`).join(",")} as real ${spec.product === "consul" ? "Consul" : "Serf"} agents.`,
    `Its form was checked, but it was not tried: no engine, registry or image was at hand. ${how}`,
    ...(spec.product === "serf" ? ["There is no official image of serf: name your own."] : []),
    ...(spec.isEncrypted ? keyAdvice(spec) : []),
    ...(spec.label === ""
      ? []
      : [`The label "${spec.label}" is left out: these agents have no option for it.`]),
  ];
  return lines.map((line) => `# ${line}\n`).join("");
}

function keyAdvice({ product }: ClusterSpec): string[] {
  const setting = product === "consul" ? "encrypt" : "encrypt_key";
  const command = product === "consul" ? "consul keygen" : "serf keygen";
  return [
    `The gossip key is in no file that is written here. Make one: ${command}, and put it as`,
    `{"${setting}": "…"} into the secret that is named below.`,
  ];
}
