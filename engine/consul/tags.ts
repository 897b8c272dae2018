/**
 * The tags that Consul's agents join with, one function a role and pool. For our own clusters and simulations: a live pool is never joined under the tags of an agent.
 * Source: consul agent/consul/server_serf.go setupSerfConfig; client_serf.go setupSerf.
 */
import { tagValue, type Tags } from "../serf/tags.ts";

export interface ConsulIdentity {
  readonly node: string;
  readonly datacenter: string;
  /** Node id, a UUID that no other member of the datacenter has. */
  readonly id: string;
  /** Such as `1.8.7:`, version and prerelease or revision. */
  readonly build: string;
  /** Network segment, "" for the one that everybody is in. */
  readonly segment?: string;
}

export interface ConsulServer extends ConsulIdentity {
  /** Of its RPC. */
  readonly port: number;
  /** Of its WAN pool; other servers of the datacenter flood-join it there. */
  readonly wanPort?: number;
  readonly bootstrapExpect?: number;
  /** Segments that it serves, each with `address:port`. */
  readonly segments?: Readonly<Record<string, string>>;
}

/** Consul's own protocol, and the range that 1.x agents understand. */
const PROTOCOL = [
  ["vsn", "2"],
  ["vsn_min", "2"],
  ["vsn_max", "3"],
] as const;

/** A client, in the LAN pool. */
export function clientTags({ datacenter, id, build, segment = "" }: ConsulIdentity): Tags {
  return [
    ["role", "node"],
    ["dc", datacenter],
    ["segment", segment],
    ["id", id],
    ...PROTOCOL,
    ["build", build],
    ["acls", "0"],
  ];
}

/** A server, in the LAN pool of its datacenter. */
export function serverLanTags(server: ConsulServer): Tags {
  const { wanPort = 8302, segments = {} } = server;
  const served = Object.entries(segments).map(([name, address]) => [`sl_${name}`, address] as const);
  return [...serverTags(server), ...served, ["wan_join_port", String(wanPort)]];
}

/** A server, in the WAN pool: without the tags that only its own datacenter needs. */
export function serverWanTags(server: ConsulServer): Tags {
  return serverTags({ ...server, segment: "" });
}

/**
 * An observer of ours. Consul's leader leaves it alone: it registers only the roles `consul` and `node`.
 * Source: consul agent/consul/leader.go, shouldHandleMember.
 */
export const OBSERVER_TAGS: Tags = [
  ["role", "observer"],
  ["by", "lanekeeper"],
];

/** Whether somebody joined as such an observer. */
export function isObserver(tags: Tags): boolean {
  return OBSERVER_TAGS.every(([name, value]) => tagValue(tags, name) === value);
}

function serverTags({ datacenter, id, build, segment = "", port, bootstrapExpect }: ConsulServer): Tags {
  return [
    ["role", "consul"],
    ["dc", datacenter],
    ["segment", segment],
    ["id", id],
    ...PROTOCOL,
    ["raft_vsn", "3"],
    ["build", build],
    ["port", String(port)],
    ...(bootstrapExpect === undefined ? [] : [["expect", String(bootstrapExpect)] as const]),
    ["ft_fs", "1"],
    ["acls", "0"],
  ];
}
