/**
 * From a specification to the agents of a cluster: names, addresses, ids and tags as Consul or Serf would have them.
 * Pure: the same specification gives the same agents on every machine.
 */
import { cidrContains, ipFromBytes, ipToBytes, parseCidr, type Address, type Cidr } from "../base/address.ts";
import { fail, ok, type Result } from "../base/result.ts";
import { sha256 } from "../base/sha256.ts";
import { bytesFromText, hexFromBytes } from "../base/bytes.ts";
import { CONSUL_PORTS } from "../consul/consul.ts";
import type { ClusterSpec, DatacenterSpec } from "../view/cluster.ts";

/** What a plain Serf agent listens on. Source: serf cmd/serf/command/agent/config.go. */
export const SERF_PORT = 7946;
/** Of every agent in one cluster; a member's table has 16 bytes for each other. */
export const AGENTS_MAX = 2_000;

/** One agent before it is started. */
export interface AgentPlan {
  /** Of its LAN pool; in the WAN pool it is `name.datacenter`. */
  readonly name: string;
  readonly datacenter: string;
  readonly role: "server" | "client" | "rogue";
  /** A UUID, as Consul's node id. */
  readonly id: string;
  readonly lan: Address;
  /** Of a Consul server. */
  readonly wan: Address | undefined;
}

export interface Topology {
  readonly agents: readonly AgentPlan[];
  /** Addresses of the range that nobody has yet, for agents that come later; one after the other. */
  readonly nextHost: number;
}

/** Where agents live: each at an address of its own, or all at 127.0.0.1 with ports of their own. */
export type Placing = "addresses" | "ports";

const LOOPBACK: Cidr = { base: "127.0.0.0", prefixBits: 8 };
const ONLY = "127.0.0.1";
/** Where the ports of the second way begin: below what systems give to clients. */
const PORT_BASE = 21_000;

/** Places all agents of a cluster, or says what of the specification cannot be. */
export function planTopology(spec: ClusterSpec, placing: Placing = "addresses"): Result<Topology, string> {
  const problem = problemOf(spec);
  if (problem !== undefined) return fail(problem);
  const range = loopbackRange(spec.addressRange);
  if (!range.ok) return range;
  const agents: AgentPlan[] = [];
  let host = 0;
  for (const datacenter of spec.datacenters) {
    // Each datacenter begins at a new third number, so that its range can be named: 127.77.2.0/24.
    host = Math.ceil((host + 1) / 256) * 256;
    for (const { name, role } of agentsOf(datacenter)) {
      host = nextUsable(host + 1);
      const place = placeOf(range.value, host, placing, agents.length, spec.product);
      if (!place.ok) return place;
      const wan = spec.product === "consul" && role === "server" ? place.value.wan : undefined;
      const { lan } = place.value;
      agents.push({ name, datacenter: datacenter.name, role, id: nodeId(`${spec.name}/${name}`), lan, wan });
    }
  }
  return ok({ agents, nextHost: Math.ceil((host + 1) / 256) * 256 });
}

/** Another agent for a running cluster, such as a rogue. `number` counts them. */
export function planStranger(
  spec: ClusterSpec,
  { nextHost }: Topology,
  placing: Placing,
  number: number,
): Result<AgentPlan, string> {
  const range = loopbackRange(spec.addressRange);
  if (!range.ok) return range;
  const place = placeOf(range.value, nextHost + number, placing, AGENTS_MAX + number, spec.product);
  if (!place.ok) return place;
  const name = `rogue-${number}`;
  const id = nodeId(`${spec.name}/${name}`);
  return ok({ name, datacenter: "elsewhere", role: "rogue", id, lan: place.value.lan, wan: undefined });
}

function problemOf({ datacenters }: ClusterSpec): string | undefined {
  const agents = datacenters.reduce((sum, { servers, clients }) => sum + servers + clients, 0);
  if (agents < 1) return "a cluster has at least one member";
  if (agents > AGENTS_MAX) return `${agents} members are more than a test cluster's ${AGENTS_MAX}`;
  const names = datacenters.map(({ name }) => name);
  const doubled = names.find((name, index) => names.indexOf(name) !== index);
  return doubled === undefined ? undefined : `datacenter ${doubled} is named twice`;
}

function loopbackRange(text: string): Result<Cidr, string> {
  const range = parseCidr(text);
  if (!range.ok) return range;
  if (range.value.prefixBits >= LOOPBACK.prefixBits && cidrContains(LOOPBACK, range.value.base)) return range;
  return fail(`${text} is not inside 127.0.0.0/8: test clusters live on loopback only`);
}

function* agentsOf({ name: dc, servers, clients }: DatacenterSpec): Generator<{
  readonly name: string;
  readonly role: "server" | "client";
}> {
  for (let i = 1; i <= servers; i += 1) yield { name: `${dc}-server-${i}`, role: "server" };
  for (let i = 1; i <= clients; i += 1) yield { name: `${dc}-client-${i}`, role: "client" };
}

/** Leaves out what ends in 0, and from 250 on what real agents take that join. */
function nextUsable(host: number): number {
  const last = host % 256;
  return last === 0 ? host + 1 : last >= 250 ? host + 257 - last : host;
}

function placeOf(
  range: Cidr,
  host: number,
  placing: Placing,
  index: number,
  product: ClusterSpec["product"],
): Result<{ lan: Address; wan: Address }, string> {
  if (placing === "ports") {
    const port = PORT_BASE + 2 * index;
    return ok({ lan: { ip: ONLY, port }, wan: { ip: ONLY, port: port + 1 } });
  }
  const bytes = ipToBytes(range.base);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  view.setUint32(0, view.getUint32(0) + host);
  const ip = ipFromBytes(bytes);
  if (!ip.ok || !cidrContains(range, ip.value))
    return fail(`${range.base}/${range.prefixBits} has too few addresses for this cluster`);
  const lanPort = product === "consul" ? CONSUL_PORTS.lan : SERF_PORT;
  return ok({
    lan: { ip: ip.value, port: lanPort },
    wan: { ip: ip.value, port: CONSUL_PORTS.wan },
  });
}

/** A UUID that a name always has. */
function nodeId(name: string): string {
  const hex = hexFromBytes(sha256(bytesFromText(name)).subarray(0, 16));
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`];
  return [...parts, hex.slice(20)].join("-");
}
