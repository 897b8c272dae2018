/** Under which address an agent takes part in its LAN pool, and what kind of address that is. */
import { addressRange, cidrContains, parseHostPort, type Cidr } from "../../base/address.ts";
import type { Agent, Product } from "./agent.ts";
import { ipOfHost, isLoopbackHost, isUnspecified } from "./host.ts";
import { known, located, type Known, type Located } from "./located.ts";

/**
 * The settings that name the LAN gossip address, the strongest first.
 * Source: consul agent/config/builder.go; serf cmd/serf/command/agent/config.go; nomad command/agent/config.go.
 */
const ADVERTISED: Readonly<Record<Product, readonly string[]>> = {
  consul: ["advertise_addr", "advertise_addr_ipv4", "advertise_addr_ipv6", "advertise_addrs.serf_lan"],
  nomad: ["advertise.serf"],
  serf: ["advertise"],
  memberlist: ["advertise_addr"],
};
const BOUND: Readonly<Record<Product, readonly string[]>> = {
  consul: ["bind_addr", "serf_lan", "serf_lan_bind"],
  nomad: ["addresses.serf", "bind_addr"],
  serf: ["bind"],
  memberlist: ["bind_addr"],
};

/** What others are told to call, if somebody wrote it down: the advertise address, else the one it binds. */
export function gossipAddress(agent: Agent): Located<string> | undefined {
  return advertisedAddress(agent) ?? boundAddress(agent);
}

export function advertisedAddress(agent: Agent): Located<string> | undefined {
  return firstSetting(agent, ADVERTISED[agent.product]);
}

/** The first bound address that means one address; the unspecified one only where there is no other. */
export function boundAddress(agent: Agent): Located<string> | undefined {
  const bound = BOUND[agent.product].flatMap((key) => firstSetting(agent, [key]) ?? []);
  return bound.find((address) => !isUnspecified(ipOf(address) ?? "")) ?? bound[0];
}

/** Agents never change, so what they say is read once. */
const REACHABLE = new WeakMap<Agent, Known<string> | "none">();

/** The gossip address as a literal IP that others can call: not the unspecified one, not this machine's own. */
export function reachableIp(agent: Agent): Known<string> | undefined {
  const before = REACHABLE.get(agent);
  if (before !== undefined) return before === "none" ? undefined : before;
  const address = readReachableIp(agent);
  REACHABLE.set(agent, address ?? "none");
  return address;
}

function readReachableIp(agent: Agent): Known<string> | undefined {
  const address = gossipAddress(agent);
  const ip = ipOf(address);
  if (address === undefined || ip === undefined || isUnspecified(ip) || isLoopbackHost(ip)) return undefined;
  return located(ip, address);
}

/** The canonical IP of a value such as `10.0.0.1`, `[fd00::1]` or `10.0.0.1:7946`. */
export function ipOf(address: Located<string> | undefined): string | undefined {
  const text = known(address);
  if (text === undefined) return undefined;
  const plain = ipOfHost(text);
  if (plain !== undefined) return plain;
  const split = parseHostPort(text, 1);
  return split.ok ? ipOfHost(split.value.host) : undefined;
}

const DOCUMENTATION: readonly Cidr[] = [
  { base: "192.0.2.0", prefixBits: 24 },
  { base: "198.51.100.0", prefixBits: 24 },
  { base: "203.0.113.0", prefixBits: 24 },
  { base: "2001:db8::", prefixBits: 32 },
];

/** Routed on the Internet. Documentation ranges count: in an example they stand for such an address. */
export function isPublicIp(ip: string): boolean {
  return addressRange(ip) === "unicast" || DOCUMENTATION.some((range) => cidrContains(range, ip));
}

export function isPrivateIp(ip: string): boolean {
  return ["private", "uniqueLocal", "carrierGradeNat"].includes(addressRange(ip));
}

function firstSetting(agent: Agent, keys: readonly string[]): Located<string> | undefined {
  for (const key of keys) {
    const setting = agent.settings.scalar(key);
    if (setting === undefined || known(setting) === "") continue;
    return setting.known ? { ...setting, value: String(setting.value) } : setting;
  }
  return undefined;
}
