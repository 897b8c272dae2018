/**
 * Who may be in a pool of Consul. First Consul's own guards, in its words and in its order; what they let through,
 * that would mix pools nevertheless, is refused by `laneGuard`, which is ours.
 * Source: consul agent/consul/merge.go lanMergeDelegate, wanMergeDelegate; agent/metadata/server.go IsConsulServer.
 */
import { type Cidr, cidrContains } from "../base/address.ts";
import type { Candidate, MergeGuard, Refusal } from "../serf/mergeGuard.ts";
import { tagValue, type Tags } from "../serf/tags.ts";
import { nodeOfWanName } from "./names.ts";
import { isObserver } from "./tags.ts";

/** The agent that asks whether it may merge. */
export interface LanIdentity {
  readonly node: string;
  readonly datacenter: string;
  /** Node id, "" for a member that has none. */
  readonly id: string;
  /** "" for the segment that everybody is in. */
  readonly segment: string;
}

/** Since this version node ids are unique, so that two members with one id are a mistake. Source: uniqueIDMinVersion. */
const UNIQUE_ID_SINCE = [0, 8, 5] as const;

/** The guard of a LAN pool: one datacenter, one segment, node ids that differ. */
export function lanGuard(own: LanIdentity): MergeGuard {
  return (candidates) => {
    const ids = new Map<string, string>();
    for (const candidate of candidates) {
      const refusal = idRefusal(own, candidate, ids) ?? datacenterRefusal(own, candidate);
      if (refusal !== undefined) return refusal;
      const segment = tagValue(candidate.tags, "segment") ?? "";
      if (segment === own.segment) continue;
      return refuse(candidate, `part of wrong segment '${segment}' (expected '${own.segment}')`);
    }
    return undefined;
  };
}

/** The guard of the WAN pool: servers only, of whatever datacenter. */
export function wanGuard(): MergeGuard {
  return (candidates) => {
    const other = candidates.find(({ tags }) => !isConsulServer(tags));
    return other === undefined ? undefined : refuse(other, "is not a server");
  };
}

/** Whether Consul takes these tags for a server's; one tag out of shape and it doesn't. */
export function isConsulServer(tags: Tags): boolean {
  if (tagValue(tags, "role") !== "consul") return false;
  const needed = ["port", "vsn"].every((name) => isInteger(tagValue(tags, name)));
  const optional = ["expect", "wan_join_port", "raft_vsn"].every((name) => {
    const value = tagValue(tags, name);
    return value === undefined || isInteger(value);
  });
  const listeners = tags.every(([name, value]) => !name.startsWith("sl_") || /^.*:[+-]?\d+$/.test(value));
  const features = tags.every(([name, value]) => !name.startsWith("ft_") || isInteger(value));
  return needed && optional && listeners && features && hasGrpcPort(tags) && buildOf(tags) !== undefined;
}

/** What a pool is meant to be: its lane. What is unknown is left out and not checked. */
export interface PoolLane {
  /** Whose agents live there. */
  readonly product: "consul" | "serf";
  readonly plane: "lan" | "wan";
  readonly datacenter: string;
  /** Where members of this pool live; none for anywhere. */
  readonly ranges: readonly Cidr[];
  /** Whether a member of that name is known to be one of ours. */
  readonly isKnown: (name: string) => boolean;
  /** Members that are no Consul agents and still belong here, by name: observers. */
  readonly guests: readonly string[];
}

/**
 * Refuses what Consul's guards let through. In a table of two or more, nobody known means that this is another pool,
 * whatever its datacenter is called: one that answers at an address of ours, or that an old snapshot remembers.
 * A single candidate is looked at by itself, since new members do come.
 *
 *     hole in Consul's guards                                     refused because
 *     two sites with one datacenter name                          nobody there is known, or lives elsewhere
 *     stale state: an address remembered for too long             nobody there is known
 *     an address that now belongs to another pool                 nobody there is known
 *     a LAN join to the own port 8302                             members of the WAN pool have no place in a LAN
 *     an allow list on the other side only                        lives elsewhere
 *     a plain Serf member as a bridge                             is no Consul agent
 */
