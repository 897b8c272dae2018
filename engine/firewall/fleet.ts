/** What a cut must know of a pool, wherever it was read: a live view, a pasted list, a fleet of config files. */
import { roleOf } from "../view/role.ts";
import { memberRow, type MemberState, type Plane, type PoolKind, type PoolView } from "../view/view.ts";

/** One member. Names are foreign text; `ip` is canonical, "" when unknown. */
export interface FleetMember {
  /** Row of the view, or position in the list. */
  readonly id: number;
  readonly name: string;
  readonly ip: string;
  /** Gossip port of the pool that was read. */
  readonly port: number;
  readonly datacenter: string;
  readonly isServer: boolean;
  readonly state: MemberState;
  /** Tag `wan_join_port` of Consul's servers. */
  readonly wanPort: number | undefined;
  /** Tag `port` of the servers of Consul and Nomad. */
  readonly rpcPort: number | undefined;
  /** Version of the agent, "" when unsaid. */
  readonly build: string;
}

export interface Fleet {
  /** Shown name of the pool. */
  readonly name: string;
  readonly kind: PoolKind;
  readonly plane: Plane;
  readonly members: readonly FleetMember[];
}

/** The members of a live view; who was reaped is nobody's neighbour any more. */
export function fleetOfView(view: PoolView): Fleet {
  const members: FleetMember[] = [];
  for (let id = 0; id < view.count; id += 1) {
    const { name, ip, port, state, tags, datacenter } = memberRow(view, id);
    if (state === "reaped") continue;
    const isServer = roleOf(view, id) === "server";
    members.push({ id, name, ip, port, state, datacenter, isServer, ...portsOfTags(tags, isServer) });
  }
  const { name, kind, plane } = view.info;
  return { name, kind: kindOfMembers(view) ?? kind, plane, members };
}

/** What a server says of its other ports, and anybody of its version. Source: consul server_serf.go, setupSerf. */
export function portsOfTags(
  tags: Readonly<Record<string, string>>,
  isServer: boolean,
): Pick<FleetMember, "wanPort" | "rpcPort" | "build"> {
  return {
    wanPort: isServer ? portOf(tags["wan_join_port"]) : undefined,
    rpcPort: isServer ? portOf(tags["port"]) : undefined,
    // Consul writes 1.8.7:3a1fcb6c, with the revision behind the colon.
    build: (tags["build"] ?? "").split(":")[0] ?? "",
  };
}

/** Tags tell Consul and Nomad apart from plain pools, whatever the pool was called when it was attached. */
function kindOfMembers(view: PoolView): PoolKind | undefined {
  for (let id = 0; id < view.count; id += 1) {
    const role = memberRow(view, id).tags["role"];
    if (role === "consul" || role === "node") return "consul";
    if (role === "nomad") return "nomad";
  }
  return undefined;
}

function portOf(text: string | undefined): number | undefined {
  const port = /^\d{1,5}$/.test(text ?? "") ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : undefined;
}
