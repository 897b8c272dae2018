/** A cluster as it is, in plain data; and how a real agent joins it. */
import type { Secret } from "../base/secret.ts";
import { base64FromBytes } from "../base/bytes.ts";
import { formatAddress } from "../base/address.ts";
import type { ClusterStatus, ScenarioStatus } from "../view/cluster.ts";
import type { Cluster } from "./cluster.ts";
import type { Placing } from "./topology.ts";

export interface Progress {
  readonly state: ClusterStatus["state"];
  readonly speed: number;
  readonly scenario: ScenarioStatus | undefined;
  readonly notes: readonly string[];
}

export function statusOf(cluster: Cluster, { state, speed, scenario, notes }: Progress): ClusterStatus {
  const { name, runs } = cluster.spec;
  return {
    ...{ name, runs, state, speed, scenario, notes },
    agents: cluster.agents.map(({ status }) => status),
    pools: [...cluster.pools.values()].map(({ key, info }) => ({ key, name: info.name })),
    faults: cluster.faults.active,
  };
}

export function placingNotes(placing: Placing): string[] {
  if (placing === "addresses") return [];
  return ["This machine has 127.0.0.1 only: members have ports of their own instead of the standard ones."];
}

/** A command line and a file that it reads; the file holds the key, the command line does not. */
export interface AttachCommand {
  readonly program: "serf" | "consul";
  readonly command: string;
}

/** The configuration file with the cluster's key that the commands name. */
export function keyFileText(program: AttachCommand["program"], key: Secret): string {
  const text = base64FromBytes(key.reveal());
  return `${JSON.stringify(program === "serf" ? { encrypt_key: text } : { encrypt: text })}\n`;
}

/** How a real agent joins the LAN pool of a datacenter, at an address that nobody has. `keyFile` is where `keyFileText` went. */
export function attachCommands(
  cluster: Cluster,
  datacenter: string,
  keyFile: string | undefined,
): AttachCommand[] {
  const first = cluster.agents.find(({ plan, isThere }) => plan.datacenter === datacenter && isThere);
  if (first === undefined) return [];
  const { product } = cluster.spec;
  const { ip, port } = first.plan.lan;
  // The last number of a /24 that members leave free.
  const own = `${ip.split(".").slice(0, 3).join(".")}.250`;
  const seed = formatAddress({ ip, port });
  const file = keyFile === undefined ? [] : [`-config-file=${keyFile}`];
  const serf = [
    ...["serf agent", `-node=real-serf-${datacenter}`, `-bind=${own}:7946`, `-rpc-addr=${own}:7373`],
    ...[`-tag dc=${datacenter}`, `-retry-join=${seed}`],
    ...file,
  ];
  if (product === "serf") return [{ program: "serf", command: serf.join(" ") }];
  const consul = [
    ...["consul agent", `-node=real-consul-${datacenter}`, `-datacenter=${datacenter}`],
    ...[`-bind=${own}`, `-client=${own}`, `-retry-join=${seed}`, "-data-dir=$(mktemp -d)"],
    ...["-disable-host-node-id", "-grpc-port=-1", "-dns-port=-1"],
    ...file,
  ];
  return [
    { program: "consul", command: consul.join(" ") },
    { program: "serf", command: serf.join(" ") },
  ];
}
