/** Which ports a side listens on: read from its members, and a default only where nobody says. */
import { CONSUL_PORTS } from "../consul/consul.ts";
import type { Plane, PoolKind } from "../view/view.ts";
import type { FleetMember } from "./fleet.ts";

/** What is closed besides the gossip port of the pool that was read. Off unless somebody chose it. */
export interface PortChoice {
  /** In a LAN pool: the servers' WAN gossip port too. */
  readonly wan: boolean;
  /** The servers' RPC port (Raft and requests) too. */
  readonly serverRpc: boolean;
}

export const GOSSIP_ONLY: PortChoice = { wan: false, serverRpc: false };

/** Ports of one purpose on one side. */
export interface PortGroup {
  /** Such as "LAN gossip". */
  readonly purpose: string;
  readonly protocols: readonly ("tcp" | "udp")[];
  readonly ports: readonly number[];
  /** Nobody named the port: the product's default was taken. */
  readonly isDefault: boolean;
}

const GOSSIP = ["tcp", "udp"] as const;
const RPC_DEFAULTS: Readonly<Partial<Record<PoolKind, number>>> = { consul: CONSUL_PORTS.rpc, nomad: 4647 };

export function portGroups(
  members: readonly FleetMember[],
  kind: PoolKind,
  plane: Plane,
  choice: PortChoice,
): PortGroup[] {
  const servers = members.filter(({ isServer }) => isServer);
  const groups = [
    group(
      `${gossipWord(kind, plane)} gossip`,
      GOSSIP,
      members.map(({ port }) => port),
    ),
  ];
  if (choice.wan && plane === "lan" && kind === "consul" && servers.length > 0) {
    groups.push(
      group(
        "WAN gossip",
        GOSSIP,
        servers.map(({ wanPort }) => wanPort),
        CONSUL_PORTS.wan,
      ),
    );
  }
  const rpcDefault = RPC_DEFAULTS[kind];
  if (choice.serverRpc && rpcDefault !== undefined && servers.length > 0) {
    groups.push(
      group(
        "server RPC",
        ["tcp"],
        servers.map(({ rpcPort }) => rpcPort),
        rpcDefault,
      ),
    );
  }
  return groups.filter(({ ports }) => ports.length > 0);
}

function gossipWord(kind: PoolKind, plane: Plane): string {
  return kind === "consul" ? plane.toUpperCase() : kind === "nomad" ? "server" : kind;
}

function group(
  purpose: string,
  protocols: PortGroup["protocols"],
  found: readonly number[],
  byDefault?: number,
): PortGroup {
  const known = [...new Set(found.filter((port) => port > 0))].sort((a, b) => a - b);
  const isDefault = known.length === 0 && byDefault !== undefined;
  return { purpose, protocols, ports: isDefault ? [byDefault] : known, isDefault };
}