export function laneGuard(lane: PoolLane): MergeGuard {
  return (candidates) => {
    for (const candidate of candidates) {
      const why = misfit(lane, candidate);
      if (why !== undefined) return refuse(candidate, why);
    }
    const [first] = candidates;
    if (first === undefined || candidates.length < 2) return undefined;
    if (candidates.some(({ name }) => lane.isKnown(name))) return undefined;
    return refuse(
      first,
      `and ${candidates.length - 1} more are none of this pool's: two pools would become one`,
    );
  };
}

function misfit(lane: PoolLane, candidate: Candidate): string | undefined {
  const { name, ip } = candidate;
  if (lane.ranges.length > 0 && !lane.ranges.some((range) => cidrContains(range, ip))) {
    return `lives at ${ip}, outside of this pool's addresses`;
  }
  if (lane.guests.includes(name)) return undefined;
  return lane.product === "consul" ? consulMisfit(lane, candidate) : serfMisfit(candidate);
}

function serfMisfit({ tags }: Candidate): string | undefined {
  return isConsulServer(tags) ? "is a Consul server; this is a pool of plain Serf" : undefined;
}

function consulMisfit({ plane, datacenter }: PoolLane, { name, tags }: Candidate): string | undefined {
  const role = tagValue(tags, "role");
  if (plane === "lan" && isObserver(tags)) return undefined;
  if (role !== "consul" && role !== "node") return "is no Consul agent";
  const dc = tagValue(tags, "dc") ?? "";
  const isOfWan = isConsulServer(tags) && nodeOfWanName(name, dc) !== undefined;
  if (plane === "wan") return isOfWan ? undefined : "is no member of a WAN pool: its name has no datacenter";
  if (datacenter !== "" && dc !== datacenter) return `part of wrong datacenter '${dc}'`;
  const isOnlyOfWan = isOfWan && tagValue(tags, "wan_join_port") === undefined;
  return isOnlyOfWan ? "is a member of the WAN pool; the LAN pool is at another port" : undefined;
}

function idRefusal(own: LanIdentity, candidate: Candidate, ids: Map<string, string>): Refusal | undefined {
  const id = tagValue(candidate.tags, "id") ?? "";
  if (id === "" || candidate.isLeft) return undefined;
  if (id.toLowerCase() === own.id.toLowerCase() && candidate.name !== own.node) {
    return refuse(candidate, `has conflicting node ID '${id}' with this agent's ID`);
  }
  const other = ids.get(id);
  if (other !== undefined) return refuse(candidate, `has conflicting node ID '${id}' with member '${other}'`);
  if (isAtLeast(buildOf(candidate.tags), UNIQUE_ID_SINCE)) ids.set(id, candidate.name);
  return undefined;
}

/** Only of clients and servers: a member without a role passes, whatever its datacenter. */
function datacenterRefusal(own: LanIdentity, candidate: Candidate): Refusal | undefined {
  const datacenter = tagValue(candidate.tags, "dc") ?? "";
  const isAgent = tagValue(candidate.tags, "role") === "node" || isConsulServer(candidate.tags);
  if (!isAgent || datacenter === own.datacenter) return undefined;
  return refuse(candidate, `part of wrong datacenter '${datacenter}'`);
}

function refuse({ name }: Candidate, reason: string): Refusal {
  return { member: name, reason: `Member '${name}' ${reason}` };
}

function isInteger(value: string | undefined): boolean {
  return value !== undefined && /^[+-]?\d+$/.test(value);
}

/** Newer servers tell their gRPC ports: if they do, one must be a port. */
function hasGrpcPort(tags: Tags): boolean {
  const ports = ["grpc_port", "grpc_tls_port"].flatMap((name) => tagValue(tags, name) ?? []);
  return ports.length === 0 || ports.some((port) => isInteger(port) && Number(port) > 0);
}

type Version = readonly [number, number, number];

function buildOf(tags: Tags): Version | undefined {
  const found = /(\d+)\.(\d+)\.(\d+)/.exec(tagValue(tags, "build") ?? "");
  return found === null ? undefined : [Number(found[1]), Number(found[2]), Number(found[3])];
}

function isAtLeast(version: Version | undefined, least: Version): boolean {
  if (version === undefined) return false;
  for (let i = 0; i < 3; i += 1) {
    if ((version[i] ?? 0) !== (least[i] ?? 0)) return (version[i] ?? 0) > (least[i] ?? 0);
  }
  return true;
}
