/** Whether two agents run on one machine, as far as the files show it. */
import type { Agent } from "./agent.ts";
import { boundAddress, ipOf } from "./gossipAddress.ts";
import { isLoopbackHost, isUnspecified } from "./host.ts";

/**
 * True only with evidence: one named host, both on loopback, or both bound to one literal address with ports of their
 * own. One address with one port for both is no machine with two agents, but an address that was given away twice.
 */
export function areOnOneHost(one: Agent, other: Agent): boolean {
  if (one.site !== other.site) return false;
  if (one.host !== undefined && other.host !== undefined) return one.host === other.host;
  const [ip, otherIp] = [one, other].map((agent) => ipOf(boundAddress(agent)));
  if (ip === undefined || otherIp === undefined || isUnspecified(ip)) return false;
  if (isLoopbackHost(ip)) return isLoopbackHost(otherIp);
  return ip === otherIp && one.ports.lan !== other.ports.lan;
}

/** Agents without a mark in common are never on one host: for comparing few pairs of many agents. */
export function hostMarks(agent: Agent): readonly string[] {
  const ip = ipOf(boundAddress(agent));
  const name = agent.host === undefined ? [] : [`${agent.site}|name ${agent.host}`];
  if (ip === undefined || isUnspecified(ip)) return name;
  return [...name, `${agent.site}|${isLoopbackHost(ip) ? "loopback" : ip}`];
}
